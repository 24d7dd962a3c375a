from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asn1crypto import cms
from cryptography import x509

from attestation.errors import DocumentError, SigningError
from attestation.signer import Kid
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, document_issuer, make_document_facts
from tests.support.issuers import NOW
from tests.support.tools import run_tool


@pytest.fixture(scope="module")
def page() -> bytes:
    return render_page(make_document_facts(), LETTERHEAD)


@pytest.fixture(scope="module")
def signed(page: bytes) -> bytes:
    return sign_document(page, signer=document_issuer().signer, at=NOW)


@pytest.fixture(scope="module")
def path(signed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("signed") / "attestation.pdf"
    path.write_bytes(signed)
    return path


@dataclass(frozen=True)
class BrokenSigner:
    """A token that was pulled out."""

    kid: Kid
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def sign(self, message: bytes) -> bytes:
        raise SigningError("the token is gone")


def signature_of(path: Path) -> Any:
    root: Any = pypdf.PdfReader(path).trailer["/Root"].get_object()
    (field,) = root["/AcroForm"]["/Fields"]
    signature = field.get_object()["/V"]
    assert root["/Perms"]["/DocMDP"] == signature
    return signature


def test_another_program_finds_the_signature_valid_and_over_the_whole_document(path: Path) -> None:
    report = run_tool("pdfsig", "-nocert", path)

    assert "Signature is Valid" in report
    assert "Total document signed" in report
    assert "Signature Type: ETSI.CAdES.detached" in report
    assert report.count("Signature #") == 1


def test_signed_file_is_sound_and_small(path: Path, signed: bytes) -> None:
    assert "No syntax or stream encoding errors found" in run_tool("qpdf", "--check", path)
    assert len(signed) <= 40_000


def test_page_is_kept_byte_for_byte(page: bytes, signed: bytes) -> None:
    assert signed.startswith(page)


def test_signature_certifies_and_allows_no_change(path: Path) -> None:
    signature = signature_of(path)

    (reference,) = signature["/Reference"]
    assert reference["/TransformMethod"] == "/DocMDP"
    assert reference["/TransformParams"]["/P"] == 1


def test_signature_dictionary_names_the_organisation_and_nobody_else(path: Path) -> None:
    signature = signature_of(path)

    assert signature["/Name"] == "Maison des Passages"
    assert signature["/Reason"] == "Attestation de fréquentation"
    assert "/Location" not in signature
    assert "/ContactInfo" not in signature


def test_time_is_the_one_given_and_no_clock_is_read(path: Path) -> None:
    metadata: Any = pypdf.PdfReader(path).metadata

    assert signature_of(path)["/M"] == "D:20261120100000Z"
    assert metadata["/ModDate"] == "D:20261118100000Z"


def test_cms_is_pades_baseline_b(path: Path) -> None:
    signed_data = cms.ContentInfo.load(bytes(signature_of(path)["/Contents"]))["content"]

    (signer_info,) = signed_data["signer_infos"]
    attributes = {attribute["type"].native for attribute in signer_info["signed_attrs"]}
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
    assert signer_info["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    subjects = {c.chosen.subject.native["common_name"] for c in signed_data["certificates"]}
    assert len(subjects) == 2


def test_signer_that_fails_is_a_signing_error_of_its_own_words(page: bytes) -> None:
    signer = document_issuer().signer
    broken = BrokenSigner(kid=signer.kid, certificate=signer.certificate, chain=signer.chain)

    with pytest.raises(SigningError, match="the token is gone"):
        sign_document(page, signer=broken, at=NOW)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nnothing more", b"\x89PNG"])
def test_what_is_no_page_of_ours_is_never_signed(pdf: bytes) -> None:
    with pytest.raises(DocumentError, match="pas une page d’ici"):
        sign_document(pdf, signer=document_issuer().signer, at=NOW)


def test_second_certification_is_refused(signed: bytes) -> None:
    with pytest.raises(DocumentError):
        sign_document(signed, signer=document_issuer().signer, at=NOW + timedelta(days=1))
