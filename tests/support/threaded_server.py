"""A web server in the tests' own process, for an application that a test holds in its hands."""

import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class _Silent(WSGIRequestHandler):
    timeout = 5  # seconds, after which a browser that asks nothing more is let go

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class _Patient(ThreadedWSGIServer):
    daemon_threads = False
    """Closing it waits for whom it still answers."""


@contextmanager
def serving(
    app: "WSGIApplication", port: int, *, tls: ssl.SSLContext | None = None
) -> Iterator[None]:
    """Serve ``app`` on a port of this machine for a while."""
    server = _Patient("127.0.0.1", port, _whole(app), handler=_Silent, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _whole(app: "WSGIApplication") -> "WSGIApplication":
    """Have answers in memory: the server forgets to close a file whose reader turned away."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        content, status, headers = run_wsgi_app(app, environ, buffered=True)
        start_response(status, headers.to_wsgi_list())
        return content

    return answer
