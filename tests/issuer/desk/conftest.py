"""A desk of its own for each test, and a coordinator who is signed in."""

from pathlib import Path

import pytest

from issuer.desk.auth import sign_in_throttle
from tests.support.desks import Browser, TestDesk, make_desk


@pytest.fixture
def many_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one network sign in as often as a test does, in however short a time."""
    monkeypatch.setattr(sign_in_throttle, "ATTEMPTS_PER_MINUTE", 100_000)


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
