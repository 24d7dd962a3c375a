"""Serving the desk with gunicorn: one process with threads, and the workers beside them."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from issuer.context import Office
from issuer.delivery.context import open_post_office
from issuer.desk.app import create_app
from issuer.desk.auth.secret import DeskSecret
from issuer.desk.jobs.worker import Worker

_THREADS = 8


def serve_desk(open_office: Callable[[], Office], secret: DeskSecret, *, listen: str) -> None:
    """Serve until told to stop.

    Args:
        open_office: opens register and key; called in the process that serves, since neither a
            connection nor a token's session survives a fork.
        secret: the desk's own key.
        listen: host and port.
    """
    _Server(open_office, secret, listen=listen).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings in place of its command line."""

    def __init__(
        self, open_office: Callable[[], Office], secret: DeskSecret, *, listen: str
    ) -> None:
        self._open_office, self._secret = open_office, secret
        self._worker: Worker | None = None
        self._options: dict[str, Any] = {
            "bind": listen,
            "workers": 1,  # its threads work; pages wait for the database, not for cores
            "worker_class": "gthread",
            "threads": _THREADS,
            "timeout": 120,
            "accesslog": None,  # who looked at whose attestation is for the log, not for a file
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": self._stop,
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn our settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, in the process that serves it."""
        office = self._open_office()
        post = open_post_office(office.settings, office.register)
        self._worker = Worker(office, post)
        app = create_app(office, self._secret, post=post, worker=self._worker)
        self._worker.start()
        return app

    def _stop(self, server: object, worker: object) -> None:
        if self._worker is not None:
            self._worker.stop()
