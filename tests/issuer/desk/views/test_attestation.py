"""One attestation at the desk: both sides are seen before anything changes."""

from attestation.facts import Number
from register.tables.attestations import State
from tests.support.desks import Browser, TestDesk
from tests.support.pending_changes import CORRECTION, desk, state

__all__ = ["desk"]  # pytest finds them here
ONE, TWO, THREE = (Number(f"AC-2026-000{n}") for n in (1, 2, 3))


def test_old_and_new_stand_side_by_side_before_it_is_done(desk: TestDesk, ines: Browser) -> None:
    page = ines.post(f"/attestations/{ONE}/corriger", **CORRECTION).text

    assert "<del>Haile</del>" in page
    assert "<ins>Hailé</ins>" in page
    assert state(desk, ONE) is State.ISSUED
