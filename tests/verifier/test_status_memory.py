"""The memory of status lists: it only ever moves forward, and apart for each issuer."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from attestation.verdict.verdicts import Genuine, Issuer
from tests.support.issuers import NOW
from tests.support.world import Issued, World
from verifier.assembly import open_verifier
from verifier.check import check_text
from verifier.status_memory import StatusMemory

URI = "https://verifier.example/status/1"
HERE = Issuer(name="Ici", contact=None, anchor=b"1")
ELSEWHERE = Issuer(name="Ailleurs", contact=None, anchor=b"2")


def test_newest_list_is_remembered_and_an_older_one_changes_nothing() -> None:
    memory = StatusMemory()

    assert memory.newest(HERE, URI) is None
    memory.remember(HERE, URI, NOW)
    memory.remember(HERE, URI, NOW - timedelta(days=1))
    assert memory.newest(HERE, URI) == NOW
    memory.remember(HERE, URI, NOW + timedelta(days=1))
    assert memory.newest(HERE, URI) == NOW + timedelta(days=1)


def test_one_issuers_lists_do_not_make_anothers_look_old() -> None:
    memory = StatusMemory()

    memory.remember(ELSEWHERE, URI, NOW)

    assert memory.newest(HERE, URI) is None
    assert memory.newest(ELSEWHERE, URI + "2") is None


def test_verifier_that_restarts_still_refuses_a_list_older_than_it_has_seen(
    tmp_path: Path,
) -> None:
    file = tmp_path / "seen.json"
    StatusMemory(file).remember(HERE, URI, NOW)

    again = StatusMemory(file)
    again.remember(HERE, URI, NOW - timedelta(days=1))

    assert again.newest(HERE, URI) == StatusMemory(file).newest(HERE, URI) == NOW
    assert file.stat().st_mode & 0o077 == 0


def test_verifiers_that_share_the_file_forget_nothing_of_each_other(tmp_path: Path) -> None:
    file = tmp_path / "seen.json"
    one, two = StatusMemory(file), StatusMemory(file)
    one.remember(HERE, URI, NOW)
    two.remember(ELSEWHERE, URI, NOW)
    two.remember(HERE, URI, NOW - timedelta(days=1))

    assert StatusMemory(file).newest(HERE, URI) == two.newest(HERE, URI) == NOW
    assert StatusMemory(file).newest(ELSEWHERE, URI) == NOW


@pytest.mark.parametrize(
    "content", ["", '{"a": 1}', "[1]", '[["zz", "uri", 1]]', '[["00", "u", "x"]]']
)
def test_damaged_memory_of_lists_is_never_taken_for_an_empty_one(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "seen.json").write_text(content)

    with pytest.raises(ConfigurationError, match="seen_lists"):
        StatusMemory(tmp_path / "seen.json")


def test_memory_that_cannot_be_kept_counts_as_long_as_the_process(tmp_path: Path) -> None:
    memory = StatusMemory(tmp_path / "no folder" / "seen.json")

    memory.remember(HERE, URI, NOW)

    assert memory.newest(HERE, URI) == NOW


def test_deployment_keeps_its_memory_beside_its_settings(
    world: World, issued: list[Issued]
) -> None:
    verifier = open_verifier(world.settings, now=world.now)
    assert isinstance(check_text(verifier, issued[0].code).verdict, Genuine)

    kept = json.loads((world.settings.folder / "seen-lists.json").read_text())
    assert [uri for _, uri, _ in kept] == ["https://verifier.example/status/1"]


def test_list_from_the_future_in_the_file_gives_way_to_an_honest_one(tmp_path: Path) -> None:
    file = tmp_path / "seen.json"
    StatusMemory(file).remember(HERE, URI, NOW + timedelta(days=365))

    StatusMemory(file).remember(HERE, URI, NOW, until=NOW)

    assert StatusMemory(file).newest(HERE, URI) == NOW
