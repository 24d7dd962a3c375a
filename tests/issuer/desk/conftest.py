"""A desk of its own for each test, and a coordinator who is signed in."""

from pathlib import Path

import pytest

from tests.support.desks import Browser, TestDesk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    """A desk at which nothing was done yet; modules that need more build upon it."""
    made = make_desk(tmp_path)
    made.add_user("ines")
    return made


@pytest.fixture
def ines(desk: TestDesk) -> Browser:
    """The coordinator's browser."""
    return desk.browser("ines")
