"""The zones of a compared page that state a signed fact are told from other print."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.facts import Attestation
from attestation.particulars import NOTHING_STATED
from attestation.verdict.comparison_results import (
    Differs,
    Zone,
    ZoneKind,
    zones_of,
)
from tests.support.world import Issued
from verifier.text_comparison.fact_zones import with_facts


def zone(what: str = "", kind: ZoneKind = ZoneKind.PRINT) -> Zone:
    return Zone(page=1, x_mm=20, y_mm=30, width_mm=40, height_mm=5, kind=kind, what=what)


@pytest.mark.parametrize(
    ("person", "line"),
    [
        (0, "Şükriye Ağaoğlu"),
        (0, "né·e le 29 février 1988"),
        (0, "du 5 octobre 2026 au 20 novembre 2026"),
        (1, "né·e en avril 2001"),
        (2, "né·e en 1995"),
        (2, "Suryani"),
    ],
)
def test_line_that_states_a_fact_is_one(issued: list[Issued], person: int, line: str) -> None:
    (found,) = zones_of(with_facts(Differs(zones=(zone(line),)), issued[person].attestation))

    assert found.kind is ZoneKind.FACT


@pytest.mark.parametrize("spent", ["52 h", "52 h 30"])
def test_line_with_the_hours_states_a_fact(issued: list[Issued], spent: str) -> None:
    attestation = _attended(issued[0].attestation, spent)

    (found,) = zones_of(with_facts(Differs(zones=(zone(f"soit {spent}"),)), attestation))

    assert found.kind is ZoneKind.FACT


def _attended(attestation: Attestation, spent: str) -> Attestation:
    hours, _, minutes = spent.partition(" h")
    time = timedelta(hours=int(hours), minutes=int(minutes.strip() or 0))
    return replace(attestation, particulars=NOTHING_STATED, attended=time)


@pytest.mark.parametrize(
    ("line", "kind"),
    [("Les coordinateurs", ZoneKind.PRINT), ("Suryani", ZoneKind.ADDITION)],
)
def test_other_print_and_additions_state_none(
    issued: list[Issued], line: str, kind: ZoneKind
) -> None:
    (found,) = zones_of(with_facts(Differs(zones=(zone(line, kind),)), issued[2].attestation))

    assert found.kind is kind
