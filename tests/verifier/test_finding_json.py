"""A finding for programs: page, reason and zones."""

import pytest

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    ZoneKind,
    page_name,
    zones_of,
)
from tests.support.compared_findings import compared, reported, zone
from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.world import Issued, World
from verifier.finding_json import finding_json

NOT_LOCATED = NotCompared(reason=PageGap.NOT_LOCATED)
ADDED = Differs(zones=(zone(kind=ZoneKind.ADDITION),), is_drawn=True)


@pytest.mark.parametrize("page", [Identical(), ADDED, NOT_LOCATED, None])
def test_record_names_page_reason_and_zones(
    world: World, issued: list[Issued], page: Comparison | None
) -> None:
    one = issued[0]
    finding = (
        world.check_text(one.qr) if page is None else compared(world, unsigned_copy(one.pdf), page)
    )

    record = finding_json(finding, reported(finding))

    assert record["page"] == page_name(page)
    assert record["page_reason"] == (PageGap.NOT_LOCATED if page == NOT_LOCATED else None)
    assert len(record["zones"]) == len(zones_of(page))  # type: ignore[arg-type]
