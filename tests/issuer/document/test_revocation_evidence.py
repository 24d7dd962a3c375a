"""Evidence that a certificate was not revoked, or none."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from issuer.document.long_term_validation import (
    add_evidence,
    level_of,
)
from issuer.document.revocation_evidence import EvidenceError
from issuer.settings.timestamp import Level
from tests.support.archived_documents import ISSUER, SIGNER, issued, sources
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority, live, running_authority, says, slow

__all__ = ["live", "running_authority"]  # pytest finds them here


def test_revoked_certificate_is_never_certified_as_good(live: LiveAuthority) -> None:
    revoked = ISSUER.crl(SIGNER.certificate, at=NOW - timedelta(days=2))

    with pytest.raises(EvidenceError, match="révoqué"):
        add_evidence(issued(live, Level.B_T), sources(live, crl=revoked))


def test_without_our_own_revocation_list_there_is_no_evidence(live: LiveAuthority) -> None:
    document = issued(live, Level.B_T)

    with pytest.raises(EvidenceError, match="attest-keys crl"):
        add_evidence(document, replace(sources(live), crls=[]))


def test_revocation_list_does_where_the_responder_is_down(live: LiveAuthority) -> None:
    document = issued(live, Level.B_T)
    live.answers["ocsp"] = says(b"", status=503)

    assert level_of(add_evidence(document, sources(live))) is Level.B_LT


@pytest.mark.parametrize(
    ("answers", "timeout", "problem"),
    [
        ({"ocsp": says(b"", status=503), "crls": says(b"", status=503)}, 60, "rien ne prouve"),
        ({"ocsp": says(b"rubbish"), "crls": says(b"rubbish")}, 60, "rien ne prouve|illisible"),
        ({"ocsp": slow(60), "crls": slow(60)}, 0.5, "pas à temps"),
    ],
)
def test_nothing_is_kept_that_proves_nothing(
    live: LiveAuthority, answers: dict[str, Any], timeout: float, problem: str
) -> None:
    document = issued(live, Level.B_T)
    live.answers |= answers

    with pytest.raises(EvidenceError, match=problem):
        add_evidence(document, sources(live, timeout=timeout))
