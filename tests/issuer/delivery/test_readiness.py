"""Desk and participant's page say whether they can do their work, before somebody needs it."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from issuer.issuance.status_lists import publish_all
from register.database import writing
from tests.support.desks import TestDesk, make_desk, workbook
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import with_mail
from tests.support.participants import open_deployment


def ready(app: Flask) -> tuple[int, object]:
    answer = app.test_client().get("/readyz", base_url="http://127.0.0.1:8001")
    content = answer.get_json()
    return answer.status_code, content.get("problem", content.get("warnings"))


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path)
    made.add_user("ines")
    made.issue(workbook())
    return made


def test_desk_that_can_sign_is_ready(desk: TestDesk) -> None:
    assert ready(desk.app) == (200, [])
    alive = desk.app.test_client().get("/healthz", base_url="http://127.0.0.1:8001")
    assert alive.get_json() == {"status": "ok"}


def test_desk_warns_of_what_comes_to_its_end(desk: TestDesk) -> None:
    desk.clock.turn(timedelta(days=11))

    assert ready(desk.app) == (200, ["status-list-old"])

    desk.clock.turn(timedelta(days=1095 - 60 - 11 - 30))
    assert ready(desk.app) == (200, ["key-ending", "status-list-old"])


def test_desk_whose_log_is_not_whole_is_not_ready(desk: TestDesk) -> None:
    publish_all(desk.context, who="ines")
    head = desk.context.settings.desk.audit_head_file
    content = head.read_bytes()
    head.unlink()
    assert ready(desk.app) == (503, "log-not-whole")

    head.mkdir()
    assert ready(desk.app) == (503, "log-unreadable")
    head.rmdir()
    head.write_bytes(content)
    assert ready(desk.app) == (200, [])


def test_desk_without_a_key_is_not_ready(desk: TestDesk) -> None:
    ring = desk.context.settings.keys.ring
    ring.rename(ring.with_name("elsewhere"))

    assert ready(desk.app) == (503, "no-key")


def test_desk_without_its_register_is_not_ready(desk: TestDesk) -> None:
    with writing(desk.context.register) as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO gone"))

    assert ready(desk.app) == (503, "register-down")


def test_participants_page_is_ready_while_register_and_ring_are_there(tmp_path: Path) -> None:
    made = open_deployment(make_deployment(tmp_path, settings=with_mail(9)))
    made.issue()
    assert ready(made.app) == (200, [])

    ring = made.context.settings.keys.ring
    ring.rename(ring.with_name("elsewhere"))
    assert ready(made.app) == (503, "no-key")
    ring.with_name("elsewhere").rename(ring)

    with writing(made.context.register) as session:
        session.execute(text("ALTER TABLE attestation RENAME TO gone"))
    assert ready(made.app) == (503, "register-down")
