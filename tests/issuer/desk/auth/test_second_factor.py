"""One-time passwords and recovery codes: each serves once."""

from datetime import timedelta

import pytest

from issuer.desk.auth import second_factor
from register import accounts
from register.database import writing
from tests.support.authenticators import password_at
from tests.support.desks import PASSWORD, TestDesk
from tests.support.issuers import NOW
from tests.support.signed_in_desk import desk

__all__ = ["desk"]  # pytest finds them here
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_one_time_password_serves_once(desk: TestDesk) -> None:
    text = password_at(desk.factors["ines"], desk.clock())

    first = desk.browser().sign_in("ines", PASSWORD, text)
    second = desk.browser().sign_in("ines", PASSWORD, text)

    assert (first.status_code, second.status_code) == (303, 403)


@pytest.mark.parametrize(("late", "is_right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(late: int, is_right: bool) -> None:
    secret = second_factor.new_secret()
    text = password_at(secret, NOW + timedelta(seconds=late))

    assert (second_factor.step_of(secret, text, at=NOW, after=0) is not None) == is_right


def test_recovery_code_serves_once_and_only_its_account(desk: TestDesk) -> None:
    code = "0000-1111-2222"
    digest = second_factor.recovery_digest(code, key=desk.secret.recovery_key())
    assert digest is not None
    with writing(desk.register) as session:
        found = accounts.account(session, "ines")
        assert found is not None
        accounts.store_account(session, found, recovery_digests=[digest])

    answers = [
        desk.browser().sign_in("omar", PASSWORD, code),
        desk.browser().sign_in("ines", PASSWORD, "OOOO iill 2222"),
        desk.browser().sign_in("ines", PASSWORD, code),
    ]

    assert [answer.status_code for answer in answers] == [403, 303, 403]


def test_recovery_codes_differ_and_are_read_back() -> None:
    codes, digests = second_factor.new_recovery_codes(key=b"of a desk")

    assert len(set(digests)) == second_factor.RECOVERY_CODES
    assert [second_factor.recovery_digest(code, key=b"of a desk") for code in codes] == digests
    assert second_factor.recovery_digest("trop court", key=b"of a desk") is None
