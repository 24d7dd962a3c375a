"""Accounts made, renewed and looked after in the browser."""

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from issuer.desk.auth import sign_in_throttle
from issuer.desk.auth.invitations import LASTS, find_invited
from register import accounts
from register.database import reading, writing
from register.tables.desk import InvitationRow
from tests.support.authenticators import password_at
from tests.support.desks import DESK_SETTINGS, PASSWORD, Browser, TestDesk, make_desk
from tests.support.mail_contexts import MAIL
from tests.support.mail_server import Post

NEW = "cinq mots tires au sort aussi"
pytestmark = pytest.mark.usefixtures("many_attempts")


def invite(browser: Browser, login: str = "omar@example.org", **fields: str) -> str:
    answer = browser.post("/comptes", login=login, **({"role": "reader"} | fields))
    assert answer.status_code == 200, answer.text
    found = re.search(r"http://127\.0\.0\.1:8001(/invitation/[^<]+)<", answer.text)
    assert found, answer.text
    return found[1]


def secret_on(page: str) -> bytes:
    found = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)
    assert found, page
    return base64.b32decode(found[1].replace(" ", ""))


def accept(desk: TestDesk, link: str, **fields: str) -> str:
    """Open a link, enrol what it shows, and choose a password; return the page."""
    browser = desk.browser()
    shown = browser.get(link)
    secret = secret_on(shown.text)
    typed = {"new": NEW, "again": NEW, "one_time": password_at(secret, desk.clock())} | fields
    answer = browser.post(link, page=link, **typed)
    desk.factors["omar@example.org"] = secret
    desk.clock.turn(timedelta(seconds=30))
    return f"{answer.status_code} {answer.text}"


def signs_in(desk: TestDesk, login: str, password: str, one_time: str | None = None) -> bool:
    code = one_time or desk.one_time(login)
    return desk.browser().sign_in(login, password, code).status_code == 303


def test_invited_person_makes_both_secrets_in_the_browser(desk: TestDesk, ines: Browser) -> None:
    link = invite(ines)
    page = desk.browser().get(link).text
    assert '<svg class="qr" role="img"' in page
    assert "omar@example.org" in page

    welcome = accept(desk, link)

    codes = re.findall(r"<code>([0-9a-z-]+)</code>", welcome)
    assert len(codes) == 10
    assert signs_in(desk, "omar@example.org", NEW)
    assert signs_in(desk, "omar@example.org", NEW, codes[0])
    log = ines.get("/journal").text
    assert "a invité" in log
    assert "invité·e par ines" in log
    with reading(desk.register) as session:
        found = accounts.account(session, "omar@example.org")
    assert found is not None
    assert found.role == "reader"


def test_invitation_serves_once(desk: TestDesk, ines: Browser) -> None:
    link = invite(ines)
    for _ in range(3):
        assert desk.browser().get(link).status_code == 200  # looking uses nothing up
    assert accept(desk, link).startswith("200")

    assert desk.browser().get(link).status_code == 404
    answer = desk.browser().post(link, page="/connexion", new=NEW, again=NEW, one_time="000000")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"new": "court", "again": "court"}, "moins de 12"),
        ({"again": NEW + "x"}, "ne sont pas les mêmes"),
        ({"one_time": "000000"}, "Ce n’est pas le code"),
    ],
)
def test_slip_uses_nothing_up_and_keeps_the_same_second_factor(
    desk: TestDesk, ines: Browser, fields: dict[str, str], said: str
) -> None:
    link = invite(ines)

    refused = accept(desk, link, **fields)

    assert refused.startswith("422")
    assert said in refused
    assert NEW not in refused
    assert secret_on(refused) == desk.factors["omar@example.org"]
    assert accept(desk, link).startswith("200")


def test_invitation_is_over_after_three_days_or_when_it_is_taken_back(
    desk: TestDesk, ines: Browser
) -> None:
    first, second = invite(ines), invite(ines)
    assert desk.browser().get(first).status_code == 404  # the newer one counts
    assert ines.post("/comptes/fermer", login="omar@example.org").status_code == 303
    assert desk.browser().get(second).status_code == 404

    third = invite(ines)
    desk.clock.turn(LASTS)

    assert desk.browser().get(third).status_code == 404
    assert desk.browser().get("/invitation/" + "x" * 500).status_code == 404
    desk.clock.turn(timedelta(seconds=1))
    desk.work()
    with reading(desk.register) as session:
        assert session.query(InvitationRow).count() == 0


def test_row_of_an_invitation_gives_no_role(desk: TestDesk, ines: Browser) -> None:
    """Whoever writes the database invites nobody, and makes nobody a coordinator."""
    link = invite(ines)
    with writing(desk.register) as session:
        session.execute(update(InvitationRow).values(role="coordinator"))

    invited = find_invited(desk.context, desk.secret, link.rpartition("/")[2])
    assert invited is not None
    assert invited.invitation.role == "reader"
    accept(desk, link)
    with reading(desk.register) as session:
        found = accounts.account(session, "omar@example.org")
    assert found is not None
    assert found.role == "reader"
    forged = link[:-3] + "AAA"
    assert desk.browser().get(forged).status_code == 404


def test_lost_telephone_is_a_new_access_with_the_same_role(desk: TestDesk, ines: Browser) -> None:
    accept(desk, invite(ines))
    was = desk.browser()
    assert (
        was.sign_in("omar@example.org", NEW, desk.one_time("omar@example.org")).status_code == 303
    )
    old = desk.factors["omar@example.org"]

    link = invite(ines, role="coordinator")  # what the form says does not raise anybody
    assert signs_in(desk, "omar@example.org", NEW)  # until it is used, all is as before
    accept(desk, link, new=PASSWORD, again=PASSWORD)

    assert was.get("/").status_code == 303  # sessions of before are over
    assert not signs_in(desk, "omar@example.org", NEW)
    assert not signs_in(desk, "omar@example.org", PASSWORD, password_at(old, desk.clock()))
    assert signs_in(desk, "omar@example.org", PASSWORD)
    with reading(desk.register) as session:
        found = accounts.account(session, "omar@example.org")
    assert found is not None
    assert found.role == "reader"


def test_invitations_are_tried_no_faster_than_sign_ins(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = invite(ines)
    monkeypatch.setattr(sign_in_throttle, "ATTEMPTS_PER_MINUTE", 1)
    browser = desk.browser()

    codes = [browser.post(link, page=link, one_time="1").status_code for _ in range(3)]

    assert 429 in codes


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"login": "É"}, 422),
        ({"login": "omar", "email": "nobody"}, 422),
        ({"login": "omar", "role": "king"}, 400),
    ],
)
def test_invitation_that_cannot_be_is_said(
    ines: Browser, fields: dict[str, str], status: int
) -> None:
    assert ines.post("/comptes", **({"role": "reader"} | fields)).status_code == status


def test_new_telephone_is_enrolled_by_its_owner(desk: TestDesk, ines: Browser) -> None:
    other = desk.browser("ines")
    assert ines.post("/compte/facteur", **{"password": "faux"}).status_code == 403

    shown = ines.post("/compte/facteur", password=PASSWORD).text
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    assert sealed
    wrong = ines.post("/compte/facteur/garder", sealed=sealed[1], one_time="000000")
    right = ines.post(
        "/compte/facteur/garder",
        sealed=sealed[1],
        one_time=password_at(secret_on(shown), desk.clock()),
    )

    assert wrong.status_code == 422
    assert right.status_code == 303
    assert ines.get("/compte").status_code == 200
    assert other.get("/compte").status_code == 303  # signed in with the old one
    desk.clock.turn(timedelta(seconds=30))
    assert not signs_in(desk, "ines", PASSWORD)
    desk.factors["ines"] = secret_on(shown)
    assert signs_in(desk, "ines", PASSWORD)


def test_second_factor_is_replaced_only_by_one_that_the_desk_showed(
    desk: TestDesk, ines: Browser
) -> None:
    desk.add_user("omar")
    shown = desk.browser("omar").post("/compte/facteur", password=PASSWORD).text
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    assert sealed

    for text in (sealed[1], "AAAA", "é"):
        code = password_at(secret_on(shown), desk.clock())
        answer = ines.post("/compte/facteur/garder", sealed=text, one_time=code)
        assert answer.status_code == 400


def test_new_recovery_codes_replace_the_old_ones(desk: TestDesk, ines: Browser) -> None:
    first = re.findall(r"<code>(.*?)</code>", ines.post("/compte/codes", password=PASSWORD).text)
    second = re.findall(r"<code>(.*?)</code>", ines.post("/compte/codes", password=PASSWORD).text)

    assert len(second) == 10
    assert ines.post("/compte/codes", **{"password": "faux"}).status_code == 403
    assert "10 codes de secours" in ines.get("/compte").text
    assert not signs_in(desk, "ines", PASSWORD, first[0])
    assert signs_in(desk, "ines", PASSWORD, second[0])
    assert "9 codes de secours" in ines.get("/compte").text


def test_invitation_goes_by_e_mail_where_there_is_a_server(
    server: tuple[Post, int], tmp_path: Path
) -> None:
    post, port = server
    desk = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=port))
    desk.add_user("ines")

    link = invite(desk.browser("ines"), email="omar@example.org")

    ((recipient, message),) = [(one[0], one[1]) for one in post.received]
    assert recipient == "omar@example.org"
    assert link in str(message).replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")


def test_invitation_is_shown_although_the_mail_server_is_away(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=1))
    desk.add_user("ines")

    answer = desk.browser("ines").post(
        "/comptes", login="omar", role="reader", email="o@example.org"
    )

    assert "L’e-mail n’est pas parti" in answer.text
    assert "/invitation/" in answer.text
