"""A source that is silent, or whose list grows old, is named before an officer meets it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from keys.custody.settings import load_deployment
from operations.doctor.examination import Examination
from operations.doctor.line import State
from operations.doctor.sources import check_sources
from operations.settings import read_installation
from tests.support.federations import Federation, federation
from tests.support.issuer_contexts import PASSPHRASE, SETTINGS, make_deployment
from tests.support.issuers import NOW
from tests.support.surroundings import FakeSurroundings
from tests.support.world import PEOPLE


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with federation(tmp_path_factory.mktemp("three")) as made:
        for one in made.organisations:
            one.world.issue(PEOPLE[0])
        yield made


def looked_at(three: Federation, folder: Path, *, at: datetime) -> list[tuple[State, str]]:
    """Look at an organisation that checks the papers of those three as well."""
    text = three.config.read_text(encoding="utf-8")
    sources = text[text.index("[[verifier.source]]") :]
    sources = sources.replace('token_file = "', f'token_file = "{three.config.parent}/')
    config = make_deployment(folder, settings=f"{SETTINGS}\n{sources}")
    examination = Examination(
        installation=read_installation(config, load_deployment(config)),
        passphrase=lambda: PASSPHRASE,
        surroundings=FakeSurroundings(config, verifier="https://verifier.example"),
        at=at,
    )
    bundle = (three.config.parent / "trust.pem").read_bytes()
    trust = config.parent / "trust.pem"
    trust.write_bytes(trust.read_bytes() + bundle)
    return [(line.state, line.words) for line in check_sources(examination)]


def test_each_source_is_asked_and_named(three: Federation, tmp_path: Path) -> None:
    assert [state for state, _ in looked_at(three, tmp_path / "1", at=NOW)] == [State.OK] * 3

    three.organisations[1].is_down = True
    lines = looked_at(three, tmp_path / "2", at=NOW)
    three.organisations[1].is_down = False

    assert [state for state, _ in lines] == [State.OK, State.BROKEN, State.OK]
    assert three.organisations[1].address in lines[1][1]


@pytest.mark.parametrize(("days", "state"), [(11, State.LOOK), (31, State.BROKEN)])
def test_list_of_a_source_is_named_before_it_is_stale(
    three: Federation, tmp_path: Path, days: int, state: State
) -> None:
    lines = looked_at(three, tmp_path, at=NOW + timedelta(days=days))

    assert [one for one, _ in lines] == [state] * 3
