from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509

from attestation.errors import SigningError
from issuer.document.long_term_validation import (
    EvidenceSources,
    add_archive_timestamp,
    add_evidence,
    level_of,
)
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.revocation_evidence import EvidenceError
from issuer.document.time_authority import TimeAuthority, TimestampError
from issuer.settings.timestamp import Level, OnFailure, TimestampPolicy
from pdf.certificate_conversion import crl_to_asn1, to_asn1
from tests.support.documents import LETTERHEAD, document_issuer, make_document_facts
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority, live, running_authority, says, slow
from tests.support.tools import run_tool

__all__ = ["live", "running_authority"]  # pytest finds them here

ISSUER = document_issuer()
SIGNER = ISSUER.signer
PAGE = render_page(make_document_facts(), LETTERHEAD)
AFTER_EXPIRY = SIGNER.certificate.not_valid_after_utc + timedelta(days=1)


def authority_of(live: LiveAuthority, *, at: datetime = NOW, timeout: float = 60) -> TimeAuthority:
    live.now = at
    policy = TimestampPolicy(
        url=live.url,
        roots=(live.root,),
        level=Level.B_LT,
        on_failure=OnFailure.STOP,
        timeout=timedelta(seconds=timeout),
    )
    return TimeAuthority(policy, now=lambda: at)


def sources(
    live: LiveAuthority,
    *,
    at: datetime = NOW,
    crl: x509.CertificateRevocationList | None = None,
    timeout: float = 60,
) -> EvidenceSources:
    return EvidenceSources(
        roots=[to_asn1(SIGNER.chain[-1])],
        crls=[crl_to_asn1(crl or ISSUER.crl())],
        authority=authority_of(live, at=at, timeout=timeout),
        at=at,
    )


def issued(live: LiveAuthority, level: Level) -> bytes:
    authority = None if level is Level.B_B else authority_of(live)
    document = sign_document(PAGE, signer=SIGNER, at=NOW, authority=authority)
    return add_evidence(document, sources(live)) if level is Level.B_LT else document


@pytest.mark.parametrize("level", [Level.B_B, Level.B_T, Level.B_LT])
def test_any_level_is_taken_to_the_archive_and_no_byte_moves(
    live: LiveAuthority, level: Level
) -> None:
    document = issued(live, level)

    archived = add_archive_timestamp(document, sources(live))

    assert (level_of(document), level_of(archived)) == (level, Level.B_LTA)
    assert archived.startswith(document)


def test_archive_is_renewed_by_a_newer_timestamp(live: LiveAuthority) -> None:
    archived = add_archive_timestamp(issued(live, Level.B_T), sources(live))

    renewed = add_archive_timestamp(archived, sources(live, at=AFTER_EXPIRY))

    assert renewed.startswith(archived)
    assert len(renewed) > len(archived)
    assert level_of(renewed) is Level.B_LTA


def test_archived_file_is_sound(live: LiveAuthority, tmp_path: Any) -> None:
    path = tmp_path / "archived.pdf"
    path.write_bytes(add_archive_timestamp(issued(live, Level.B_LT), sources(live)))

    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", path)
    report = run_tool("pdfsig", "-nocert", path)
    assert report.count("Signature is Valid") == 1
    assert "Total document signed" in report


def test_revision_after_the_archive_timestamp_is_no_archive(live: LiveAuthority) -> None:
    archived = add_archive_timestamp(issued(live, Level.B_LT), sources(live))

    assert level_of(add_evidence(archived, sources(live))) is Level.B_LT


@pytest.mark.parametrize("level", [Level.B_B, Level.B_T])
def test_signature_whose_certificate_is_expired_is_too_late_to_extend(
    live: LiveAuthority, level: Level
) -> None:
    document = issued(live, level)

    with pytest.raises(EvidenceError, match="expiré"):
        add_archive_timestamp(document, sources(live, at=AFTER_EXPIRY))


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


def test_authority_that_fails_leaves_no_half_archive(live: LiveAuthority) -> None:
    document = issued(live, Level.B_B)
    live.answers["tsa"] = says(b"rubbish")

    with pytest.raises(TimestampError):
        add_archive_timestamp(document, sources(live))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 and no more", PAGE])
def test_what_is_not_our_document_is_refused(live: LiveAuthority, pdf: bytes) -> None:
    with pytest.raises(SigningError, match="pas l’un des nôtres"):
        level_of(pdf)
    with pytest.raises(SigningError, match="pas l’un des nôtres"):
        add_archive_timestamp(pdf, sources(live))
