"""The PDF signature read back is exactly ours, or refused."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from attestation.errors import AttestationError, SigningError
from issuer.document.cms_check import check_signature
from issuer.document.facts import DocumentFacts
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, check_document, document_issuer, make_document_facts
from tests.support.issuers import NOW, make_issuer

SIGNER = document_issuer().signer
CERTIFICATE = SIGNER.certificate
FACTS = make_document_facts()


def issue(facts: DocumentFacts) -> bytes:
    return sign_document(render_page(facts, LETTERHEAD), signer=SIGNER, at=NOW)


SIGNED = issue(FACTS)


def ed25519_certificate() -> x509.Certificate:
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, None)
    )


@settings(max_examples=200, deadline=None)
@given(place=st.integers(min_value=0, max_value=len(SIGNED) - 1), bit=st.integers(0, 7))
def test_no_flipped_bit_of_what_is_signed_passes(place: int, bit: int) -> None:
    start = SIGNED.index(b"/Contents <") + len(b"/Contents ")
    assume(not start < place < SIGNED.index(b">", start))
    changed = bytearray(SIGNED)
    changed[place] ^= 1 << bit

    with pytest.raises(AttestationError):
        check_document(bytes(changed), facts=FACTS, certificate=CERTIFICATE)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (SIGNED + b"\n", "ne couvre pas tout"),
        (SIGNED[:-1], "ne couvre pas tout"),
        (b"\n" + SIGNED, "ne couvre pas tout"),
        (SIGNED.replace(b"/ByteRange [0 ", b"/ByteRange [1 "), "ne couvre pas tout"),
        (SIGNED.replace(b"/ByteRange", b"/ByteRang3"), "une et une seule signature"),
        (SIGNED + b"/ByteRange [0 1 2 3]", "une et une seule signature"),
        (
            SIGNED.replace(b"ETSI.CAdES.detached", b"adbe.pkcs7.detached"),
            "une et une seule signature",
        ),
        (SIGNED.replace(b"Attestation", b"attestation", 1), "dont l’empreinte"),
        (re.sub(rb"/Contents <..", b"/Contents <zz", SIGNED), "hexadécimale"),
        (re.sub(rb"/Contents <..", b"/Contents <00", SIGNED), "illisible"),
        (re.sub(rb"/Contents <.{8}", b"/Contents <30030201", SIGNED), "illisible"),
    ],
)
def test_signature_that_is_not_exactly_ours_is_refused(changed: bytes, problem: str) -> None:
    with pytest.raises(SigningError, match=problem):
        check_signature(changed, certificate=CERTIFICATE)


def test_signature_of_another_certificate_is_refused() -> None:
    stranger = make_issuer("Une autre maison").signer.certificate

    with pytest.raises(SigningError, match="nomme un autre certificat"):
        check_signature(SIGNED, certificate=stranger)


def test_signature_of_another_key_under_our_certificate_is_refused() -> None:
    impostor = replace(make_issuer().signer, certificate=CERTIFICATE)
    pdf = sign_document(render_page(FACTS, LETTERHEAD), signer=impostor, at=NOW)

    with pytest.raises(SigningError, match="n’est pas bonne"):
        check_signature(pdf, certificate=CERTIFICATE)


def test_certificate_with_a_key_of_another_kind_is_refused() -> None:
    certificate = ed25519_certificate()
    confused = replace(SIGNER, certificate=certificate)
    pdf = sign_document(render_page(FACTS, LETTERHEAD), signer=confused, at=NOW)

    with pytest.raises(SigningError, match="ni elliptique ni RSA"):
        check_signature(pdf, certificate=certificate)
