"""Accounts, their sessions and secrets: what is used up, over or closed opens nothing."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from register.accounts import (
    begin_session,
    count_guess,
    count_recovery_codes,
    disable,
    end_other_sessions,
    forget_guesses,
    open_sessions,
    see,
    set_recovery_codes,
    sweep,
    use_recovery_code,
    who_is_in,
)
from tests.support.empty_registers import add_account
from tests.support.issuers import NOW

HOUR = timedelta(hours=1)
IDLE, LONGEST = HOUR, 10 * HOUR
ONE, OTHER = bytes(32), bytes([1] * 32)


@pytest.fixture
def signed_in(session: Session) -> Session:
    """Ines has two recovery codes and two sessions, Omar one of each."""
    add_account(session, "ines", recovery_digests=[b"a", b"b"])
    add_account(session, "omar", recovery_digests=[b"c"])
    begin_session(session, "ines", ONE, at=NOW)
    begin_session(session, "ines", OTHER, at=NOW + HOUR / 2)
    begin_session(session, "omar", bytes([2] * 32), at=NOW)
    session.flush()
    return session


def who(session: Session, *, after: timedelta) -> str | None:
    found = who_is_in(session, ONE, at=NOW + after, idle=IDLE, longest=LONGEST)
    return None if found is None else found[0].login


def test_session_lasts_while_it_is_used_and_never_past_its_longest(signed_in: Session) -> None:
    assert who(signed_in, after=IDLE) == "ines"
    assert who(signed_in, after=IDLE + timedelta(seconds=1)) is None

    for hours in range(1, 11):
        see(signed_in, ONE, at=NOW + hours * HOUR)
    assert who(signed_in, after=LONGEST) == "ines"
    assert who(signed_in, after=LONGEST + timedelta(seconds=1)) is None


def test_end_that_is_told_is_the_first_of_the_two(signed_in: Session) -> None:
    def end(after: timedelta) -> timedelta:
        see(signed_in, ONE, at=NOW + after)
        found = who_is_in(signed_in, ONE, at=NOW + after, idle=IDLE, longest=LONGEST)
        assert found is not None
        return found[2] - NOW

    assert end(HOUR) == 2 * HOUR
    assert end(9.5 * HOUR) == LONGEST


def test_closed_account_is_in_nowhere(signed_in: Session) -> None:
    assert disable(signed_in, "ines")

    assert who(signed_in, after=timedelta()) is None
    assert open_sessions(signed_in, "ines", at=NOW, idle=IDLE, longest=LONGEST) == []
    assert not disable(signed_in, "nobody")


def test_account_that_is_made_anew_loses_its_sessions_and_codes(signed_in: Session) -> None:
    add_account(signed_in, "ines")

    assert who(signed_in, after=timedelta()) is None
    assert count_recovery_codes(signed_in, "ines") == 0
    assert count_recovery_codes(signed_in, "omar") == 1


def test_other_sessions_end_and_this_one_and_other_peoples_stay(signed_in: Session) -> None:
    end_other_sessions(signed_in, "ines", ONE)

    logins = {"ines": [ONE], "omar": [bytes([2] * 32)]}
    for login, digests in logins.items():
        left = open_sessions(signed_in, login, at=NOW, idle=IDLE, longest=LONGEST)
        assert [one.digest for one in left] == digests


def test_recovery_code_serves_its_own_account_once(signed_in: Session) -> None:
    assert not use_recovery_code(signed_in, "omar", b"a")
    assert use_recovery_code(signed_in, "ines", b"a")
    signed_in.flush()
    assert not use_recovery_code(signed_in, "ines", b"a")

    set_recovery_codes(signed_in, "ines", [b"d"])
    signed_in.flush()
    assert not use_recovery_code(signed_in, "ines", b"b")
    assert count_recovery_codes(signed_in, "ines") == 1


def test_guesses_are_counted_by_subject_until_they_are_forgotten(session: Session) -> None:
    for _ in range(3):
        count_guess(session, "ines", at=NOW).failures += 1
    assert count_guess(session, "omar", at=NOW).failures == 0
    assert count_guess(session, "ines", at=NOW).failures == 3

    forget_guesses(session, "ines")
    assert count_guess(session, "ines", at=NOW).failures == 0


def test_sweep_forgets_what_is_over_and_nothing_else(signed_in: Session) -> None:
    count_guess(signed_in, "ines", at=NOW)
    sweep(signed_in, at=NOW + LONGEST, longest=LONGEST)
    assert who(signed_in, after=timedelta()) == "ines"

    sweep(signed_in, at=NOW + LONGEST + timedelta(seconds=1), longest=LONGEST)
    signed_in.expire_all()
    assert who(signed_in, after=timedelta()) is None
