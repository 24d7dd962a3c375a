"""Several registers behind one verifier, each asked for its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from attestation.verdict.verdicts import Genuine, LookedAt, Replaced, Withdrawn
from keys.trust.merging import add_organisations
from tests.support.issuer_contexts import SETTINGS
from tests.support.issuers import ADDRESS
from tests.support.world import PEOPLE, World, inspect_here, make_world, not_compared
from verifier.assembly import open_verifier
from verifier.check import check_file, check_text
from verifier.settings import load_settings

OTHER = "https://pont.example"

SOURCE = f"""
[[verifier.source]]
addresses = ["{OTHER}"]
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[World, World]:
    """One organisation with a verifier, and another whose register that verifier reads too."""
    theirs = make_world(
        tmp_path / "theirs",
        settings=SETTINGS.replace(ADDRESS, OTHER).replace("Maison des Passages asbl", "Le Pont"),
    )
    url = f"sqlite:///{theirs.config.parent}/register.db"
    ours = make_world(tmp_path / "ours", settings=f'{SETTINGS}{SOURCE}register_url = "{url}"\n')
    both = add_organisations(
        (ours.config.parent / "trust.pem").read_bytes(),
        (theirs.config.parent / "trust.pem").read_bytes(),
    )
    (ours.config.parent / "trust.pem").write_bytes(both)
    verifier = open_verifier(load_settings(ours.config), now=ours.now)
    verifier = replace(verifier, inspect=inspect_here, compare=not_compared)
    return replace(ours, verifier=verifier), theirs


def test_several_registers_are_read_by_one_verifier(pair: tuple[World, World]) -> None:
    ours, theirs = pair
    (mine,) = ours.issue(PEOPLE[0])
    first, second, third = theirs.issue(*PEOPLE)
    theirs.withdraw(second.number)
    theirs.replace(third.number, replace(PEOPLE[2], given_name="Ayu"))

    for paper, expected in (
        (mine, Genuine),
        (first, Genuine),
        (second, Withdrawn),
        (third, Replaced),
    ):
        for finding in (
            check_file(ours.verifier, paper.pdf),
            check_text(ours.verifier, paper.code),
        ):
            assert isinstance(finding.verdict, expected)
            assert finding.verdict.credential.attestation == paper.attestation
        assert check_file(ours.verifier, paper.pdf).looked_at is LookedAt.ORIGINAL


def test_register_of_another_organisation_that_is_gone_costs_its_own_papers_alone(
    pair: tuple[World, World],
) -> None:
    ours, theirs = pair
    (mine,) = ours.issue(PEOPLE[0])
    (other,) = theirs.issue(PEOPLE[0])

    theirs.tamper("ALTER TABLE attestation RENAME TO gone")

    assert isinstance(check_file(ours.verifier, mine.pdf).verdict, Genuine)
    assert isinstance(check_text(ours.verifier, mine.code).verdict, Genuine)
    for finding in (
        check_file(ours.verifier, other.pdf),
        check_text(ours.verifier, other.code),
    ):
        assert finding.verdict.name == "cannot_check"
