"""What was put off under a clock that was ahead begins once it is put back."""

from datetime import timedelta
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.delivery.queueing import Queued, deliver
from issuer.issuance.status_lists import heal_clock
from register import outbox
from register.database import writing
from tests.support.desks import DESK_SETTINGS, PASSWORD, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL

ONE = Number("AC-2027-0001")
YEAR = timedelta(days=365)
LEASE = timedelta(minutes=15)


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    """A desk whose clock is a year ahead, where somebody was signed in."""
    desk = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=9))
    desk.add_user("ines")
    desk.clock.turn(YEAR)
    desk.issue(workbook())
    return desk


def put_back(desk: TestDesk) -> None:
    desk.clock.turn(-YEAR)
    heal_clock(desk.context, who="ines")
    desk.clock.turn(timedelta(minutes=1))


def test_whoever_signed_in_under_a_clock_ahead_signs_in_once_it_is_put_back(
    desk: TestDesk,
) -> None:
    put_back(desk)

    assert desk.browser("ines").get("/").status_code == 200


def test_account_shut_under_a_clock_ahead_is_open_once_it_is_put_back(desk: TestDesk) -> None:
    stranger = desk.browser()
    for _ in range(9):
        stranger.sign_in("ines", "wrong", "000000")

    put_back(desk)

    assert desk.browser().sign_in("ines", PASSWORD, desk.one_time("ines")).status_code == 303


def test_session_of_a_clock_ahead_ends_once_it_is_put_back(desk: TestDesk) -> None:
    browser = desk.browser("ines")
    assert browser.get("/").status_code == 200

    put_back(desk)

    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("is_claimed", [False, True])
def test_message_queued_under_a_clock_ahead_is_due_once_it_is_put_back(
    desk: TestDesk, is_claimed: bool
) -> None:
    with writing(desk.register) as session:
        assert isinstance(deliver(session, desk.mail_context, ONE), Queued)
        if is_claimed:  # by a worker that died
            assert outbox.claim(session, lease="x", at=desk.mail_context.instant(), lasting=LEASE)

    put_back(desk)

    with writing(desk.register) as session:
        found = outbox.claim(session, lease="y", at=desk.mail_context.instant(), lasting=LEASE)
    assert found is not None
    assert found.number == ONE
