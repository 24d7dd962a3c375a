"""A receipt counts by the log that signed it, and by what became of the log's key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.formats.log_receipt import encode_inclusion_receipt
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_keys import Untrusted
from attestation.verdict.trusted_logs import Included, TrustedLog, open_receipt
from attestation.verdict.verdicts import Refusal
from tests.support.issuers import NOW
from tests.support.logs import ORIGIN, LogKey, signed_root

KEY = LogKey()
LEAVES = [leaf_hash(bytes([number])) for number in range(7)]
TREE = MerkleTree.of(LEAVES)
RECEIPT = encode_inclusion_receipt(
    signed_root(TREE, KEY), size=7, index=4, path=TREE.inclusion_path(4)
)
LOG = TrustedLog(
    kid=KEY.kid,
    origin=ORIGIN,
    public_key=KEY.key.public_key(),
    anchor=b"ours",
    not_before=NOW - timedelta(days=1),
    not_after=NOW + timedelta(days=1),
)


def open_with(
    log: TrustedLog, data: bytes = RECEIPT, leaf: bytes = LEAVES[4]
) -> Included | Untrusted:
    return open_receipt(data, leaf, logs={log.kid: log}, anchor=b"ours")


def revoked(reason: str, *, days: int) -> TrustedLog:
    since = NOW + timedelta(days=days)
    return replace(LOG, revocation=Revocation(reason=reason, invalid_since=since, revoked_at=since))


def test_receipt_of_a_trusted_log_counts() -> None:
    match open_with(LOG):
        case Included(root=root, receipt=receipt, log=log):
            assert (root, receipt.size, log) == (TREE.root, 7, LOG)
        case refused:
            pytest.fail(str(refused))


def test_what_a_log_signed_before_it_was_superseded_counts() -> None:
    assert isinstance(open_with(revoked("superseded", days=1)), Included)


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (replace(LOG, kid=type(LOG.kid)(bytes(8))), Refusal.UNKNOWN_KEY),
        (replace(LOG, origin="another.example/log"), Refusal.UNKNOWN_KEY),
        (replace(LOG, public_key=LogKey().key.public_key()), Refusal.BAD_SIGNATURE),
        (replace(LOG, not_before=NOW + timedelta(hours=1)), Refusal.OUTSIDE_VALIDITY),
        (replace(LOG, not_after=NOW - timedelta(hours=1)), Refusal.OUTSIDE_VALIDITY),
        (revoked("superseded", days=-1), Refusal.OUTSIDE_VALIDITY),
        (revoked("keyCompromise", days=-1), Refusal.KEY_COMPROMISED),
        (revoked("keyCompromise", days=1), Refusal.KEY_COMPROMISED),
    ],
)
def test_receipt_of_any_other_log_says_nothing(log: TrustedLog, reason: Refusal) -> None:
    assert open_with(log) == Untrusted(reason=reason)


def test_log_of_another_organisation_says_nothing() -> None:
    assert open_with(replace(LOG, anchor=b"theirs")) == Untrusted(reason=Refusal.UNKNOWN_KEY)


def test_receipt_that_is_none_or_of_another_statement_says_nothing() -> None:
    assert open_with(LOG, data=b"") == Untrusted(reason=Refusal.MALFORMED)
    assert open_with(LOG, leaf=LEAVES[3]) == Untrusted(reason=Refusal.BAD_SIGNATURE)
