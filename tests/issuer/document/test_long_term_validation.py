from datetime import timedelta
from typing import Any

import pytest

from attestation.errors import SigningError
from issuer.document.long_term_validation import (
    add_archive_timestamp,
    add_evidence,
    level_of,
)
from issuer.document.revocation_evidence import EvidenceError
from issuer.document.time_authority import TimestampError
from issuer.settings.timestamp import Level
from tests.support.archived_documents import PAGE, SIGNER, issued, sources
from tests.support.time_authority import LiveAuthority, live, running_authority, says
from tests.support.tools import run_tool

__all__ = ["live", "running_authority"]  # pytest finds them here
AFTER_EXPIRY = SIGNER.certificate.not_valid_after_utc + timedelta(days=1)


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
