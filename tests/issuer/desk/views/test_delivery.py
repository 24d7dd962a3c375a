import re
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.audit.log import AuditAction, decode_entry, read_head
from issuer.audit.verification import check_log
from issuer.delivery.queueing import renew_link
from issuer.desk.jobs.worker import Worker
from register import audit_log
from register.database import reading, writing
from register.delivery_board import Stage, lines, stage_counts
from register.links import find_link, opened
from register.outbox import messages
from register.tables.delivery import LinkRow
from tests.support.delivery_desk import CODE, PEOPLE, desk, send_all
from tests.support.desks import Browser, TestDesk, make_desk, workbook
from tests.support.mail_server import Post
from tests.support.participants import link_in
from tests.support.waiting import wait_until

__all__ = ["desk"]  # pytest finds them here
ONE, TWO, THREE, FOUR = (Number(f"AC-2026-000{n}") for n in (1, 2, 3, 4))


def stages(desk: TestDesk) -> dict[str, Stage]:
    with reading(desk.register) as session:
        return {line.number: line.stage for line in lines(session)}


def actions(desk: TestDesk) -> list[tuple[AuditAction, str | None, str | None]]:
    with reading(desk.register) as session:
        events = [decode_entry(signed).event for _, signed in audit_log.entries(session)]
    return [(event.action, event.subject, event.detail) for event in events]


def test_module_is_sent_once_however_often_it_is_clicked(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    before = ines.get("/envois", module=CODE).text
    assert "Envoyer à 3 personnes" in before
    assert "sans e-mail" in before

    wanted = send_all(ines)
    for _ in range(3):
        assert ines.post("/envois", wanted=wanted, module=CODE).status_code == 303
    desk.send()
    ines.post("/envois", wanted=wanted, module=CODE)
    desk.send()

    assert sorted(recipient for recipient, _ in mail.received) == [
        "deux@example.org", "trois@example.org", "un@example.org",
    ]  # fmt: skip
    assert stages(desk) == {
        ONE: Stage.SENT, TWO: Stage.SENT, THREE: Stage.SENT, FOUR: Stage.NO_ADDRESS,
    }  # fmt: skip
    assert actions(desk)[-2:] == [
        (AuditAction.DELIVERY_ASKED, CODE, "3 e-mails"),
        (AuditAction.MESSAGES_SENT, None, "3 partis"),
    ]
    assert "3 envoyées" in ines.get("/").text


def test_refusal_is_told_with_its_reason_and_can_be_sent_again(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    mail.trouble = {"deux@example.org": ["550 5.1.1 no"], "trois@example.org": ["drop taken"]}
    send_all(ines)
    desk.send()

    for page in (ines.get("/envois").text, ines.get("/envois", module=CODE).text):
        assert "cette adresse n’existe pas" in page
        assert "sort inconnu" in page
        assert "nouvel essai" in page
    assert stages(desk)[TWO] is Stage.REFUSED
    assert stages(desk)[THREE] is Stage.UNCERTAIN
    send_all(ines, "refused")
    desk.send()

    assert stages(desk)[TWO] is Stage.SENT
    assert actions(desk)[-2][:2] == (AuditAction.DELIVERY_ASKED_AGAIN, TWO)


def test_wrong_address_is_changed_without_replacing_anything(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    mail.trouble = {"deux@example.org": ["550 5.1.1 no"]}
    ines.post("/envois", wanted=f"{TWO}:0")
    desk.send()

    assert ines.post(f"/attestations/{TWO}/adresse", email="deux@@example").status_code == 422
    answer = ines.post(f"/attestations/{TWO}/adresse", email=" zwei@example.org ")
    ines.post("/envois", wanted=f"{TWO}:1")
    desk.send()

    assert answer.location == f"/attestations/{TWO}"
    assert [recipient for recipient, _ in mail.received] == ["zwei@example.org"]
    assert (AuditAction.ADDRESS_CHANGED, TWO, None) in actions(desk)
    ines.post(f"/attestations/{TWO}/adresse", email="")
    assert "Ajouter une adresse" in ines.get(f"/attestations/{TWO}").text
    assert ines.post("/attestations/AC-2026-9999/adresse", email="").status_code == 409


def test_uncertain_message_goes_again_by_itself_and_by_no_click(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    mail.trouble = {"trois@example.org": ["drop taken"]}
    ines.post("/envois", wanted=f"{THREE}:0")
    desk.send()

    answer = ines.post("/envois", wanted=f"{THREE}:1")

    assert (answer.status_code, answer.location) == (303, f"/attestations/{THREE}")
    with reading(desk.register) as session:
        assert len(messages(session, THREE)) == 1


def test_story_tells_what_was_sent_and_what_the_person_did(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    ines.post("/envois", wanted=f"{ONE}:0")
    assert "E-mail demandé&nbsp;: en file" in ines.get(f"/attestations/{ONE}").text
    desk.send()
    token = link_in(mail.received[0][1])
    assert token
    with writing(desk.register) as session:
        (row,) = session.query(LinkRow).all()
        opened(session, row.id, at=desk.context.instant())
    assert stages(desk)[ONE] is Stage.OPENED

    page = ines.get(f"/attestations/{ONE}").text

    lines_told = re.findall(r"</time> ([^<]+)</li>", page)
    assert lines_told == [
        "Délivrée",
        "E-mail demandé",
        "E-mail envoyé&nbsp;: un@example.org",
        "Lien ouvert par la personne",
    ]
    assert "Renvoyer l’e-mail" in page


def test_refused_message_stands_in_the_story(desk: TestDesk, ines: Browser, mail: Post) -> None:
    mail.trouble = {"un@example.org": ["550 5.1.1 no"]}
    ines.post("/envois", wanted=f"{ONE}:0")
    desk.send()

    page = ines.get(f"/attestations/{ONE}").text

    assert "E-mail demandé&nbsp;: refusée, cette adresse n’existe pas" in page


def test_renewed_link_is_shown_once_and_the_old_one_is_dead(desk: TestDesk, ines: Browser) -> None:
    with writing(desk.register) as session:
        renew_link(session, desk.mail_context, ONE)
        old = session.query(LinkRow).one().digest

    page = ines.post(f"/attestations/{ONE}/lien")

    assert re.search(r"http://127\.0\.0\.1:8002/d/[A-Za-z0-9_-]{22}<", page.text)
    assert page.headers["Cache-Control"] == "no-store"
    with reading(desk.register) as session:
        assert find_link(session, old) is None
    assert actions(desk)[-1][:2] == (AuditAction.LINK_RENEWED, ONE)
    shown = ines.get(f"/attestations/{ONE}").text
    assert "/d/" not in shown
    assert "Lien coupé" in shown


def test_cut_off_link_leads_nowhere(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/lien")

    answer = ines.post(f"/attestations/{ONE}/couper")

    assert answer.location == f"/attestations/{ONE}"
    with reading(desk.register) as session:
        assert all(row.cut_off_at is not None for row in session.query(LinkRow))
    assert actions(desk)[-1][:2] == (AuditAction.LINKS_CUT_OFF, ONE)
    assert "Créer un lien" in ines.get(f"/attestations/{ONE}").text


def test_unknown_number_has_no_link_and_leaves_no_entry(desk: TestDesk, ines: Browser) -> None:
    before = actions(desk)

    assert ines.post("/attestations/AC-2026-9999/lien").status_code == 409
    assert ines.post("/attestations/AC-2026-9999/couper").status_code == 409
    assert ines.post("/envois", wanted="AC-2026-9999:0").status_code == 409
    assert ines.post("/envois", wanted=f"{FOUR}:0").status_code == 409  # has no address

    assert actions(desk) == before


@pytest.mark.parametrize("wanted", ["", "AC-2026-0001", "AC-2026-0001:x", "AC-2026-0001:0 <b>:1"])
def test_form_that_no_page_made_is_refused(desk: TestDesk, ines: Browser, wanted: str) -> None:
    assert ines.post("/envois", wanted=wanted).status_code == 400
    assert stages(desk)[ONE] is Stage.NOT_SENT


def test_board_knows_its_modules_and_stages(desk: TestDesk, ines: Browser) -> None:
    assert ines.get("/envois", module="rien").status_code == 404
    assert ines.get("/envois/confirmer", module="rien", etat="refused").status_code == 404
    assert ines.get("/envois/confirmer", module=CODE).status_code == 404
    assert "Personne ici" in ines.get("/envois", module=CODE, etat="refused").text
    filtered = ines.get("/envois", module=CODE, etat="no-address").text
    assert str(FOUR) in filtered
    assert str(ONE) not in filtered
    with reading(desk.register) as session:
        assert stage_counts(session) == {CODE: {Stage.NOT_SENT: 3, Stage.NO_ADDRESS: 1}}


def test_reader_sees_the_board_and_no_button(desk: TestDesk) -> None:
    desk.add_user("lecture", role="reader")

    page = desk.browser("lecture").get("/envois", module=CODE).text

    assert "un@example.org" in page
    assert "<button" not in page.partition("<main")[2].partition("</main")[0]
    assert "Envoyer à" not in page


def test_correction_is_sent_in_the_place_of_the_old_one(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    correction = {
        "family_name": "Hailé",
        "given_name": "Tsegaye",
        "birth_date": "29/02/1996",
        "email": "t@example.org",
        "reason": "nom corrigé",
    }
    page = ines.post(f"/attestations/{ONE}/corriger", **correction).text
    assert "Envoyer la nouvelle à t@example.org" in page

    ines.post(f"/attestations/{ONE}/remplacer", **correction, at_once="1", send="1")
    desk.send()

    ((recipient, message),) = mail.received
    assert recipient == "t@example.org"
    assert "Votre attestation corrigée" in message["Subject"]
    assert "L’ancienne ne vaut plus" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    told = [action for action, *_ in actions(desk)]
    assert told[-3:] == [
        AuditAction.REPLACED,
        AuditAction.DELIVERY_ASKED,
        AuditAction.MESSAGES_SENT,
    ]


def test_correction_called_back_in_time_sends_nothing(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    correction = {"family_name": "Hailé", "birth_date": "1996", "email": "t@example.org"}
    ines.post(f"/attestations/{ONE}/remplacer", **correction, reason="nom", send="1")
    assert "sera envoyée par e-mail" in ines.get(f"/attestations/{ONE}").text

    ines.post(f"/attestations/{ONE}/annuler")
    desk.work()
    desk.send()

    assert mail.received == []


def test_worker_sends_beside_the_pages(desk: TestDesk, ines: Browser, mail: Post) -> None:
    send_all(ines)
    worker = Worker(desk.context, desk.mail_context)

    worker.start()
    wait_until(lambda: set(stages(desk).values()) == {Stage.SENT, Stage.NO_ADDRESS})
    worker.stop()

    assert len(mail.received) == 3


def test_mail_server_that_is_away_is_said_on_the_board(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    mail.trouble = {"MAIL": ["550 5.7.0 not today"] * 50}
    send_all(ines)
    worker = desk.app.extensions["desk"].worker

    def is_said() -> bool:
        page = ines.get("/envois").text
        return "Rien ne part en ce moment" in page and "refuse l’expéditeur" in page

    worker.start()
    said = wait_until(is_said)
    worker.stop()

    assert said
    assert stages(desk)[ONE] is Stage.QUEUED


def test_desk_without_a_mail_server_says_so_and_offers_links(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    browser = desk.browser("ines")
    browser.issue(browser.read_upload(workbook(*PEOPLE)))
    desk.work()

    assert "Aucun serveur de courrier" in browser.get("/envois").text
    page = browser.get(f"/attestations/{ONE}").text
    assert "Envoyer par e-mail" not in page
    assert "Créer un lien" in page
    assert browser.post("/envois", wanted=f"{ONE}:0").status_code == 503


def test_log_stays_whole(desk: TestDesk, ines: Browser, mail: Post) -> None:
    send_all(ines)
    desk.send()
    ines.post(f"/attestations/{ONE}/lien")
    ines.post("/envois", wanted=f"{ONE}:1 {TWO}:1")

    with reading(desk.register) as session:
        head = read_head(desk.context.settings.desk.audit_head_file)
        checked = check_log(session, keys=desk.context.trusted, head=head)

    assert actions(desk)[-1] == (AuditAction.DELIVERY_ASKED_AGAIN, None, "2 e-mails")
    assert checked.flaws == ()
