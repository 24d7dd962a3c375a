"""The static files of a web application: those in its own folder, and those that all share."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, send_file, url_for

from web.routing import add_route

_SHARED = Path(__file__).parent / "static"
_TAG_CHARACTERS = 12


def add_static_files(app: Flask) -> None:
    """Let ``app`` answer ``/static/`` with the files that are there now, and no other.

    Its templates get ``static_url``: the address of a file by its name. A digest of what it holds
    is part of it, so that a browser which has kept the file asks again when it has changed.

    Args:
        app: whose package may have a folder ``static``; flask serves none by itself.
    """
    files = {
        file.relative_to(folder).as_posix(): file
        for folder in (_SHARED, Path(app.root_path) / "static")
        for file in folder.rglob("*")
        if file.is_file()
    }
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

    add_route(app, "/static/<path:filename>", "static", static, "GET")
    app.jinja_env.globals["static_url"] = static_url
