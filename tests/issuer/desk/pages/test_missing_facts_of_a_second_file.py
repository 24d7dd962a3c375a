"""The next file of a known shape is asked only for what it lacks, or for nothing."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from issuer.lifecycle.erasure import erase_person
from issuer.workbook.format.cells import Sheet
from register.attestations import records
from register.database import reading, writing
from tests.support import layouts
from tests.support.brought_files import answer, bring, fields_of, file
from tests.support.desks import Browser, TestDesk

PEOPLE = (("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5)))
ENROLLED = layouts.enrolled(*PEOPLE)
FIELDS = {"code": "AC-2026-03", "title": "Ateliers", "from-jour": "9h", "to-jour": "13:00"}


def grid(month: int, *names: str) -> Sheet:
    """Return a grid in which everybody was there."""
    days = [date(2026, month, 2) + timedelta(days=n) for n in range(3)]
    return layouts.grid({name: ["x"] * 3 for name in names}, titles=days)


MARCH, APRIL = (grid(month, "DIALLO Awa", "NGOMA Grâce") for month in (3, 4))


@pytest.fixture
def remembering(desk: TestDesk, ines: Browser) -> Browser:
    """A desk that has issued from a file of this shape, of which it was told all."""
    preview = bring(ines, MARCH, enrolled=ENROLLED).location
    assert answer(ines, preview, **FIELDS).status_code == 303
    ines.issue(preview)
    desk.work()
    return ines


def shown_fields(page: str) -> set[str]:
    """Return the names of the fields outside what a person has to unfold."""
    bare = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    form = bare[bare.index('<form class="stack"') :]
    names = re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', form)
    return {name for name in names if name != "csrf_token"}


def births(desk: TestDesk, module: str) -> dict[str, str]:
    with reading(desk.register) as session:
        found = [one.attestation.holder for one in records(session, module_code=module)]
    return {holder.family_name: holder.birth_date.encode() for holder in found}


def test_second_file_is_asked_for_its_code_and_title_alone(
    remembering: Browser, desk: TestDesk
) -> None:
    preview = bring(remembering, APRIL, enrolled=ENROLLED).location

    page = remembering.get(f"{preview}/lecture").text
    assert shown_fields(page) == {"code", "title", "module"}
    assert "Lu comme le" in page
    assert (
        'class="note' not in page[page.index("<main") : page.index("</main>")]
    )  # nothing is wrong with the file

    done = answer(remembering, preview, code="AC-2026-04", title="Avril")
    assert done.status_code == 303
    shown = remembering.get(preview).text
    assert "Lu comme le" in shown  # the reading is still the one that was kept
    assert "AC-2026-04 · 3 séances" in shown
    remembering.issue(preview)
    desk.work()
    assert births(desk, "AC-2026-04") == {"Diallo": "1990-05-04", "Ngoma": "1991-06-05"}


def test_answer_that_is_left_empty_is_asked_for_again_and_says_why(remembering: Browser) -> None:
    preview = bring(remembering, APRIL, enrolled=ENROLLED).location

    refused = answer(remembering, preview, title="Avril")

    assert refused.status_code == 422
    assert "code et l’intitulé" in refused.text
    assert shown_fields(refused.text) == {"code", "title", "module"}


def test_second_file_with_its_module_is_asked_for_nothing(remembering: Browser) -> None:
    days = [date(2026, 4, 2) + timedelta(days=n) for n in range(3)]
    rows = (("Code", "AC-2026-04"), *layouts.module(days).rows[1:])

    preview = bring(
        remembering, APRIL, module=Sheet(name="Module", rows=rows), enrolled=ENROLLED
    ).location

    page = remembering.get(preview)
    assert page.status_code == 200
    assert "Lu comme le" in page.text
    assert 'name="mark-0"' not in page.text


def test_name_that_the_list_lacks_is_asked_about_alone(remembering: Browser) -> None:
    april = grid(4, "DIALLO Awa", "G. Ngoma")
    preview = bring(remembering, april, enrolled=ENROLLED).location
    first = answer(remembering, preview, code="AC-2026-04", title="Avril")

    assert first.status_code == 200
    assert shown_fields(first.text) == {"person-g ngoma"}
    done = answer(remembering, preview, **{"person-g ngoma": "3"})
    assert done.status_code == 303


def test_hours_of_a_new_part_of_the_day_are_asked_for_and_the_rest_is_known(
    remembering: Browser,
) -> None:
    titles = ["02/04/2026 soir", "03/04/2026 soir"]
    april = layouts.grid({"DIALLO Awa": ["x"] * 2, "NGOMA Grâce": ["x"] * 2}, titles=titles)
    preview = bring(remembering, april, enrolled=ENROLLED).location

    page = remembering.get(f"{preview}/lecture").text

    assert {"from-soir", "to-soir"} < shown_fields(page)
    assert not any(name.startswith("column-") for name in shown_fields(page))


def test_reading_can_be_changed_from_the_short_page(remembering: Browser) -> None:
    preview = bring(remembering, APRIL, enrolled=ENROLLED).location
    page = remembering.get(f"{preview}/lecture").text
    fields = fields_of(page)
    assert any(name.startswith("column-") for name in fields)

    column = next(name for name, role in fields.items() if role == "set-aside")
    changed = answer(remembering, preview, code="A-4", title="Avril", **{column: "email"})

    assert changed.status_code == 303
    assert "Lu comme vous l’avez dit" in remembering.get(preview).text


def test_list_that_says_nobody_is_asked_for_again_and_says_why(remembering: Browser) -> None:
    broken = layouts.sheet("inscrits", [["Nom", "Prénom", "Date de naissance"]])
    preview = bring(remembering, APRIL, enrolled=broken).location

    page = remembering.get(f"{preview}/lecture").text

    assert shown_fields(page) == {"enrolled", "earlier", "code", "title", "module"}
    assert "La liste des personnes inscrites est vide" in page


def test_people_of_an_earlier_module_can_be_chosen_instead_of_a_list(
    remembering: Browser, desk: TestDesk
) -> None:
    preview = bring(remembering, APRIL).location
    page = remembering.get(f"{preview}/lecture").text
    assert {"enrolled", "earlier"} < shown_fields(page)
    assert "AC-2026-03, Ateliers (2 personnes)" in page

    done = answer(remembering, preview, earlier="AC-2026-03", code="AC-2026-04", title="Avril")
    assert done.status_code == 303, done.text
    assert "Personnes de AC-2026-03" in remembering.get(preview).text
    remembering.issue(preview)
    desk.work()
    assert births(desk, "AC-2026-04") == births(desk, "AC-2026-03")


def test_people_can_be_chosen_where_the_file_is_brought(remembering: Browser) -> None:
    preview = remembering.post(
        "/classeurs/nouveau", workbook=file(APRIL), earlier="AC-2026-03"
    ).location
    assert shown_fields(remembering.get(f"{preview}/lecture").text) == {"code", "title", "module"}
    unknown = remembering.post("/classeurs/nouveau", workbook=file(APRIL), earlier="?")
    assert unknown.status_code == 400


def test_near_name_of_an_earlier_module_is_shown_beside_and_joined_to_nobody(
    remembering: Browser,
) -> None:
    april = grid(4, "DIALO Awa", "NGOMA Grâce")
    preview = bring(remembering, april).location

    asked = answer(remembering, preview, earlier="AC-2026-03", code="A-4", title="Avril")

    assert asked.status_code == 200
    assert "Qui est-ce" in asked.text
    assert "Diallo Awa, 04/05/1990" in asked.text
    left = answer(remembering, preview)  # still undecided: a problem, and nobody's attestation
    assert left.status_code == 303
    assert "Délivrer 1 attestation" in remembering.get(preview).text


def test_who_was_in_the_earlier_module_alone_is_not_taken_for_absent_from_this_one(
    remembering: Browser,
) -> None:
    log = layouts.log([("Awa Diallo", date(2026, 4, 2)), ("Awa Diallo", date(2026, 4, 3))])
    preview = bring(remembering, log).location
    done = answer(
        remembering, preview, earlier="AC-2026-03",
        **{**FIELDS, "code": "AC-2026-04"},
    )  # fmt: skip

    assert done.status_code == 303, done.text
    page = remembering.get(preview).text
    assert "Diallo" in page
    assert "Ngoma" not in page


def test_people_of_an_earlier_module_are_those_that_were_signed(
    remembering: Browser, desk: TestDesk
) -> None:
    with writing(desk.register) as session:
        session.execute(
            text("UPDATE attestation SET birth_date = '1999-09-09' WHERE family_name = 'Diallo'")
        )
    preview = bring(remembering, APRIL).location

    refused = answer(remembering, preview, earlier="AC-2026-03", code="A-4", title="Avril")

    assert refused.status_code >= 400
    assert "1999" not in refused.text


def test_who_was_erased_is_proposed_to_nobody(remembering: Browser, desk: TestDesk) -> None:
    with reading(desk.register) as session:
        (number,) = (
            one.attestation.number
            for one in records(session)
            if one.attestation.holder.family_name == "Diallo"
        )
    erase_person(desk.context, number, who="ines")
    preview = bring(remembering, APRIL).location

    asked = answer(remembering, preview, earlier="AC-2026-03", code="A-4", title="Avril")

    assert "DIALLO Awa" in asked.text  # as her own file has it
    assert "04/05/1990" not in asked.text
