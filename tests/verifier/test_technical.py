"""The details under a verdict."""

import pytest

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
)
from tests.support.compared_findings import FRENCH, compared, zone
from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.world import Issued, World
from verifier.technical import technical_details

NOT_LOCATED = NotCompared(reason=PageGap.NOT_LOCATED)


@pytest.mark.parametrize(
    ("page", "checked", "left_out"),
    [
        (Identical(), True, False),
        (Differs(zones=(zone(),)), True, False),
        (NOT_LOCATED, False, True),
    ],
)
def test_report_states_only_what_was_compared(
    world: World, issued: list[Issued], page: Comparison, checked: bool, left_out: bool
) -> None:
    finding = compared(world, unsigned_copy(issued[0].pdf), page)

    said = technical_details(
        finding, FRENCH, memory=world.verifier.memory, digest="0" * 64, at=world.now()
    )

    assert (FRENCH.technical.checked_page in said.checked) is checked
    assert (FRENCH.technical.not_checked_page in said.not_checked) is left_out
    assert not any("nom" in line for line in said.checked)
