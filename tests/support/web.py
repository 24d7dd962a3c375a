"""The verifier's web pages as a test's browser sees them."""

import io
import re
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forked_children import children_of
from tests.support.world import World
from verifier.http.app import create_app


def make_app(world: World, **changes: object) -> Flask:
    """Make the application of ``world``, with other settings of its own."""
    section = world.settings.section.model_copy(update=changes)
    app = create_app(
        replace(world.settings, section=section), now=world.now, children_of=children_of
    )
    app.testing = True
    return app


def post_file(client: FlaskClient, data: bytes, name: str = "x.pdf") -> TestResponse:
    """Upload a file, as the form does."""
    response = client.post("/check", data={"file": (io.BytesIO(data), name)})
    # The test client, not the application, put a large request into a temporary file.
    response.request.environ["wsgi.input"].close()
    return response


def text_of(client: FlaskClient, path: str) -> str:
    """Get a page or a static file, and let go of it."""
    with client.get(path) as response:
        return str(response.get_data(as_text=True))


def verdict_of(response: TestResponse) -> tuple[str | None, str | None, str | None]:
    """Return what the page says about the verdict, as a program would read it."""
    section = re.search(r'<section class="verdict"[^>]*>', response.text)
    assert section is not None, response.text

    def attribute(name: str) -> str | None:
        found = re.search(rf'{name}="([^"]*)"', section[0])
        return found and found[1]

    return attribute("data-verdict"), attribute("data-looked-at"), attribute("data-reason")
