"""What the stories in a browser look with: it looks at pages that are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Page

from tests.support.browser import axe_violations, open_browser, overflow

_FIRST = b"<!doctype html><html lang=fr><title>a</title><h1>a</h1><a href=/next>b</a>"
_NEXT = (
    b"<!doctype html><html lang=fr><title>b</title>"
    b"<main><h1>b</h1><img src=c><p style='width: 9999px'>c</p></main>"
)


@contextmanager
def slow_site(may_end: Event) -> Iterator[str]:
    """Serve two pages, of which the second has a head long before it has a body."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if self.path == "/next":
                self.wfile.write(b" " * 2000)  # enough for the browser to begin the page
                self.wfile.flush()
                assert may_end.wait(60)
                self.wfile.write(_NEXT)
            elif self.path == "/":
                self.wfile.write(_FIRST)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            may_end.set()
            server.shutdown()


@contextmanager
def page_that_begins(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Click a link, and return the page as it is when a click is over; it ends when waited for."""
    may_end = Event()
    with slow_site(may_end) as address, open_browser() as browser:
        page = browser.new_page()
        page.goto(address)
        page.get_by_role("link").click()
        wait = page.wait_for_load_state

        def end_and_wait() -> None:
            may_end.set()
            wait()

        monkeypatch.setattr(page, "wait_for_load_state", end_and_wait)
        yield page


def test_page_is_judged_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with page_that_begins(monkeypatch) as page:
        assert any(found.startswith("image-alt") for found in axe_violations(page))


def test_page_is_measured_once_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with page_that_begins(monkeypatch) as page:
        assert overflow(page)
