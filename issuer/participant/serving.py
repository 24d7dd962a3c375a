"""Serving the page with gunicorn: one process, several threads.

One process, because the rate limits are the process's own.
"""

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from issuer.delivery.context import PostOffice
from issuer.participant.app import configure_logs, create_app

_THREADS = 8


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings in place of its command line."""

    def __init__(self, app: Flask, *, bind: str) -> None:
        self.app = app
        self.options: dict[str, Any] = {
            "bind": bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": _THREADS,
            "timeout": 60,
            "accesslog": None,  # the addresses of the pages are the secret
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def run_server(post: PostOffice) -> None:
    """Serve until told to stop.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the key ring's certificates are unusable.
    """
    app = create_app(post)
    post.register.dispose()  # connections do not survive the fork
    configure_logs()
    settings = post.settings.participant
    click.echo(f"Page des participants : {settings.address}/  (Ctrl-C pour arrêter)")
    _Server(app, bind=settings.listen).run()
