"""The words for whoever finds a kit: in four languages, with the root's fingerprint."""

import re
from datetime import UTC, datetime

import pytest

from keys.trust import fingerprint, load_trust_store
from tests.support.witnesses import make
from verifier.kit.read_me import read_me

ORGANISATION = make()
ORGANISATION.make_key()
KNOWN = load_trust_store(ORGANISATION.bundle()).organisations[0]


@pytest.mark.parametrize("is_last", [False, True])
def test_each_language_says_whose_it_is_of_which_day_and_what_to_compare(*, is_last: bool) -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # past midnight in Brussels

    parts = read_me(KNOWN, made_at=at, is_last=is_last).decode().strip().split("\n\n")

    assert len(parts) == 4
    for part in parts:
        assert KNOWN.name in part
        assert "21/11/2026" in part
        digits = re.sub(r"\s", "", part.splitlines()[-1])
        assert digits == fingerprint(ORGANISATION.root).hex()
        assert len(part.splitlines()) == (6 if is_last else 5)
