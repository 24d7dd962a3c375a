"""Documents signed by an organisation's own seal, whose key is not P-256."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from attestation.errors import SigningError
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from keys.custody.seal import Seal
from tests.support.documents import LETTERHEAD, check_document, document_issuer, make_document_facts
from tests.support.issuers import NOW
from tests.support.tools import run_tool

SIGNER = document_issuer().signer
FACTS = make_document_facts()
PAGE = render_page(FACTS, LETTERHEAD)
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def make_seal(key: PrivateKey) -> Seal:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Maison des Passages")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return Seal(certificate=certificate, chain=(), private_key=key)


@pytest.mark.parametrize(
    "seal",
    [
        make_seal(rsa.generate_private_key(public_exponent=65537, key_size=4096)),
        make_seal(ec.generate_private_key(ec.SECP384R1())),
        make_seal(ec.generate_private_key(ec.SECP256R1())),
    ],
    ids=lambda seal: str(seal.algorithm),
)
def test_seal_signs_the_document_and_other_programs_agree(seal: Seal, tmp_path: Path) -> None:
    document = sign_document(PAGE, signer=SIGNER, at=NOW, seal=seal)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(document)

    check_document(document, facts=FACTS, certificate=SIGNER.certificate, seal=seal.certificate)
    report = run_tool("pdfsig", "-nocert", path)
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    with pytest.raises(SigningError):
        check_document(document, facts=FACTS, certificate=SIGNER.certificate)
