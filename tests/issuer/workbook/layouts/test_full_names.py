"""Whole names are split by the rule that a person chose, or not at all."""

from dataclasses import replace

import pytest

from issuer.workbook.format.cells import Trait
from issuer.workbook.layouts.full_names import SplitName, proposed_order, split_name
from issuer.workbook.layouts.profile import NameOrder
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import arranged, proposed


@pytest.mark.parametrize(
    ("name", "order", "parts"),
    [
        ("Diallo, Awa Marie", NameOrder.COMMA, SplitName("Diallo", "Awa Marie")),
        ("Diallo, Awa", NameOrder.FAMILY_FIRST, None),
        ("VAN DEN BERG Anna", NameOrder.CAPITALS, SplitName("VAN DEN BERG", "Anna")),
        ("Anna Maria DE SMET", NameOrder.CAPITALS, SplitName("DE SMET", "Anna Maria")),
        ("Anna DE Maria", NameOrder.CAPITALS, None),
        ("ANNA DIALLO", NameOrder.CAPITALS, None),
        ("Awa Diallo", NameOrder.GIVEN_FIRST, SplitName("Diallo", "Awa")),
        ("Hodan", NameOrder.GIVEN_FIRST, SplitName("Hodan", None)),
        ("Awa Diallo", None, None),
    ],
)
def test_name_is_split_by_the_rule_or_not_at_all(
    name: str, order: NameOrder | None, parts: SplitName | None
) -> None:
    assert split_name(name, order) == parts


def test_rule_is_proposed_only_where_all_names_show_it() -> None:
    assert proposed_order(["Diallo, Awa", "Ngoma, Grâce"]) is NameOrder.COMMA
    assert proposed_order(["DIALLO Awa", "Ngoma Grâce"]) is None
    assert proposed_order(["Hodan"]) is None


def test_register_without_enrolled_people_splits_names_and_says_where_it_cannot() -> None:
    lines = [("DIALLO Awa", day) for day in layouts.DAYS]
    log = layouts.log([*lines, ("Sow Ali Ba", layouts.DAYS[0])])
    _, profile = proposed([log])
    reading = Reading(profile=replace(profile, name_order=NameOrder.CAPITALS))

    found = arranged([log], reading, module=layouts.module())

    assert [row[:2] for row in found.sheets[0].rows[1:]] == [
        ("DIALLO", "Awa"),
        ("Sow Ali Ba", None),
    ]
    assert found.sheets[0].has(2, 0, Trait.UNSPLIT)
