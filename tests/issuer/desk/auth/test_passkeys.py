"""Passkeys: a second factor that only its owner makes, and whose answer serves once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.errors import EndingRefusedError
from issuer.audit.log import AuditAction, decode_entry
from issuer.desk.auth import passkeys
from issuer.desk.auth.passkeys import Answer
from issuer.desk.auth.sign_in import Attempt, Authenticated, Refused, TooManyAttempts, sign_in
from issuer.desk.auth.sign_in_throttle import SignInThrottle
from register import accounts, audit_log
from register.database import reading, writing
from register.passkeys import add_passkey
from register.passkeys import passkeys as stored
from tests.support.desks import PASSWORD, TestDesk
from tests.support.passkey_desks import desk, names
from tests.support.passkeys import Authenticator, new_authenticator

__all__ = ["desk"]  # pytest finds them here
SECOND = timedelta(seconds=1)


def enrol(desk: TestDesk, login: str = "ines") -> Authenticator:
    made = new_authenticator()
    question = passkeys.ask_for_new(desk.context, desk.secret, login, organisation="Maison")
    passkeys.enrol_passkey(
        desk.context, desk.secret, login, made.made(question), name=" téléphone "
    )
    desk.clock.turn(SECOND)
    return made


def attempt(
    desk: TestDesk, answer: Answer, login: str = "ines", *, password: str = PASSWORD
) -> Authenticated | Refused | TooManyAttempts:
    tried = Attempt(login=login, password=password, one_time="", device=None, passkey=answer)
    found = sign_in(desk.context, desk.secret, tried, throttle=SignInThrottle())
    desk.clock.turn(SECOND)
    return found


def answered(desk: TestDesk, key: Authenticator) -> Answer:
    return key.answer(passkeys.ask(desk.context, desk.secret))


def test_passkey_opens_with_the_password_and_never_without_it(desk: TestDesk) -> None:
    key = enrol(desk)

    assert isinstance(attempt(desk, answered(desk, key)), Authenticated)
    with reading(desk.register) as session:
        acts = [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]
    assert acts == [AuditAction.USER_RESET, AuditAction.SIGNED_IN]
    assert isinstance(attempt(desk, answered(desk, key), password="x" * 12), Refused)
    assert isinstance(attempt(desk, answered(desk, key), "karim"), Refused)


def test_answer_of_a_passkey_serves_once(desk: TestDesk) -> None:
    key = enrol(desk)
    earlier = answered(desk, key)
    desk.clock.turn(SECOND)
    answer = answered(desk, key)

    assert isinstance(attempt(desk, answer), Authenticated)

    assert isinstance(attempt(desk, answer), Refused)
    assert isinstance(attempt(desk, earlier), Refused)


def test_answer_is_for_this_desk_and_for_a_while(desk: TestDesk) -> None:
    key = enrol(desk)
    elsewhere = replace(key, origin="http://localhost:8009")
    other = replace(key, party="elsewhere.example")
    old = answered(desk, key)

    assert isinstance(attempt(desk, answered(desk, elsewhere)), Refused)
    assert isinstance(attempt(desk, answered(desk, other)), Refused)
    assert isinstance(attempt(desk, replace(old, state=old.state + "x")), Refused)
    assert isinstance(attempt(desk, replace(old, response="{")), Refused)
    desk.clock.turn(passkeys.LASTS)
    assert isinstance(attempt(desk, old), Refused)


def test_passkey_written_into_the_register_opens_nothing(desk: TestDesk) -> None:
    enrol(desk, "karim")
    mine = new_authenticator()
    with writing(desk.register) as session:
        (karims,) = stored(session, "karim")
        unsealed = replace(karims, id="a", login="ines", sealed=bytes(mine.credential))
        for row in (unsealed, replace(karims, id="b", login="ines")):
            add_passkey(session, row)
        # Nor does what the desk sealed for another use, a telephone's secret.
        found = accounts.account(session, "ines")
        assert found is not None
        add_passkey(session, replace(karims, id="c", login="ines", sealed=found.totp_sealed))

    assert isinstance(attempt(desk, answered(desk, mine)), Refused)


def test_question_for_a_new_passkey_is_for_one_account_and_no_sign_in(desk: TestDesk) -> None:
    key = enrol(desk)
    question = passkeys.ask_for_new(desk.context, desk.secret, "karim", organisation="Maison")
    made = new_authenticator().made(question)

    with pytest.raises(EndingRefusedError):
        passkeys.enrol_passkey(desk.context, desk.secret, "ines", made, name="")
    with pytest.raises(EndingRefusedError):
        passkeys.enrol_passkey(
            desk.context, desk.secret, "karim", replace(made, response="{}"), name=""
        )
    long = replace(made, response="x" * (passkeys.MAX_ANSWER_CHARACTERS + 1))
    with pytest.raises(EndingRefusedError):
        passkeys.enrol_passkey(desk.context, desk.secret, "karim", long, name="")
    asked = passkeys.ask_for_new(desk.context, desk.secret, "ines", organisation="Maison")
    assert isinstance(attempt(desk, key.answer(asked)), Refused)


def test_account_has_ten_passkeys_at_most_and_a_renewed_one_has_none(desk: TestDesk) -> None:
    enrol(desk)
    with writing(desk.register) as session:
        (first,) = stored(session, "ines")
        for number in range(9):
            add_passkey(session, replace(first, id=str(number)))

    with pytest.raises(EndingRefusedError):
        enrol(desk)
    desk.add_user("ines")
    assert names(desk) == []
