"""A desk whose coordinator signs in by a passkey."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from register.database import reading
from register.passkeys import passkeys as stored
from tests.support.desks import DESK_SETTINGS, TestDesk, make_desk

SETTINGS = DESK_SETTINGS.replace("127.0.0.1:8001", "localhost:8001")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    desk = make_desk(tmp_path, settings=SETTINGS)
    desk.add_user("ines")
    desk.add_user("karim")
    yield desk
    desk.register.dispose()


def names(desk: TestDesk) -> list[str]:
    with reading(desk.register) as session:
        return [one.name for one in stored(session, "ines")]
