"""Serving the desk: everything is opened in the process that serves, and stopped at its end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from issuer.context import IssuerContext
from issuer.desk import serving
from issuer.desk.auth.secret import open_secret
from tests.support.issuer_contexts import make_deployment, open_issuer


def test_nothing_is_opened_before_the_process_that_serves_and_its_workers_end_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_deployment(tmp_path)
    done: list[str] = []

    class Server:
        def __init__(
            self, make_app: Callable[[], Flask], *, on_exit: Callable[[], None], **more: object
        ) -> None:
            self.make_app, self.on_exit = make_app, on_exit
            done.append(f"made at {more['bind']}")

        def run(self) -> None:
            app = self.make_app()
            assert app.name == "issuer.desk"
            self.on_exit()

    class Worker:
        def __init__(self, context: IssuerContext, mail_context: object) -> None:
            done.append("worker")

        def start(self) -> None:
            done.append("started")

        def stop(self) -> None:
            done.append("stopped")

    def opened() -> IssuerContext:
        done.append("opened")
        return open_issuer(config)

    monkeypatch.setattr(serving, "Server", Server)
    monkeypatch.setattr(serving, "Worker", Worker)
    serving.serve_desk(opened, open_secret(tmp_path / "desk.key"), listen="127.0.0.1:8001")

    assert done == ["made at 127.0.0.1:8001", "opened", "worker", "started", "stopped"]
