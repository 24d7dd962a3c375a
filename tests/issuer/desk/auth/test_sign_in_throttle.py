"""Browsers that never signed in: their attempts cost little, and leave nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from issuer.desk.auth import sign_in, sign_in_throttle
from issuer.desk.auth.sign_in import FREE_ATTEMPTS
from issuer.desk.auth.sign_in_throttle import ATTEMPTS_PER_MINUTE, SignInThrottle
from register.database import reading
from register.tables.desk import GuessRow
from tests.support.desks import DESK_SETTINGS, PASSWORD, TestDesk, make_desk
from tests.support.issuers import NOW


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path)
    made.add_user("ines")
    return made


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def verify(_hash: str, password: str) -> bool:
        asked.append(password)
        return password == PASSWORD

    monkeypatch.setattr(sign_in, "verify_password", verify)
    return asked


def test_sign_ins_of_strangers_are_limited_before_a_hash(desk: TestDesk, hashed: list[str]) -> None:
    known = desk.browser("ines")
    known.post("/deconnexion")
    stranger = desk.browser()

    answers = [
        stranger.sign_in(f"inventee{n}", "faux", "000000").status_code
        for n in range(2 * ATTEMPTS_PER_MINUTE)
    ]

    assert answers.count(403) < ATTEMPTS_PER_MINUTE == len(hashed)
    assert answers[-ATTEMPTS_PER_MINUTE:] == [429] * ATTEMPTS_PER_MINUTE
    assert known.sign_in("ines", PASSWORD, desk.one_time("ines")).status_code == 303


def test_made_up_logins_leave_no_rows(desk: TestDesk, hashed: list[str]) -> None:
    stranger = desk.browser()

    answers = [stranger.sign_in("personne", "faux", "0").status_code for _ in range(7)]

    # As for a login that there is: the same number of attempts, and the same answer after them.
    assert answers == [403] * FREE_ATTEMPTS + [429] * 2
    assert len(hashed) == FREE_ATTEMPTS
    with reading(desk.register) as session:
        assert session.query(GuessRow).count() == 0


def test_strangers_behind_the_proxy_are_told_apart(tmp_path: Path, hashed: list[str]) -> None:
    desk = make_desk(tmp_path, settings=DESK_SETTINGS.replace("[desk]\n", "[desk]\nproxies = 1\n"))
    asked = desk.browser()
    token = asked.token("/connexion")
    data = {"csrf_token": token, "login": "x", "password": "x", "one_time": "x"}

    for n in range(ATTEMPTS_PER_MINUTE + 5):
        asked.client.post(
            "/connexion", data=data | {"login": f"x{n}"}, headers={"X-Forwarded-For": "192.0.2.1"}
        )
    before = len(hashed)
    asked.client.post("/connexion", data=data, headers={"X-Forwarded-For": "192.0.2.2"})

    assert (before, len(hashed)) == (ATTEMPTS_PER_MINUTE, ATTEMPTS_PER_MINUTE + 1)


def test_no_more_logins_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sign_in_throttle, "_MOST_LOGINS", 2)
    remembered = SignInThrottle()

    for subject in ("one", "two", "one", "three"):
        remembered.guess(subject, at=NOW).failures += 1

    assert remembered.guess("one", at=NOW).failures == 2
    assert remembered.guess("two", at=NOW + timedelta(days=1)).failures == 0
