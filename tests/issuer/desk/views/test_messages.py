"""Messages are seen and tried before they go, and repeated to those who have not opened."""

import re
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.audit.log import AuditAction, decode_entry
from register import audit_log
from register.database import reading
from register.outbox import messages
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.mail_contexts import MAIL
from tests.support.mail_server import Post
from tests.support.workbooks import person

CODE = "AC-2026-10"
ONE, TWO = (Number(f"AC-2026-000{n}") for n in (1, 2))


@pytest.fixture
def desk(server: tuple[Post, int], tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=server[1]))
    made.add_user("ines")
    other = person(family_name="Deux", given_name="D", email="deux@example.org")
    made.issue(workbook(person(email="un@example.org"), other))
    return made


def send_all(browser: Browser, stage: str = "not-sent") -> None:
    page = browser.get("/envois/confirmer", module=CODE, etat=stage).text
    wanted = re.search(r'name="wanted" value="([^"]+)"', page)
    assert wanted, page
    assert browser.post("/envois", wanted=wanted[1], module=CODE).status_code == 303


def test_message_is_seen_before_it_goes(desk: TestDesk, ines: Browser) -> None:
    page = ines.get("/envois/confirmer", module=CODE, etat="not-sent").text

    assert "Votre attestation –" in page
    assert "Bonjour Tsegaye Haile," in page
    assert "/d/" not in page  # no personal link is shown, and none was made


def test_test_message_goes_to_oneself_and_names_nobody(
    desk: TestDesk, ines: Browser, server: tuple[Post, int]
) -> None:
    before = len(server[0].received)

    answer = ines.post("/envois/essai", email="ines@example.org")
    wrong = ines.post("/envois/essai", email="nobody")
    empty = ines.post("/envois/essai")

    ((recipient, message),) = server[0].received[before:]
    assert recipient == "ines@example.org"
    assert "Haile" not in str(message)
    assert "est parti" in answer.text
    assert (wrong.status_code, empty.status_code) == (422, 422)
    with reading(desk.register) as session:
        event = [decode_entry(signed).event for _, signed in audit_log.entries(session)][-1]
    assert (event.action, event.detail) == (AuditAction.MESSAGES_SENT, "1 essai")
    server[0].trouble["ines@example.org"] = ["550 5.1.1 no"]
    assert ines.post("/envois/essai", email="ines@example.org").status_code == 503


def test_those_who_have_not_opened_are_reminded_by_one_button(
    desk: TestDesk, ines: Browser
) -> None:
    send_all(ines)
    desk.send()

    board = ines.get("/envois", module=CODE).text

    assert "Relancer 2 personnes qui n’ont pas ouvert" in board
    send_all(ines, "sent")
    desk.send()
    with reading(desk.register) as session:
        assert [len(messages(session, number)) for number in (ONE, TWO)] == [2, 2]


def test_new_link_asks_first_and_can_be_copied_or_scanned(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/lien")
    page = ines.get(f"/attestations/{ONE}").text
    assert f'href="/attestations/{ONE}/lien"' in page

    asked = ines.get(f"/attestations/{ONE}/lien").text
    shown = ines.post(f"/attestations/{ONE}/lien", page=f"/attestations/{ONE}/lien").text

    assert "ne marchera plus" in asked
    assert '<svg class="qr" role="img"' in shown
    assert 'data-copy="link"' in shown
    assert ines.get("/attestations/AC-2026-9999/lien").status_code == 404
