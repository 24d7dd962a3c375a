"""From a workbook to what is sent and counted, in Dutch: its words, and no French among them."""

import io
import json
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from issuer.desk.jobs.print_jobs import PrintJob
from issuer.words.sentence import sentence
from register import desk_work
from register.database import reading, writing
from tests.issuer.desk.views.test_reading import BESIDE, GRID
from tests.support import layouts
from tests.support.brought_files import answer, bring
from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.french_left import french_left
from tests.support.mail_contexts import MAIL
from tests.support.workbooks import MODULE_ROWS, person

CODE, ONE = "AC-2026-10", "AC-2026-0001"
OTHER = {"family_name": "Đặng", "given_name": "Thị Hồng", "email": "d@example.org"}
TITLES = {"Nom", "Prénom", "Date de naissance"}
"""Of the brought file's columns, shown as they are."""
BROUGHT = workbook(person(), person(**OTHER, marks="PA?"))


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=DESK_SETTINGS + MAIL.format(port=9))
    made.add_user("ines")
    return made


@pytest.fixture
def ines(desk: TestDesk) -> Browser:
    browser = desk.browser("ines")
    browser.get("/", lang="nl")
    return browser


def says(answer: TestResponse, *expected: str) -> None:
    page = unescape(answer.text).replace("\xa0", " ")
    assert [words for words in expected if words not in page] == []
    assert set(french_left(answer.text)) <= TITLES


def test_workbook_is_imported_and_corrected_in_dutch(ines: Browser) -> None:
    says(ines.get("/classeurs/nouveau"), "Er wordt niets afgeleverd vóór u bevestigt.")
    says(ines.post("/classeurs/nouveau"), "Er is geen bestand aangekomen.", "Kies de werkmap.")
    preview = ines.read_upload(
        workbook(person(), person(**OTHER, marks="PA?"), person(birth_date="31/02/1990"))
    )

    says(
        ines.get(preview),
        "3 sessies, van 05/10/2026 tot 08/10/2026",
        "1 attest afleveren…",
        "<b>0</b> al afgeleverd",
        "<b>1</b> heeft recht",
        "<b>3</b> in totaal",
        "1 probleem te verbeteren",
        "Wat uit het bestand is begrepen",
        'data-cell-label="Cel {cell}"',
    )
    says(ines.get(f"{preview}/1/3"), ", rij 3</h1>", "Deze rij opzijleggen", "P, aanwezig")
    ines.post(f"{preview}/cases", cells="1-3-H", text="R")
    ines.post(f"{preview}/1/2", **{"cell-A": "Haille", "cell-B": "Ann"})
    ines.post(f"{preview}/1/2", leave_out="1")
    says(
        ines.get(preview),
        "H3: “?” → “R”",
        "rij 2: A “Haile” → “Haille”, B",
        "rij 2 opzijgelegd",
        "Verbeterd op deze pagina",
    )
    says(ines.get(f"{preview}/de-nouveau"), "De verbeterde werkmap importeren")
    ines.post(f"{preview}/abandonner")
    says(ines.get(preview), "Door u weggegooid op")


def test_second_workbook_is_compared_in_dutch(ines: Browser) -> None:
    preview = ines.read_upload(BROUGHT)
    again = workbook(person(given_name="Anna"), person(**OTHER, marks="PAP"))
    ines.post(f"{preview}/de-nouveau", workbook=(io.BytesIO(again), "presences.xlsx"))

    says(
        ines.get(preview),
        "Vergeleken met de vorige werkmap",
        "probleem → <strong>heeft geen recht</strong>",
        "ontbreekt: 06/10/2026",
    )


def test_attestations_are_issued_and_sent_in_dutch(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(BROUGHT)

    says(
        ines.get(f"{preview}/delivrer"),
        "<strong>1 persoon krijgt</strong> een nummer, een code en een ondertekende pdf.",
        "1 persoon heeft een probleem",
        "Er vertrekt geen e-mail",
    )
    says(ines.post(f"{preview}/delivrer", digest="0"), "sinds deze pagina werd getoond")
    job = ines.issue(preview)
    says(ines.get(job), 'Bezig: <span id="count">0</span> van 1')
    says(ines.get(preview), "Al door u afgeleverd op")
    desk.work()
    says(ines.get(job), "<strong>1 attest afgeleverd.</strong> Klaar op")
    says(ines.get("/envois"), "Verzenden naar 1 persoon…", "te verzenden", "zonder e-mail")
    says(ines.get("/envois", module=CODE), "Nummer", f"{ONE} verzenden")
    asked = ines.get("/envois/confirmer", module=CODE, etat="not-sent")
    says(asked, "1 e-mail verzenden", "Een verzonden e-mail kan niet worden teruggeroepen.")
    says(ines.post("/envois/essai", email="x"), "Dit adres klopt niet")
    says(ines.post("/envois/essai", email=""), "Typ uw e-mailadres.")
    says(ines.post("/envois", wanted="AC-2026-0099:0"), "geen attest afgeleverd onder dit nummer.")
    says(ines.get(f"/attestations/{ONE}/lien"), "De link vernieuwen")
    desk.app.extensions["desk"].worker.mail_problem = sentence(
        "le serveur de courrier ne répond pas ({error})", error="TimeoutError"
    )
    says(ines.get("/envois"), "niets: de mailserver antwoordt niet (TimeoutError).")
    says(ines.post(f"/attestations/{ONE}/lien"), "Nieuwe persoonlijke link", "QR-code van de link")


def test_job_that_stopped_says_why_in_dutch_where_it_can(desk: TestDesk, ines: Browser) -> None:
    job = ines.issue(ines.read_upload(BROUGHT))
    number = int(job.rpartition("/")[2])
    for problem, said in (
        ("refusée : le registre a été modifié, et le journal n’a pas cette demande", "geweigerd:"),
        ("le disque est plein", '<span lang="fr">le disque est plein</span>'),
    ):
        with writing(desk.register) as session:
            desk_work.stop_job(session, number, problem)

        says(ines.get(job), "Gestopt:", said, "Hervatten")


def test_print_file_and_figures_are_dutch(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.issue(workbook(person(), person(**OTHER)))

    def without_waiting(_: PrintJob, __: float) -> bool:
        return False

    monkeypatch.setattr(PrintJob, "wait", without_waiting)
    place = ines.post("/module/imprimer", code=CODE).location
    monkeypatch.undo()
    job = desk.app.extensions["desk"].print_jobs.find(place.rpartition("/")[2], login="ines")
    assert job.wait(60)

    says(ines.get(place), "<strong>Het bestand is klaar:</strong> 2 attesten, één per pagina")
    job.problem = "le fichier n’a pas pu être fait"
    says(ines.get(place), "Het bestand kon niet worden gemaakt: het bestand kon niet")
    says(ines.get("/chiffres"), "Deelnemers per inschrijvingsreden", "zonder reden: 2")
    assert "zonder reden: Deelnemers 2" in ines.get("/chiffres/motifs.svg").text
    assert f"{CODE}: Deelnemers 2, Attesten 2" in ines.get("/chiffres/participants.svg").text


def test_file_of_another_shape_is_read_in_dutch(desk: TestDesk, ines: Browser) -> None:
    preview = bring(ines, GRID, **BESIDE).location
    says(
        ines.get(f"{preview}/lecture"),
        "Dit lijkt op een rooster: één rij per persoon, één kolom per sessie.",
        "De kolommen",
        "2 personen in “",
    )
    ines.post(f"{preview}/reponses", **{"mark-0": "absent"})
    assert answer(ines, preview).status_code == 303
    says(ines.get(preview), "Gelezen zoals u hebt gezegd.", "Te beslissen voor het hele blad")
    ines.post(f"{preview}/reponses", **{"mark-0": "absent"})
    ines.issue(preview)

    # The next one is read by the profile that somebody else's page remembers.
    second = bring(ines, layouts.grid({"NGOMA Grâce": ["x"] * 4}), **BESIDE).location
    page = ines.get(second, follow_redirects="1")
    says(page, "Gelezen zoals op ", ", volgens ines.", "Rooster gelezen in “")


def test_what_an_earlier_program_kept_is_marked_as_french(desk: TestDesk, ines: Browser) -> None:
    preview = ines.read_upload(BROUGHT)
    with reading(desk.register) as session:
        kept = desk_work.kept_workbook(session, preview.rpartition("/")[2])
    assert kept is not None
    content = json.loads(kept.content)
    gone = {"message": "{one} a été lu autrement", "many": None, "values": {"one": "x"}}
    content["understood"] = ["Un fichier lu.", gone]
    with writing(desk.register) as session:
        desk_work.keep_workbook(session, replace(kept, content=json.dumps(content)))

    says(
        ines.get(preview),
        '<span lang="fr">Un fichier lu.</span>',
        '<span lang="fr">x a été lu autrement</span>',
    )


def test_module_that_gives_nobody_a_right_is_closed_in_dutch(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="AAA"), module=MODULE_ROWS))

    says(ines.get(preview), "heeft geen recht", "ontbreekt: 05/10/2026, 06/10/2026, 08/10/2026")
