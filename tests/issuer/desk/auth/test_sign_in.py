from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.audit.log import AuditAction, decode_entry
from issuer.desk.auth import second_factor
from issuer.desk.auth.sealed_factor import open_factor
from issuer.desk.auth.secret import DeskSecret, open_secret
from issuer.desk.auth.sign_in import FREE_ATTEMPTS, LONGEST_WAIT, hash_password, verify_password
from register import accounts, audit_log
from register.database import reading, writing
from register.tables.desk import DeskSessionRow, GuessRow
from tests.support.authenticators import password_at
from tests.support.desks import PASSWORD, TestDesk, make_desk
from tests.support.issuers import NOW
from tests.support.sweeps import sweep

GUESSES = sweep(1_000, reduced=150)


pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path)
    made.add_user("ines")
    made.add_user("omar")
    return made


def actions(desk: TestDesk) -> list[AuditAction]:
    with reading(desk.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


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


def test_code_written_into_the_register_opens_nothing(desk: TestDesk) -> None:
    code = "0000-1111-2222"
    rows = [
        sha256(b"recovery code 000011112222").digest(),  # as they were kept before
        second_factor.recovery_digest(code, key=b""),
        second_factor.recovery_digest(code, key=b"of another desk"),
    ]
    with writing(desk.register) as session:
        found = accounts.account(session, "ines")
        assert found is not None
        mine = replace(found, password_hash=hash_password("d’un autre"))
        accounts.store_account(session, mine, recovery_digests=[row for row in rows if row])

    assert desk.browser().sign_in("ines", "d’un autre", code).status_code == 403


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


def test_session_ends_when_nobody_clicks(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for _ in range(3):
        desk.clock.turn(timedelta(minutes=29))
        assert browser.get("/").status_code == 200
    desk.clock.turn(timedelta(minutes=31))

    assert browser.get("/").location == "/connexion"


def test_session_ends_after_ten_hours_in_any_case(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    for _ in range(30):
        desk.clock.turn(timedelta(minutes=20))
        browser.get("/")

    desk.clock.turn(timedelta(minutes=1))
    assert browser.get("/").location == "/connexion"


def test_signing_out_ends_the_session_in_the_register(desk: TestDesk) -> None:
    browser = desk.browser("ines")
    cookie = browser.client.get_cookie("bureau", domain="127.0.0.1")
    assert cookie is not None

    assert browser.post("/deconnexion").location == "/connexion"
    browser.client.set_cookie("bureau", cookie.value, domain="127.0.0.1")

    assert browser.get("/").location == "/connexion"
    assert actions(desk)[-1] is AuditAction.SIGNED_OUT


def test_disabled_account_is_out_at_once(desk: TestDesk) -> None:
    browser = desk.browser("ines")

    with writing(desk.register) as session:
        accounts.disable(session, "ines")

    assert browser.get("/").location == "/connexion"
    answer = desk.browser().sign_in("ines", PASSWORD, desk.one_time("ines"))
    assert answer.status_code == 403


def test_cookies_are_hidden_from_scripts_and_other_sites(desk: TestDesk) -> None:
    browser = desk.browser()

    answer = browser.sign_in("ines", PASSWORD, desk.one_time("ines"))

    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Strict" in cookie for cookie in cookies)
    assert PASSWORD not in "".join(cookies)


def test_own_password_is_changed_with_the_old_one(desk: TestDesk) -> None:
    browser, new = desk.browser("ines"), "encore quatre mots au sort"

    wrong = browser.post("/compte", old="faux", new=new, again=new)
    short = browser.post("/compte", old=PASSWORD, new="court", again="court")
    other = browser.post("/compte", old=PASSWORD, new=new, again=new + "s")
    done = browser.post("/compte", old=PASSWORD, new=new, again=new)

    assert [wrong.status_code, short.status_code, other.status_code] == [422, 422, 422]
    assert done.status_code == 200
    assert browser.get("/").location == "/connexion"
    assert browser.sign_in("ines", new, desk.one_time("ines")).status_code == 303


def test_database_alone_gives_no_second_factor(desk: TestDesk, tmp_path: Path) -> None:
    with reading(desk.register) as session:
        found = accounts.account(session, "ines")
    assert found is not None

    opened = open_factor(desk.secret, found)
    assert opened is not None
    assert (opened.shared, opened.role) == (desk.factors["ines"], "coordinator")
    assert desk.secret.unseal(found.totp_sealed, login="omar") is None
    assert open_secret(tmp_path / "other").unseal(found.totp_sealed, login="ines") is None
    assert DeskSecret(bytes(32)).unseal(b"short", login="ines") is None
    with writing(desk.register) as session:
        accounts.store_account(
            session, replace(found, totp_sealed=b"of another desk"), recovery_digests=[]
        )
    answer = desk.browser().sign_in("ines", PASSWORD, desk.one_time("ines"))
    assert answer.status_code == 403


def test_damaged_hash_is_not_a_password() -> None:
    assert not verify_password("not a hash", PASSWORD)


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_secret(tmp_path / "desk.secret").cookie_key()
    (tmp_path / "desk.secret").chmod(0o644)

    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_secret(tmp_path / "desk.secret")


def test_key_file_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "desk.secret"
    file.touch(0o600)
    file.write_text("c291cmNl")

    with pytest.raises(ConfigurationError, match="pas une clé"):
        open_secret(file)
    with pytest.raises(ConfigurationError, match="illisible"):
        open_secret(tmp_path)
    with pytest.raises(ConfigurationError, match="impossible"):
        open_secret(Path("/proc/nowhere/desk.secret"))


def test_tidying_forgets_old_sessions_and_guesses(desk: TestDesk) -> None:
    desk.browser("ines")
    desk.browser().sign_in("personne", "faux", "0")

    desk.clock.turn(timedelta(days=2))
    desk.work()

    with reading(desk.register) as session:
        assert session.query(DeskSessionRow).count() == 0
        assert session.query(GuessRow).count() == 0
