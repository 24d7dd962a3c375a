"""Serving a web application with gunicorn: one process, several threads.

There is one process because rate limits and memories belong to it. It has threads because a page
waits for a database or a child process, which run on processors of their own.
"""

import errno
import gc
import socket
from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from attestation.errors import ConfigurationError
from web.log import configure_logs
from web.worker import Worker


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings in place of its command line."""

    def __init__(
        self,
        make_app: Callable[[], Flask],
        *,
        bind: str,
        threads: int,
        timeout: int = 60,
        on_exit: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up a server; ``run`` serves until it is told to stop.

        Args:
            make_app: makes the application, in the process that serves it.
            bind: host and port.
            threads: requests answered at once.
            timeout: seconds after which a process that does not answer is replaced.
            on_exit: called when the process that serves ends.
        """
        self._make_app = make_app
        self._options: dict[str, object] = {
            "bind": bind,
            "workers": 1,
            "worker_class": Worker,
            "threads": threads,
            "timeout": timeout,
            "accesslog": None,  # no log of who looked at what, and from where
            "loglevel": "warning",
            "control_socket_disable": True,
            # SECURITY: no header of a request says where the application lies:
            # test_script_name_of_a_client_moves_no_link.
            "forwarder_headers": "",
            "post_worker_init": _keep_what_is_loaded,
            "worker_exit": lambda _server, _worker: on_exit(),
        }
        super().__init__()

    def run(self) -> None:
        """Serve until the process is stopped."""
        configure_logs()
        super().run()

    def load_config(self) -> None:
        """Take our settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application."""
        return self._make_app()


def require_free(bind: str) -> None:
    """Refuse an address at which nothing can listen, before it is said that something does.

    Args:
        bind: host and port.

    Raises:
        ConfigurationError: another program listens there, or none may.
    """
    host, _, port = bind.rpartition(":")
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host.strip("[]") or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(address)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        problem = "un autre programme y écoute déjà" if is_taken else "on ne peut pas y écouter"
        raise ConfigurationError(bind, f"{problem} ; arrêtez-le, ou changez de port") from None


def _keep_what_is_loaded(_worker: object) -> None:
    # Loaded modules stay. Collecting garbage among them takes 0.13 seconds in which no request is
    # answered.
    gc.collect()
    gc.freeze()
