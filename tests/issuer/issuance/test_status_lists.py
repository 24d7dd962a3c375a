"""Status lists that fill up: the next one opens, and each says the truth of its own."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest

from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.withdrawal import withdraw
from register.attestations import records
from register.database import reading
from register.holders import ExistingAttestation
from tests.support.issuer_contexts import (
    Checker,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)


@pytest.fixture
def small_lists() -> Iterator[None]:
    """Make lists of eight entries that are left when six are taken."""
    with (
        patch("register.reservation.CAPACITY", 8),
        patch("register.reservation._FULL", 6),
    ):
        yield


def test_next_list_opens_when_one_is_full(tmp_path: Path, small_lists: None) -> None:
    context = open_issuer(make_deployment(tmp_path))
    answers = issue(context, make_module(), make_drafts(14))
    numbers = [answer for answer in answers if not isinstance(answer, ExistingAttestation)]

    withdraw(context, numbers[0], reason="présences corrigées", who="ines")
    withdraw(context, numbers[-1], reason="présences corrigées", who="ines")

    with reading(context.register) as session:
        places = [(one.list_number, one.list_index) for one in records(session)]
    assert len(set(places)) == 14
    assert all(0 <= index < 8 for _, index in places)
    assert Counter(number for number, _ in places) == {1: 6, 2: 6, 3: 2}
    lists = publish_all(context, who="ines")
    assert [status_list.uri.rpartition("/")[2] for status_list in lists] == ["1", "2", "3"]
    checker = Checker.of(context)
    verdicts = [checker.verdict(number).name for number in numbers]
    assert verdicts == ["withdrawn", *["genuine"] * 12, "withdrawn"]
    assert sum(1 for one in lists for index in range(len(one.statuses)) if one.statuses[index]) == 2


def test_indices_are_drawn_at_random(tmp_path: Path) -> None:
    context = open_issuer(make_deployment(tmp_path))

    issue(context, make_module(), make_drafts(6))

    with reading(context.register) as session:
        indices = [one.list_index for one in records(session)]
    gaps = {abs(a - b) for a, b in pairwise(indices)}
    assert gaps != {1}
    assert max(indices) > 64
