"""``python -m benchmarks.empty_server CONFIG PORT``: Flask answering JSON, and nothing behind it.

On the very server that serves the verifier, with the same settings of it.
"""

import sys
from pathlib import Path

from flask import Flask, Response, jsonify

from verifier.settings import load_settings
from web.server import Server


def empty_app() -> Flask:
    """Make an application that has nothing to do."""
    app = Flask("empty")

    def empty() -> Response:
        return jsonify({"verifications": []})

    app.add_url_rule("/api/v1/verifications", view_func=empty, methods=["POST"])
    return app


if __name__ == "__main__":
    threads = load_settings(Path(sys.argv[1])).section.threads
    Server(empty_app, bind=f"127.0.0.1:{sys.argv[2]}", threads=threads).run()
