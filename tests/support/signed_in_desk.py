"""A desk with an account whose secrets a test knows."""

from pathlib import Path

import pytest

from issuer.audit.log import AuditAction, decode_entry
from register import audit_log
from register.database import reading
from tests.support.desks import TestDesk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path)
    made.add_user("ines")
    made.add_user("omar")
    return made


def actions(desk: TestDesk) -> list[AuditAction]:
    with reading(desk.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]
