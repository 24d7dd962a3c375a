from datetime import timedelta

import pytest

from issuer.audit.log import AuditAction
from issuer.desk.auth.sign_in import FREE_ATTEMPTS, LONGEST_WAIT, hash_password, verify_password
from register.database import reading
from register.tables.desk import DeskSessionRow, GuessRow
from tests.support.desks import PASSWORD, TestDesk
from tests.support.signed_in_desk import actions, desk
from tests.support.sweeps import sweep

__all__ = ["desk"]  # pytest finds them here
GUESSES = sweep(1_000, reduced=150)
pytestmark = pytest.mark.usefixtures("many_attempts")


def test_passwords_are_kept_as_rfc_9106_recommends() -> None:
    """Section 4, second recommended option; the accounts of tests have cheaper hashes."""
    assert hash_password("quatre mots").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_password_and_one_time_password_open_the_door(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    assert browser.get("/").status_code == 200
    assert actions(desk) == [AuditAction.SIGNED_IN]


def test_each_secret_alone_opens_nothing(desk: TestDesk) -> None:
    browser = desk.browser()

    answers = [
        browser.sign_in("ines", PASSWORD, "000000"),
        browser.sign_in("ines", PASSWORD, ""),
        browser.sign_in("ines", "un autre mot de passe", desk.one_time("ines")),
        browser.sign_in("omar", PASSWORD, desk.one_time("ines")),
        browser.sign_in("personne", PASSWORD, desk.one_time("ines")),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.text.count("Cela ne correspond pas") for answer in answers} == {1}
    assert browser.get("/").status_code == 303


def test_thousand_wrong_passwords_open_nothing_and_stop_nobody_else(desk: TestDesk) -> None:
    known = desk.browser("ines")  # her own computer, before the stranger comes
    working = desk.browser("omar")
    known.post("/deconnexion")
    stranger = desk.browser()
    token = stranger.token("/connexion")

    opened = 0
    for guess in range(GUESSES):
        answer = stranger.client.post(
            "/connexion",
            data={
                "csrf_token": token,
                "login": "ines",
                "password": f"motdepasse{guess}",
                "one_time": f"{guess:06d}",
            },
        )
        opened += answer.status_code not in (403, 429)
        desk.clock.turn(timedelta(seconds=1 if guess % 2 else 59))
        if guess % 14 == 0:
            working.get("/")  # omar goes on working all the while

    assert opened == 0
    assert stranger.get("/").status_code == 303
    assert working.get("/").status_code == 200
    assert desk.browser("omar").get("/").status_code == 200
    # Even the account that is guessed at opens where it was opened before.
    assert known.sign_in("ines", PASSWORD, desk.one_time("ines")).status_code == 303
    assert actions(desk).count(AuditAction.CLOSED) == 1


def test_guessing_is_slowed_down_more_and_more(desk: TestDesk) -> None:
    browser = desk.browser()

    waits = []
    for _ in range(FREE_ATTEMPTS + 8):
        answer = browser.sign_in("ines", "faux", "000000")
        assert answer.status_code == 403
        with reading(desk.register) as session:
            row = session.query(GuessRow).one()
            wait = row.closed_until - desk.clock()
        waits.append(max(wait, timedelta()))
        desk.clock.turn(wait)

    assert waits[: FREE_ATTEMPTS - 1] == [timedelta()] * (FREE_ATTEMPTS - 1)
    minutes = [wait // timedelta(minutes=1) for wait in waits[FREE_ATTEMPTS - 1 :]]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert max(waits) == LONGEST_WAIT


def test_right_secrets_do_not_help_while_the_door_is_closed(desk: TestDesk) -> None:
    browser = desk.browser()
    for _ in range(FREE_ATTEMPTS):
        browser.sign_in("ines", "faux", "000000")

    answer = browser.sign_in("ines", PASSWORD, desk.one_time("ines"))
    desk.clock.turn(timedelta(minutes=2))
    later = browser.sign_in("ines", PASSWORD, desk.one_time("ines"))

    assert (answer.status_code, later.status_code) == (429, 303)
    assert "Trop d’essais" in answer.text


def test_forged_device_cookie_is_counted_with_the_strangers(desk: TestDesk) -> None:
    browser = desk.browser()
    for guess in range(FREE_ATTEMPTS):
        browser.client.set_cookie("appareil", f"forged.{guess}", domain="127.0.0.1")
        browser.sign_in("ines", "faux", "000000")

    assert desk.browser().sign_in("ines", PASSWORD, "000000").status_code == 429


def test_damaged_hash_is_not_a_password() -> None:
    assert not verify_password("not a hash", PASSWORD)


def test_tidying_forgets_old_sessions_and_guesses(desk: TestDesk) -> None:
    desk.browser("ines")
    desk.browser().sign_in("personne", "faux", "0")

    desk.clock.turn(timedelta(days=2))
    desk.work()

    with reading(desk.register) as session:
        assert session.query(DeskSessionRow).count() == 0
        assert session.query(GuessRow).count() == 0
