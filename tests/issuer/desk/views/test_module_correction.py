"""Correcting a module on its page: for what was shown, and nothing that cannot be said."""

import re
from pathlib import Path

import pytest

from issuer.lifecycle.withdrawal import Correction, replace_attestation
from tests.support.desks import TestDesk, make_desk, workbook
from tests.support.module_correction_desks import (
    CODE,
    compared,
    desk,
    fields,
    in_force,
    small,
)
from tests.support.workbooks import MODULE_ROWS, person

__all__ = ["desk", "small"]  # pytest finds them here
pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "L’intitulé manque."),
        ({"title": "題"}, "que la police n’a pas"),
        ({"percent": "0"}, "pourcentage de 1 à 100"),
        ({"day-0": "un jour"}, "n’a pas de date ou d’heure"),
        ({"end-0": "08:00"}, "finit avant d’avoir commencé"),
        ({"day-0": "2026-10-06"}, "le même jour à la même heure"),
        ({"day-2": "2027-10-06"}, "n’est pas encore finie"),
        ({"reason": ""}, "le motif est public"),
        ({}, "Rien ne change."),
    ],
)
def test_what_no_attestation_can_say_is_refused_with_the_form_filled(
    typed: dict[str, str], said: str, tmp_path: Path
) -> None:
    desk = make_desk(tmp_path)
    desk.add_user("ines")
    desk.issue(workbook(person()))
    ines = desk.browser("ines")
    kept = fields(ines.get("/module/corriger", code=CODE).text) | {"reason": "corrigé"} | typed

    answer = ines.post("/module/corriger", **kept)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{kept["place"]}"' in answer.text


def test_module_confirmation_is_for_what_was_shown(small: TestDesk) -> None:
    ines = small.browser("ines")
    comparison = compared(ines, title="Autre titre")
    digest = re.search(r'name="digest" value="(\w+)"', ines.get(comparison).text)
    one = in_force(small)[0]
    holder = one.attestation.holder
    other = Correction(
        holder=type(holder)(family_name="Neuf", given_name="N", birth_date=holder.birth_date),
        email=None,
    )
    new = replace_attestation(
        small.context, one.attestation.number, other, reason="nom", who="ines"
    )

    answer = ines.post(comparison, digest=digest[1] if digest else "")

    assert answer.status_code == 409
    assert "Le registre a changé" in answer.text
    assert new in answer.text
    # A correction of one person keeps the module's facts.
    facts = next(each.attestation for each in in_force(small) if each.attestation.number == new)
    assert (facts.module_title, facts.attended) == ("Ateliers citoyens", one.attestation.attended)


def test_workbook_with_another_title_leads_to_the_correction_of_its_module(
    small: TestDesk,
) -> None:
    ines = small.browser("ines")
    rows = [("Code", CODE), ("Intitulé", "Ateliers citoyens bis")]
    preview = ines.read_upload(
        workbook(
            person(), person(family_name="Autre", marks="PAP"), module=(*rows, *MODULE_ROWS[2:])
        )
    )

    page = ines.get(preview).text
    assert "autre chose du module que les attestations délivrées" in page
    link = re.search(r'href="(/module/corriger[^"]+)"', page)
    assert link
    form = ines.get(link[1].replace("&amp;", "&")).text
    assert 'value="Ateliers citoyens bis"' in form
