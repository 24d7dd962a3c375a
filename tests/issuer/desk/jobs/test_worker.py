"""The worker takes up what was left, outlives a failure, and hears a stop."""

import threading

import pytest

from attestation.errors import SigningError
from issuer.desk.jobs.worker import Worker
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.waiting import wait_until


def test_worker_takes_up_at_its_start_what_was_left(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(workbook()))

    worker = Worker(desk.context, desk.mail_context)
    worker.start()
    worker.wake()
    wait_until(lambda: ines.get(f"{job}/etat").json["state"] == "done")  # type: ignore[index]
    worker.stop()

    assert ines.get(f"{job}/etat").json == {"done": 2, "state": "done", "total": 2}


def test_worker_outlives_a_failure(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def fail(*_: object, **__: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise SigningError("passing")

    monkeypatch.setattr("issuer.desk.jobs.worker.work_once", fail)
    worker = Worker(desk.context, desk.mail_context)
    worker.start()

    def is_called_again() -> bool:
        worker.wake()
        return len(calls) > 1

    outlived = wait_until(is_called_again)
    worker.stop()

    assert outlived


def test_stop_is_heard_whenever_it_comes(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Meddled(threading.Event):
        """Somebody stops the worker at the very moment at which it forgets that it was woken."""

        def clear(self) -> None:
            worker._is_stopping.set()
            self.set()
            super().clear()

    monkeypatch.setattr("issuer.desk.jobs.worker._IDLE_SECONDS", 3600)
    with monkeypatch.context() as meddled:
        meddled.setattr("issuer.desk.jobs.worker.threading.Event", Meddled)
        worker = Worker(desk.context, desk.mail_context)
    before = set(threading.enumerate())
    worker.wake()
    worker.start()

    ended = wait_until(lambda: set(threading.enumerate()) <= before)
    worker.stop()

    assert ended
