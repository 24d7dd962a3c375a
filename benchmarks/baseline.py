"""The obvious way to make the same page: reportlab, qrcode and pyHanko as their manuals show."""

import io
from pathlib import Path

import qrcode
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from attestation.code import format_code
from issuer.document.facts import DocumentFacts
from issuer.settings.organisation import Organisation
from keys.custody.signing import FileSigner
from pdf.fonts import Face, static_font

_LEFT, _RIGHT = 22 * mm, A4[0] - 22 * mm


def register_fonts() -> None:
    """Return reportlab the same typeface, once."""
    for face in Face:
        pdfmetrics.registerFont(TTFont(f"Baseline-{face.name}", io.BytesIO(static_font(face))))


def load_signer(signer: FileSigner, folder: Path) -> signers.SimpleSigner:
    """Load the same key and certificates as pyHanko's manual does: from files."""
    assert isinstance(signer.private_key, EllipticCurvePrivateKey)
    key, certificate, root = folder / "key.pem", folder / "cert.pem", folder / "root.pem"
    key.write_bytes(
        signer.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    certificate.write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    root.write_bytes(signer.chain[0].public_bytes(Encoding.PEM))
    loaded = signers.SimpleSigner.load(  # type: ignore[no-untyped-call]
        str(key), str(certificate), ca_chain_files=(str(root),)
    )
    assert isinstance(loaded, signers.SimpleSigner)
    assert isinstance(loaded.cert_registry, SimpleCertificateStore)
    return loaded


def make_document(
    facts: DocumentFacts, organisation: Organisation, signer: signers.SimpleSigner
) -> bytes:
    """Draw and sign one document."""
    return sign(draw(facts, organisation, qr_image(facts)), signer)


def qr_image(facts: DocumentFacts) -> ImageReader:
    """Make the QR code as an image."""
    stream = io.BytesIO()
    qrcode.make(facts.qr_text.text()).save(stream)
    return ImageReader(stream)


def draw(facts: DocumentFacts, organisation: Organisation, qr: ImageReader) -> bytes:
    """Draw the page: the same texts and the same symbol, in about the same places."""
    stream = io.BytesIO()
    page = Canvas(stream, pagesize=A4)
    attestation = facts.attestation

    def line(y: float, text: str, *, face: Face = Face.REGULAR, size: float = 10) -> None:
        page.setFont(f"Baseline-{face.name}", size)
        page.drawString(_LEFT, y * mm, text)

    line(272, organisation.name, face=Face.SEMIBOLD, size=16)
    line(238, "Attestation de fréquentation", face=Face.LIGHT, size=31)
    line(231, f"N° {attestation.number}", face=Face.SEMIBOLD, size=11)
    line(221, f"{organisation.name} atteste que")
    line(211, attestation.holder.full_name(), face=Face.SEMIBOLD, size=19)
    line(205, f"né·e le {attestation.holder.birth_date.encode()}", size=11)
    line(195, "a suivi l’entièreté du module")
    line(187, attestation.module_title, face=Face.SEMIBOLD, size=17)
    line(181, f"Module {attestation.module_code}")
    line(168, f"Du {attestation.first_day} au {attestation.last_day}", size=11)
    line(161, f"{len(facts.sessions)} séances, {attestation.attended}", size=11)
    for position, session in enumerate(facts.sessions):
        line(150 - 4 * position, f"{session.day:%d.%m} {session.theme}", size=7.5)
    line(92, organisation.legal_mention[:110], size=8)
    line(84, f"Fait à {organisation.place}, le {attestation.issued_at:%d/%m/%Y}")
    line(78, organisation.coordinator.name, face=Face.SEMIBOLD)
    line(52, format_code(attestation.code), face=Face.SEMIBOLD, size=20)
    line(45, facts.qr_text.prefix.removesuffix("/v#"), face=Face.SEMIBOLD, size=11)
    for position, text in enumerate(
        (
            "FR Tapez vous-même cette adresse, puis entrez le code ou scannez le QR.",
            "NL Typ dit adres zelf in een browser en voer daar de code in.",
            "EN Type this address into a browser yourself, then enter the code.",
        )
    ):
        line(37 - 6 * position, text, size=8)
    page.drawImage(qr, _RIGHT - 50 * mm, 18 * mm, 50 * mm, 50 * mm)
    page.showPage()
    page.save()
    return stream.getvalue()


def sign(pdf: bytes, signer: signers.SimpleSigner) -> bytes:
    """Sign with pyHanko's defaults."""
    stream = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(field_name="Signature"),
        signer=signer,
    )
    return bytes(stream.getvalue())
