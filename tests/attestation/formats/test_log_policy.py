"""Which witnesses must have seen a head, as a policy says it."""

from datetime import timedelta

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.log_policy import MAX_POLICY_CHARACTERS, decode_policy
from attestation.formats.signed_note import (
    log_verifier_key,
)
from tests.support.issuers import NOW
from tests.support.log_notes import (
    NOTE,
    OTHER,
    VKEY,
    WITNESSES,
    policy,
    seen_by,
)
from tests.support.logs import ORIGIN


@pytest.mark.parametrize(
    ("quorum", "lines", "enough", "too_few"),
    [
        ("none", (), [()], []),
        ("w1", (), [(1,), (0, 1)], [(), (0, 2)]),
        ("g", ("group g any w0 w1",), [(0,), (1,)], [(), (2,)]),
        ("g", ("group g all w0 w1",), [(0, 1)], [(0,), (1, 2)]),
        ("g", ("group g 2 w0 w1 w2",), [(0, 2), (0, 1, 2)], [(0,), (1,)]),
        ("h", ("group g any w0 w1", "group h all g w2"), [(0, 2)], [(0, 1), (2,)]),
    ],
)
def test_quorum_is_what_the_policy_says(
    quorum: str,
    lines: tuple[str, ...],
    enough: list[tuple[int, ...]],
    too_few: list[tuple[int, ...]],
) -> None:
    rule = policy(quorum, *lines)

    assert all(rule.is_satisfied(seen_by(*numbers)) for numbers in enough)
    assert not any(rule.is_satisfied(seen_by(*numbers)) for numbers in too_few)


def test_quorum_of_a_day_counts_what_was_cosigned_before_it() -> None:
    rule, seen = policy("g", "group g all w0 w1"), seen_by(0, 1)

    assert rule.has_quorum(seen, before=NOW + timedelta(seconds=1))
    assert not rule.has_quorum(seen, before=NOW)
    assert policy("none").has_quorum(NOTE, before=NOW)


def test_head_of_an_unknown_log_satisfies_no_policy() -> None:
    rule = policy("none", log=log_verifier_key(ORIGIN, OTHER.key.public_key()))

    assert not rule.is_satisfied(NOTE)


def test_policy_has_comments_tabs_and_addresses() -> None:
    vkey = WITNESSES[0].verifier.encode()
    rule = decode_policy(
        f"# ours\n\n\tlog  {VKEY.encode()}\thttps://verify.example.org/log\n"
        f"witness town {vkey} https://witness.example/\nquorum town"
    )

    assert rule.witnesses["town"].url == "https://witness.example/"
    assert rule.logs == (VKEY,)


W0, W1 = (f"witness {n} {WITNESSES[n].verifier.encode()}" for n in range(2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum somebody",
        "quorum none\nquorum none",
        "quorum none extra",
        "log\nquorum none",
        "log nokey\nquorum none",
        f"log {WITNESSES[0].verifier.encode()}\nquorum none",
        f"log {VKEY.encode()}\nlog {VKEY.encode()}\nquorum none",
        f"{W0}\n{W0}\nquorum none",
        f"{W0} https://a https://b\nquorum none",
        f"witness none {WITNESSES[0].verifier.encode()}\nquorum none",
        f"{W0}\ngroup 0 any 0\nquorum none",
        f"{W0}\ngroup g any 1\nquorum none",
        f"{W0}\ngroup g any 0 0\nquorum none",
        f"{W0}\ngroup g any none\nquorum none",
        f"{W0}\n{W1}\ngroup g any 0\ngroup h any 0 1\nquorum none",
        f"{W0}\ngroup g 2 0\nquorum none",
        f"{W0}\ngroup g 0 0\nquorum none",
        f"{W0}\ngroup g 01 0\nquorum none",
        f"{W0}\ngroup g any\nquorum none",
        "nonsense\nquorum none",
        "quorum none\r\n",
        "#" * (MAX_POLICY_CHARACTERS + 1),
    ],
)
def test_anything_else_is_no_policy(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_policy(text)
