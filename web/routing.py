"""Addresses of a web application: numbers that a database can hold, and no way round by slashes."""

from typing import Any

from flask import Flask
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
