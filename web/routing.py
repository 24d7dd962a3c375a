"""Routes of a web application: those that are listed, each with its method, and no way round."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""What an INTEGER of every database holds."""


class BoundedInteger(IntegerConverter):
    """``<int:…>`` of a rule; a larger number is no address of ours."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        """Take the options of a rule; a ``max`` of its own comes first."""
        super().__init__(url_map, *args, **{"max": LARGEST, **options})


def route_strictly(app: Flask) -> None:
    """Have ``app`` answer only addresses that are written as its rules say; before any is added."""
    # SECURITY: `//elsewhere` is not redirected, least of all to the host that a request names:
    # test_path_with_two_slashes_leads_nowhere.
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = BoundedInteger


def add_route(app: Flask, rule: str, endpoint: str, view: Callable[..., Any], method: str) -> None:
    """Add one route, without the automatic answer to OPTIONS that nobody listed."""
    app.add_url_rule(rule, endpoint, view, methods=[method], provide_automatic_options=False)


def add_routes(
    app: Flask,
    routes: Iterable[tuple[str, str, Callable[..., Any], str]],
    *,
    endpoints: Collection[str],
) -> None:
    """Add routes: rule, endpoint, view and method; any that is not in ``endpoints`` is refused."""
    for route in routes:
        add_route(app, *route)

    def refuse_unlisted() -> None:
        # Where no route matched, flask answers 404 or 405 by itself.
        if request.routing_exception is None and request.endpoint not in endpoints:
            abort(404)

    app.before_request(refuse_unlisted)
