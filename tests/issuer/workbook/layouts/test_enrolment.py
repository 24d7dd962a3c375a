"""The list of enrolled people, and who of a register each of them is; near is not the same."""

from dataclasses import replace

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.enrolment import read_enrolled
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    BAD,
    ENROLLED,
    NGO,
    YES,
    arranged,
    outcomes,
    planned,
    proposed,
)


def test_near_name_is_shown_beside_and_never_joined_alone() -> None:
    grid = layouts.grid({"Awa Dialo": ["x"] * 4, NGO: ["x"] * 4, "La formatrice": ["x"] * 4})
    _, profile = proposed([grid])
    module = layouts.module()

    found = arranged([grid], Reading(profile=profile), module=module, enrolled=ENROLLED)
    assert [one.name for one in found.unmatched] == ["Awa Dialo", "La formatrice"]
    assert [one.full_name for one in found.unmatched[0].near] == ["Diallo Awa"]
    assert outcomes(planned(found)) == {"Awa Dialo": BAD, "Ngoma": YES, "La formatrice": BAD}

    decided = Reading(
        profile=profile, people={found.unmatched[0].key: 2, found.unmatched[1].key: None}
    )
    found = arranged([grid], decided, module=module, enrolled=ENROLLED)
    assert not found.unmatched
    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": YES}
    assert any("La formatrice" in line for line in found.understood)


def test_list_of_enrolled_people_that_says_nobody_is_refused() -> None:
    for rows, words in (
        ([["Nom", "Âge"]], "introuvable"),
        ([["Nom", "Prénom", "Date de naissance"]], "vide"),
    ):
        with pytest.raises(WorkbookError, match=words):
            read_enrolled(layouts.sheet("inscrits", rows))
    hidden = replace(ENROLLED, hidden_rows=frozenset({1}))
    with pytest.raises(WorkbookError, match="masquée"):
        read_enrolled(hidden)
