"""A desk at which a change waits."""

import pytest

from attestation.facts import Number
from register.attestations import record
from register.database import reading
from register.tables.attestations import State
from tests.support.desks import TestDesk, workbook

CORRECTION = {
    "family_name": "Hailé",
    "given_name": "Tsegaye",
    "birth_date": "29/02/1996",
    "email": "t@example.org",
    "reason": "nom corrigé",
}


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    desk.issue(workbook())
    return desk


def state(desk: TestDesk, number: Number) -> State:
    with reading(desk.register) as session:
        found = record(session, number)
    assert found
    return found.state
