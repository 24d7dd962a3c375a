import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from attestation.code import code_from_entropy
from attestation.errors import AttestationError, DocumentError, SigningError
from attestation.facts import Attestation, Number
from issuer.document.cms_check import check_signature
from issuer.document.facts import DocumentFacts
from issuer.document.pades import IssuingSeal, sign_document
from issuer.document.page import render_page
from issuer.document.validation import MAX_DOCUMENT_BYTES
from pdf.cms import message_of, signed_attributes, signed_data
from tests.support.documents import LETTERHEAD, check_document, document_issuer, make_document_facts
from tests.support.facts import make_attestation
from tests.support.issuers import NOW, make_issuer

SIGNER = document_issuer().signer
CERTIFICATE = SIGNER.certificate
FACTS = make_document_facts()
OTHER = make_document_facts(make_attestation(sequence=2, family_name="Đặng", given_name="Nhung"))


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


def sign_anything(before: bytes) -> bytes:
    """Put a good signature of ours round bytes that need not be a PDF."""
    room = 8192
    head = before + b"/SubFilter /ETSI.CAdES.detached /ByteRange [0 %06d %06d 000002] /Contents "
    start = len(head % (0, 0))
    head %= (start, start + room + 2)
    digest = hashlib.sha256(head + b"\n\n").digest()
    seal, attributes = IssuingSeal(SIGNER), signed_attributes(digest, CERTIFICATE)
    signature = seal.sign_document(message_of(attributes))
    content = signed_data(
        attributes,
        signature,
        algorithm=seal.algorithm,
        certificate=seal.certificate,
        chain=seal.chain,
    )
    return head + b"<" + content.hex().encode().ljust(room, b"0") + b">" + b"\n\n"


@pytest.mark.parametrize(
    "attestation",
    [
        make_attestation(),
        make_attestation(family_name="Suryani", given_name=None, birth_date="1995"),
        make_attestation(family_name="Adébọ̀wálé", given_name="Ẹ̀bùn", birth_date="2001-04"),
        make_attestation(family_name="Ananda-" * 14 + "W", given_name="W" * 100),
    ],
)
def test_what_we_issue_passes(attestation: Attestation) -> None:
    facts = make_document_facts(attestation)

    check_document(issue(facts), facts=facts, certificate=CERTIFICATE)


@pytest.mark.parametrize(
    ("drawn", "problem"),
    [
        (replace(FACTS, qr_text=OTHER.qr_text), "code QR dessiné"),
        (replace(FACTS, credential=OTHER.credential), "sceau joint"),
        (replace(FACTS, attestation=OTHER.attestation), "montre pas le nom"),
        (
            replace(FACTS, attestation=make_attestation(birth_date="1988-02-28")),
            "montre pas la date de naissance",
        ),
        (
            replace(FACTS, attestation=make_attestation(module_title="Autre module")),
            "montre pas le module",
        ),
        (
            replace(FACTS, attestation=replace(FACTS.attestation, number=Number("AC-2026-0009"))),
            "montre pas le numéro",
        ),
        (
            replace(FACTS, attestation=replace(FACTS.attestation, code=code_from_entropy(5))),
            "montre pas le code",
        ),
    ],
)
def test_page_that_contradicts_its_credential_is_refused(
    drawn: DocumentFacts, problem: str
) -> None:
    with pytest.raises(DocumentError, match=problem):
        check_document(issue(drawn), facts=FACTS, certificate=CERTIFICATE)


def test_credential_about_somebody_else_is_refused() -> None:
    mixed = replace(OTHER, credential=FACTS.credential, qr_text=FACTS.qr_text)

    with pytest.raises(DocumentError, match="certifie autre chose"):
        check_document(issue(mixed), facts=mixed, certificate=CERTIFICATE)


def test_credential_of_another_key_is_refused() -> None:
    stranger = make_issuer("Une autre maison").signer.certificate

    with pytest.raises(DocumentError, match="pas signé par la clé"):
        check_document(SIGNED, facts=FACTS, certificate=stranger)


def test_credential_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(DocumentError, match="sceau est illisible"):
        check_document(SIGNED, facts=replace(FACTS, credential=b"x"), certificate=CERTIFICATE)


def test_document_over_the_limit_is_refused() -> None:
    with pytest.raises(DocumentError, match="plus que 60000"):
        check_document(bytes(MAX_DOCUMENT_BYTES + 1), facts=FACTS, certificate=CERTIFICATE)


def test_signed_bytes_that_are_no_pdf_are_refused() -> None:
    with pytest.raises(DocumentError, match="ne peut pas être relu"):
        check_document(sign_anything(b"no PDF "), facts=FACTS, certificate=CERTIFICATE)


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
