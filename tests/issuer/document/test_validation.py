import hashlib
from dataclasses import replace

import pytest

from attestation.code import code_from_entropy
from attestation.errors import DocumentError
from attestation.facts import Attestation, Number
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
