"""What each web application starts from: strict templates and routes, bounded bodies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Request
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from web.routing import route_strictly
from web.static_files import add_static_files

_TEMPLATES = Path(__file__).parent / "templates"
_STATIC_SECONDS = 86_400


class _Application(Flask):
    """Flask whose views all are plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func`` itself; asking whether it is a coroutine costs time."""
        return func


def make_application(
    package: str,
    *,
    max_bytes: int,
    proxies: int,
    proxies_say_scheme: bool = True,
    request_class: type[Request] = Request,
) -> Flask:
    """Make a web application that has its static files and no other route.

    Args:
        package: where its folders ``static`` and ``templates`` are.
        max_bytes: of the body of a request.
        proxies: how many stand before it and say who asked.
        proxies_say_scheme: whether they say as well how that was asked.
        request_class: of its requests.
    """
    app = _Application(package, static_folder=None)
    app.request_class = request_class
    route_strictly(app)
    app.config.update(MAX_CONTENT_LENGTH=max_bytes, SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(Path(app.root_path) / "templates"), FileSystemLoader(_TEMPLATES)]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_static_files(app)
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies if proxies_say_scheme else 0
        )
    return app
