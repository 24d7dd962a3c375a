"""What the verifier trusts, as data."""

from dataclasses import replace

import pytest

from tests.support.issuers import make_issuer, make_policy

ISSUER, STRANGER = make_issuer(), make_issuer("Autre organisation")
POLICY = make_policy(ISSUER, STRANGER)


def test_policy_that_trusts_nobody_cannot_exist() -> None:
    with pytest.raises(ValueError, match="at least one"):
        replace(POLICY, trusted_keys={})
    with pytest.raises(ValueError, match="at least one"):
        replace(POLICY, addresses=frozenset())
