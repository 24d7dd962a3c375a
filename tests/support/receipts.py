"""Verifiers that sign receipts, and what their key could be made to sign."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from keys.custody.authority import Authority, open_authority
from keys.custody.certificates import DOCUMENT_SIGNING, certify
from keys.custody.settings import identity, load_deployment
from keys.custody.signing import FileSigner
from keys.trust import RECEIPT_SIGNING, Role, kid_of
from tests.support.issuer_contexts import PASSPHRASE, SETTINGS
from tests.support.issuers import ADDRESS, NOW
from tests.support.web import make_app, verdict_of
from tests.support.world import World, make_world
from verifier.receipt.key import ReceiptKey, create_receipt_key, open_receipt_key

WITH_RECEIPTS = SETTINGS + 'receipts = "receipts"\n'
"""The settings' last section is the verifier's."""
_BEGIN = NOW - timedelta(days=1)
_LONG = timedelta(days=365)


def make_receipt_world(folder: Path, *, now: datetime = NOW) -> World:
    """Make a deployment whose verifier has a receipt key."""
    folder.mkdir(parents=True, exist_ok=True)
    create_receipt_key(folder / "receipts", address=ADDRESS, at=now)
    return make_world(folder, now=now, settings=WITH_RECEIPTS)


def receipt_key(world: World) -> ReceiptKey:
    """Open the verifier's key."""
    return open_receipt_key(world.config.parent / "receipts")


def receipt_client(world: World) -> FlaskClient:
    """Open a browser at its pages."""
    return make_app(world).test_client()


def code_of(world: World) -> str:
    """Return the code of its first attestation."""
    return world.issued(world.numbers()[0]).code


def genuine_page(client: FlaskClient, world: World, language: str = "fr") -> str:
    """Return the page of a verdict, which must be genuine, on one line."""
    answer = client.post(f"/check?lang={language}", data={"text": code_of(world)})
    assert verdict_of(answer)[0] == "genuine"
    return " ".join(answer.text.split())


def ask_receipt(client: FlaskClient, page: TestResponse, *, dossier: str = "") -> TestResponse:
    """Ask for the receipt of a verdict's page, as its form does."""
    return client.post("/receipt", data={"ticket": ticket_of(page), "dossier": dossier})


def ticket_of(page: TestResponse) -> str:
    """Return what the form of a verdict's page holds."""
    _, _, rest = page.text.partition('name="ticket" value="')
    assert rest, page.text
    return rest.partition('"')[0]


def words_of(pdf: bytes) -> str:
    """Read the one page of a receipt."""
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def report_of(page: TestResponse) -> str | None:
    """Return what the page says of a receipt that was brought back."""
    found = re.search(r'data-report="(\w+)"', page.text)
    return found and found[1]


def receipt_signer(world: World, certificate: x509.Certificate) -> FileSigner:
    """Make an issuer's signer of the receipt key, as only a thief or a bug could."""
    pem = (world.config.parent / "receipts" / "receipt.key.pem").read_bytes()
    return FileSigner(
        kid=kid_of(certificate),
        certificate=certificate,
        chain=(),
        private_key=load_pem_private_key(pem, password=None),  # type: ignore[arg-type]
    )


def certified_by_root(world: World, role: Role) -> x509.Certificate:
    """Have the organisation's root certify the receipt key as ``role``, by mistake or by force."""
    authority = open_authority(world.context.settings.keys.ring, PASSPHRASE)
    key = receipt_key(world).certificate.public_key()
    if role is Role.RECEIPT:
        return _for_receipts_and_all_else(authority, receipt_key(world).certificate)
    return certify(
        key,  # type: ignore[arg-type]
        identity(load_deployment(world.config)),
        role,
        root=authority.root,
        root_key=authority.key,
        at=_BEGIN,
        lifetime=_LONG,
    )


def _for_receipts_and_all_else(
    authority: Authority, certificate: x509.Certificate
) -> x509.Certificate:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    all_that_signs = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority.root.subject)
        .issuer_name(authority.root.subject)
        .public_key(certificate.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_BEGIN + _LONG)
        .add_extension(all_that_signs, critical=True)
        .add_extension(x509.ExtendedKeyUsage([RECEIPT_SIGNING, DOCUMENT_SIGNING]), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())
