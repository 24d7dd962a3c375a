"""What somebody typed and has not sent: theirs alone, of one kind, and not for ever."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from register.kept_forms import (
    FormKind,
    drop_old_forms,
    keep_form,
    kept_form,
    kept_of_kind,
)
from tests.support.empty_registers import add_account
from tests.support.issuers import NOW


@pytest.fixture
def session(session: Session) -> Session:
    for login in ("ines", "omar"):
        add_account(session, login)
    return session


def keep(session: Session, words: str, *, login: str = "ines", hours: int = 0) -> str:
    number = keep_form(
        session,
        {"words": words},
        kind=FormKind.SEARCH,
        login=login,
        at=NOW + timedelta(hours=hours),
    )
    session.flush()
    return number


def test_what_was_typed_is_given_to_nobody_else_and_as_nothing_else(session: Session) -> None:
    number = keep(session, "Haile")

    assert kept_form(session, number, kind=FormKind.SEARCH, login="ines") == {"words": "Haile"}
    assert kept_form(session, number, kind=FormKind.SEARCH, login="omar") is None
    assert kept_form(session, number, kind=FormKind.UNSENT, login="ines") is None
    assert kept_form(session, "0" * 32, kind=FormKind.SEARCH, login="ines") is None


def test_number_tells_nothing_of_what_was_typed(session: Session) -> None:
    numbers = {keep(session, "Haile") for _ in range(5)}

    assert len(numbers) == 5
    assert all(len(number) == 32 for number in numbers)


def test_what_anybody_may_take_up_is_listed_with_the_newest_first(session: Session) -> None:
    old, new = keep(session, "old"), keep(session, "new", login="omar", hours=1)

    assert [one.number for one in kept_of_kind(session, FormKind.SEARCH)] == [new, old]
    (one,) = kept_of_kind(session, FormKind.SEARCH, number=old)
    assert (one.login, one.content) == ("ines", {"words": "old"})
    assert kept_of_kind(session, FormKind.UNSENT) == []


def test_what_nobody_touched_is_forgotten(session: Session) -> None:
    keep(session, "old")
    new = keep(session, "new", hours=1)

    drop_old_forms(session, before=NOW + timedelta(hours=1))

    assert [one.number for one in kept_of_kind(session, FormKind.SEARCH)] == [new]
