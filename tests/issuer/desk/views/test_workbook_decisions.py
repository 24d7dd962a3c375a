"""What the program may not decide about a sheet is asked on the desk, once, and logged."""

import re

from issuer.audit.log import AuditAction, decode_entry
from register import audit_log
from register.database import reading
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.registers import AWA, LOP, NGO, TITLES, Register
from tests.support.workbooks import person

OTHER = {"family_name": "Bah", "given_name": "Awa"}


def people(page: str) -> int:
    found = re.search(r"<b>(\d+)</b> (?:a|ont) droit", page)
    assert found
    return int(found[1])


def decided(desk: TestDesk) -> list[str | None]:
    with reading(desk.register) as session:
        events = [decode_entry(signed).event for _, signed in audit_log.entries(session)]
    return [event.detail for event in events if event.action is AuditAction.SHEET_DECIDED]


def test_marks_are_asked_once_and_the_answer_is_kept_and_logged(
    desk: TestDesk, ines: Browser
) -> None:
    preview = ines.read_upload(workbook(person(marks="PWP"), person(**OTHER, marks="PWW")))
    page = ines.get(preview).text
    assert "« W » ×3" in page
    assert people(page) == 0

    answer = ines.post(f"{preview}/reponses", **{"mark-0": "present"})

    assert answer.status_code == 303
    page = ines.get(preview).text
    assert people(page) == 2
    assert "« w » = présent·e" in page
    assert decided(desk) == ["marques : w"]
    ines.post(f"{preview}/reponses", forget="1")
    assert people(ines.get(preview).text) == 0
    assert decided(desk) == ["marques : w", "plus rien"]


def test_places_are_left_out_or_counted_only_where_that_was_offered(
    desk: TestDesk, ines: Browser
) -> None:
    register = Register(
        rows=[(*TITLES, "Bilan"), (*AWA, *"PPPP", "x"), (*NGO, *"PPPP", "x")], hidden_rows=[1]
    )
    preview = ines.read_upload(register.xlsx())
    page = ines.get(preview).text
    assert "Laisser la colonne H de côté" in page
    assert "Compter la ligne 2 quand même" in page

    ines.post(f"{preview}/reponses", set_aside="H", keep="2")
    assert people(ines.get(preview).text) == 2
    assert decided(desk) == ["places : 2, H"]

    again = ines.read_upload(register.xlsx())
    ines.post(f"{again}/reponses", set_aside="A")  # a column of facts
    assert people(ines.get(again).text) == 0


def test_answer_that_is_none_is_refused(ines: Browser) -> None:
    preview = ines.read_upload(workbook(person(marks="PWP")))

    assert ines.post(f"{preview}/reponses", **{"mark-0": "perhaps"}).status_code == 400


def test_answers_that_leave_nobody_are_refused_and_not_kept(ines: Browser) -> None:
    preview = ines.read_upload(Register(rows=[TITLES, (*AWA, *"PPPP")], hidden_rows=[1]).xlsx())

    assert ines.post(f"{preview}/reponses", set_aside="2").status_code == 422
    assert "Diallo" in ines.get(preview).text


def test_legend_and_empty_cells_are_asked_with_proposals(ines: Browser) -> None:
    legend = ("A = Aanwezig, X = Afwezig",)
    rows = [legend, TITLES, (*AWA, *"AAXA"), (*NGO, *"AAAA"), (*LOP, "A", None, "A", "A")]

    page = ines.get(ines.read_upload(Register(rows=rows).xlsx())).text

    for asked in ("« A » ×10 = présent·e ?", "« X » ×1 = absent·e ?", "case vide ×1 = absent·e ?"):
        assert asked in page
    assert page.count("(proposé)") == 3
