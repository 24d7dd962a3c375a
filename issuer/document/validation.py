"""Validation of a finished document before it is stored, as a verifier would do it.

What is drawn, attached, printed and signed is taken from the bytes themselves, because a document
whose QR symbol and print differ must never be issued.
"""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.code import format_code
from attestation.errors import DocumentError, MalformedCredentialError
from attestation.formats.cose import is_signed_by
from attestation.formats.credential import decode_claims, decode_credential_envelope
from issuer.document.cms_check import check_signature
from issuer.document.extraction import Extraction
from issuer.document.facts import DocumentFacts
from issuer.document.page import ATTACHMENT_NAME
from issuer.document.stated_facts import regime_lines, stated_lines
from issuer.document.wording import birth_phrase, words_of

MAX_DOCUMENT_BYTES = 60_000  # design §6, for B-B
MAX_TIMESTAMP_BYTES = 40_000  # an authority with a chain of four certificates of RSA: 20,000


def check_seals(
    pdf: bytes,
    *,
    facts: DocumentFacts,
    certificate: x509.Certificate,
    seal: x509.Certificate | None = None,
    is_dated: bool = False,
) -> None:
    """Accept the credential of ``facts``, and the signature over the whole of ``pdf``.

    Args:
        pdf: a signed document, without later revisions.
        facts: what it must say.
        certificate: of the key that signed the credential.
        seal: of the key that signed the document, where that is another.
        is_dated: it carries a timestamp, for which it may be larger.

    Raises:
        DocumentError: it is too large, or the credential says something else.
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


def check_reading(reading: Extraction | None, facts: DocumentFacts) -> None:
    """Accept what was read in a document if it is ``facts``.

    Raises:
        DocumentError: it could not be read, or something else is drawn, attached or printed.
    """
    if reading is None:
        raise DocumentError("le document ne peut pas être relu")
    # (4) The attachment, (5) the symbol as it is drawn, (6) the text as it is printed.
    if reading.attachments != ((ATTACHMENT_NAME, facts.credential),):
        raise DocumentError("le sceau joint n’est pas celui qui a été signé")
    if reading.symbol != facts.qr_text.text():
        raise DocumentError("le code QR dessiné ne porte pas le sceau")
    _check_text(reading.text, facts)


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


def _check_text(text: str, facts: DocumentFacts) -> None:
    """Find name, birth date, number and code in the text layer, white space aside."""
    attestation = facts.attestation
    printed = _without_space(text)
    words = words_of(facts.language)
    births = [birth_phrase(one, attestation.holder.birth_date) for one in words]
    for what, certified in (
        ("le nom", attestation.holder.full_name()),
        *(("la date de naissance", birth) for birth in births),
        ("le numéro", attestation.number),
        ("le code", format_code(attestation.code)),
        ("le module", attestation.module_title),
        *(
            ("les heures et la règle", line)
            for line in stated_lines(attestation.particulars, words)
        ),
        *(("la phrase du régime", line) for line in regime_lines(facts.regime_sentence, words)),
    ):
        if _without_space(certified) not in printed:
            raise DocumentError(f"la page ne montre pas {what} comme certifié")


def _without_space(text: str) -> str:
    return "".join(text.split())
