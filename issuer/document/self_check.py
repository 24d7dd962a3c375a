"""A finished document read again, as a verifier would, before it is stored.

What is drawn, attached, printed and signed is taken from the bytes themselves: a document that
says one thing in its QR symbol and another on paper must never leave the house.
"""

from contextlib import closing

import pypdfium2
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.code import format_code
from attestation.cose import is_signed_by
from attestation.credential import decode_claims, decode_credential_envelope
from attestation.errors import DocumentError, MalformedCredentialError
from issuer.document.check_panel import SYMBOL_PLACE
from issuer.document.cms_check import check_signature
from issuer.document.facts import DocumentFacts
from issuer.document.page import ATTACHMENT_NAME
from issuer.document.sheet import PAGE_HEIGHT, PAGE_WIDTH
from issuer.document.wording import birth_phrase

MAX_DOCUMENT_BYTES = 60_000  # design §6, for B-B
MAX_TIMESTAMP_BYTES = 40_000  # an authority with a chain of four certificates of RSA: 20,000
# Nearly three pixels a module; nearly six for a symbol whose modules fall badly between them.
_PIXELS_A_POINT = (1.5, 3.0)
_QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def check_document(
    pdf: bytes,
    *,
    facts: DocumentFacts,
    certificate: x509.Certificate,
    seal: x509.Certificate | None = None,
    is_dated: bool = False,
) -> None:
    """Accept ``pdf`` only if everything in it says ``facts``, and ``certificate`` signed it.

    Args:
        pdf: a signed document, without later revisions.
        facts: what it must say.
        certificate: of the key that signed the credential.
        seal: of the key that signed the document, where that is another.
        is_dated: it carries a timestamp, for which it may be larger.

    Raises:
        DocumentError: what is drawn, attached or printed is not what was certified.
        SigningError: the signature does not hold, or does not cover the whole file.
    """
    # (1) The size that was promised.
    limit = MAX_DOCUMENT_BYTES + (MAX_TIMESTAMP_BYTES if is_dated else 0)
    if len(pdf) > limit:
        raise DocumentError(f"le document fait {len(pdf)} octets, plus que {limit}")
    # (2) The credential says what the page says, and the same key signed it.
    _check_credential(facts, certificate)
    # (3) The signature over the whole file.
    check_signature(pdf, certificate=seal or certificate)
    # (4) The attachment, (5) the symbol as it is drawn, (6) the text as it is printed.
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            _check_attachment(document, facts)
            page = document[0]
            _check_symbol(page, facts)
            _check_text(page, facts)
    except pypdfium2.PdfiumError as error:
        raise DocumentError("le document ne peut pas être relu") from error


def _check_credential(facts: DocumentFacts, certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    try:
        envelope = decode_credential_envelope(facts.credential)
        credential = decode_claims(envelope.payload)
    except MalformedCredentialError as error:
        raise DocumentError("le sceau est illisible") from error
    if not isinstance(key, EllipticCurvePublicKey) or not is_signed_by(envelope, key):
        raise DocumentError("le sceau n’est pas signé par la clé d’émission")
    if credential.attestation != facts.attestation:
        raise DocumentError("le sceau certifie autre chose que la page")


def _check_attachment(document: pypdfium2.PdfDocument, facts: DocumentFacts) -> None:
    attached = [
        (attachment.get_name(), bytes(attachment.get_data()))
        for attachment in map(document.get_attachment, range(document.count_attachments()))
    ]
    if attached != [(ATTACHMENT_NAME, facts.credential)]:
        raise DocumentError("le sceau joint n’est pas celui qui a été signé")


def _check_symbol(page: pypdfium2.PdfPage, facts: DocumentFacts) -> None:
    """Draw the place of the symbol alone, and scan it."""
    around = (
        SYMBOL_PLACE.left,
        PAGE_HEIGHT - SYMBOL_PLACE.bottom,
        PAGE_WIDTH - SYMBOL_PLACE.right,
        SYMBOL_PLACE.top,
    )
    for scale in _PIXELS_A_POINT:
        bitmap = page.render(
            scale=scale, crop=around, grayscale=True, draw_annots=False, no_smoothimage=True
        )
        image = memoryview(bitmap.buffer).cast("B", (bitmap.height, bitmap.stride))
        barcode = zxingcpp.read_barcode(image, formats=_QR_CODE, try_rotate=False, try_invert=False)
        if barcode is not None:
            break
    if barcode is None or barcode.text != facts.qr_text.text():
        raise DocumentError("le code QR dessiné ne porte pas le sceau")


def _check_text(page: pypdfium2.PdfPage, facts: DocumentFacts) -> None:
    """Find name, birth date, number and code in the text layer, white space aside."""
    attestation = facts.attestation
    printed = _without_space(page.get_textpage().get_text_range())
    for what, text in (
        ("le nom", attestation.holder.full_name()),
        ("la date de naissance", birth_phrase(attestation.holder.birth_date)),
        ("le numéro", attestation.number),
        ("le code", format_code(attestation.code)),
        ("le module", attestation.module_title),
    ):
        if _without_space(text) not in printed:
            raise DocumentError(f"la page ne montre pas {what} comme certifié")


def _without_space(text: str) -> str:
    return "".join(text.split())
