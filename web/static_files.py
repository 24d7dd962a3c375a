"""The static files of a face of ours: those in its own folder, and those that both faces share."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, send_file, url_for

_SHARED = Path(__file__).parent / "static"
_TAG_CHARACTERS = 12


def add_static_files(app: Flask) -> Callable[[str], str]:
    """Let ``app`` answer ``/static/`` with the files that are there now, and no other.

    Args:
        app: a face whose package has a folder ``static``; flask serves none by itself.

    Returns:
        Gives the address of a file by its name. A digest of what it holds is part of it, so that
        a browser which has kept the file asks again when it has changed.
    """
    folders = (_SHARED, Path(app.root_path) / "static")
    files = {file.name: file for folder in folders for file in folder.iterdir()}
    tags = {
        name: sha256(file.read_bytes()).hexdigest()[:_TAG_CHARACTERS]
        for name, file in files.items()
    }

    def static(filename: str) -> Response:
        if filename not in files:
            abort(404)
        return send_file(files[filename])

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=tags[name])

    # An automatic OPTIONS answer would be a route that nobody listed.
    app.add_url_rule(
        "/static/<path:filename>",
        "static",
        static,
        methods=["GET"],
        provide_automatic_options=False,
    )
    return static_url
