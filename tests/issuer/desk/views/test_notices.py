"""What the preview says of who holds an attestation already: by the rule, in the desk’s words."""

import re
from pathlib import Path

import pytest

from tests.support.desks import DESK_SETTINGS, Browser, TestDesk, make_desk, workbook
from tests.support.workbooks import person

CODE = "AC-2026-10"
RULE = f'\n[issue.required_percent_of]\n"{CODE}" = 60\n'


@pytest.fixture
def desk(tmp_path: Path) -> TestDesk:
    made = make_desk(tmp_path, settings=DESK_SETTINGS + RULE)
    made.add_user("ines")
    made.issue(workbook(person(marks="PPA"), person(family_name="Autre", given_name="A")))
    return made


def test_right_attestation_is_not_proposed_for_withdrawal(desk: TestDesk, ines: Browser) -> None:
    """Two sessions of three are enough here; one of three is not any more."""
    same = ines.get(ines.read_upload(workbook(person(marks="PPA")))).text
    fewer = ines.get(ines.read_upload(workbook(person(marks="PAA")))).text

    assert "à retirer" not in same
    assert "les présences n’y donnent plus droit : à retirer ?" in fewer
    for page in (same, fewer):
        assert not {"withdraw", "replace_", "attest-issuer"} & set(page.split())


def test_withdrawn_attestation_is_never_counted_as_held(desk: TestDesk, ines: Browser) -> None:
    ines.post("/attestations/AC-2026-0001/retirer", reason="Délivrée par erreur.", at_once="1")
    people = (
        person(marks="PPA"),
        person(family_name="Autre", given_name="A"),
        person(family_name="Neuf", given_name="N"),
    )

    preview = ines.read_upload(workbook(*people))
    page, confirmation = ines.get(preview).text, ines.get(f"{preview}/delivrer").text

    assert re.search(r'class="state withdrawn" id="personne-\d+">retirée<', page)
    assert "AC-2026-0001 a été retirée" in page
    assert "replace" not in page.split("a été retirée")[1][:80]
    assert "1 personne en a déjà une" in confirmation
