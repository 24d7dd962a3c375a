"""Findings whose page was compared."""

from dataclasses import replace

from attestation.verdict.comparison_results import (
    Comparison,
    Zone,
    ZoneKind,
)
from attestation.verdict.verdicts import Finding
from tests.support.world import World
from verifier.check import check_file
from verifier.report import Report, report_on
from verifier.translations.catalogue import wording

FRENCH = wording("fr")


def zone(what: str = "", kind: ZoneKind = ZoneKind.PRINT) -> Zone:
    return Zone(page=1, x_mm=20, y_mm=30, width_mm=40, height_mm=5, kind=kind, what=what)


def compared(world: World, data: bytes, page: Comparison) -> Finding:
    """Check a file whose page compares as ``page`` says."""
    return check_file(replace(world.verifier, compare=lambda _issued, _upload: page), data)


def reported(finding: Finding) -> Report:
    return report_on(finding, FRENCH)
