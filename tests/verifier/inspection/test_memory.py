"""The memory of status lists: it only ever moves forward, and apart for each issuer."""

from datetime import timedelta

from attestation.verdict.verdicts import Issuer
from tests.support.issuers import NOW
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
