"""Serving the web application with gunicorn: one process, several threads.

One process, because the rate limits and the memory of status lists are the process's own; threads,
because a check waits for its child process, which has a processor of its own.
"""

import gc
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from verifier.http.app import create_app
from verifier.http.log import configure_logs
from verifier.settings import VerifierSettings


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings in place of its command line."""

    def __init__(self, settings: VerifierSettings, *, host: str, port: int) -> None:
        self.settings = settings
        self.options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.section.threads,
            "timeout": 60,
            "accesslog": None,  # addresses and times of officers are nobody's business
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _keep_what_is_loaded,
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, in the process that serves it."""
        return create_app(self.settings)


def _keep_what_is_loaded(_worker: object) -> None:
    # What is loaded stays. To look through it for garbage, once it has been used for a while, takes
    # 0.13 seconds in which nobody is answered.
    gc.collect()
    gc.freeze()


def run_server(settings: VerifierSettings, *, host: str, port: int) -> None:
    """Serve until told to stop.

    Raises:
        ConfigurationError: a setting is wrong.
        TrustStoreError: the trust bundle is unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    create_app(settings)  # a wrong setting is said at once and plainly, not by a worker that dies
    configure_logs()
    click.echo(f"Vérificateur : http://{host}:{port}/  (Ctrl-C pour arrêter)")
    Server(settings, host=host, port=port).run()
