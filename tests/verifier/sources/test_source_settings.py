"""Settings of sources; and a source whose register is read instead of asked."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from attestation.errors import ConfigurationError, RegisterError
from attestation.verdict.verdicts import Genuine, LookedAt, Replaced, Withdrawn
from keys.trust.merging import add_organisations
from tests.support.commands import run
from tests.support.federations import Federation
from tests.support.issuer_contexts import SETTINGS
from tests.support.issuers import ADDRESS, NOW
from tests.support.world import PEOPLE, World, inspect_here, make_world, not_compared
from verifier.assembly import open_live_verifier, open_verifier
from verifier.check import check_file, check_text
from verifier.cli.main import main
from verifier.settings import load_settings
from verifier.sources.states import SourceState

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


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "l’un des deux"),
        ('token_file = "t"\nregister_url = "sqlite:///r.db"', "l’un des deux"),
        ('token_file = "missing"', "verifier.source.0.token_file"),
        ('token_file = "t"\nca = "missing"', "verifier.source.0.ca"),
        ('token_file = "t"\nseconds = 0', "au moins 1"),
        ('token_file = "t"\nredirects = 3', "réglage inconnu"),
        (f'token_file = "t"\n{SOURCE}token_file = "t"', "dans deux sources"),
        (f'token_file = "t"\n{SOURCE.replace("https", "http")}token_file = "t"', "une adresse"),
        (
            f'token_file = "t"\n{SOURCE.replace(OTHER, "http://localhost")}token_file = "t"',
            "en https://",
        ),
    ],
)
def test_source_that_is_wrong_is_named_at_the_start(tmp_path: Path, lines: str, words: str) -> None:
    world = make_world(tmp_path)
    (tmp_path / "t").write_text("x")
    world.config.write_text(f"{SETTINGS}{SOURCE}{lines}\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=words):
        open_live_verifier(load_settings(world.config))


def test_register_of_a_source_that_is_missing_is_named_at_the_start(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    text = f'{SETTINGS}{SOURCE}register_url = "sqlite:///missing.db"\n'
    world.config.write_text(text, encoding="utf-8")

    with pytest.raises(RegisterError, match="n’existe pas"):
        open_live_verifier(load_settings(world.config))


def test_command_says_how_each_source_is(own: Federation) -> None:
    down = own.organisations[1]

    at_that_time = partial(open_live_verifier, now=lambda: NOW)
    with patch("verifier.cli.sources.open_live_verifier", at_that_time):
        good = run(main, "--config", own.config, "sources")
        down.is_down = True
        bad = run(main, "--config", own.config, "sources")

    assert (good.exit_code, good.out.count("✓")) == (0, 3)
    assert (bad.exit_code, bad.out.count("✓")) == (1, 2)
    assert "répond 502" in bad.out


def test_states_of_a_source_have_their_words() -> None:
    def words(**more: object) -> str:
        known = {"problem": None, "list_left": timedelta(days=20), "is_list_old": False, **more}
        return SourceState(address=OTHER, **known).words  # type: ignore[arg-type]

    assert words() == "elle répond, sa liste vaut encore 20 jours"
    assert words(list_left=None) == "elle ne publie aucune liste"
    assert "périmée" in words(list_left=-timedelta(days=1))
    assert words(problem="x ne répond pas") == "x ne répond pas"
