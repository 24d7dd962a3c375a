"""docs/format.md shows a credential in hex: it is read here as the page says."""

import re
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.formats.cose import is_signed_by
from attestation.formats.credential import decode_claims, decode_credential_envelope
from attestation.formats.qr_text import decode_qr_text
from attestation.formats.regime_records import REGIME_RECORDS
from attestation.regime import FourLanguages, RegimeRecord, RegimeRecords, ValidityPeriod
from tests.support.facts import make_credential, make_stated_attestation
from tests.support.issuers import ADDRESS, NOW

PAGE = (Path(__file__).parents[3] / "docs" / "format.md").read_text(encoding="utf-8")


EXAMPLES = {
    "An example": make_credential(),
    "An example that states every fact": make_credential(make_stated_attestation()),
}


REGIMES = RegimeRecords(
    published_at=NOW,
    regimes=(
        RegimeRecord(
            code="EXEMPLE",
            name=FourLanguages(fr="Exemple", nl="Voorbeeld", de="Beispiel", en="Example"),
            authority="Aucune",
            legal_basis="Aucune",
            period=ValidityPeriod(first_day=date(2026, 1, 1), last_day=date(2026, 12, 31)),
            required_percent=80,
            required_time=timedelta(hours=40),
            printed=FourLanguages(fr="Un exemple.", nl="Een.", de="Ein.", en="One."),
            establishes=FourLanguages(fr="Rien.", nl="Niets.", de="Nichts.", en="Nothing."),
            does_not_establish=FourLanguages(fr="Tout.", nl="Alles.", de="Alles.", en="All."),
        ),
    ),
)


def block(example: str, language: str, start: str) -> str:
    _, _, section = PAGE.partition(f"\n## {example}\n")
    section, _, _ = section.partition("\n## ")
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return next(text for text in map(str, blocks) if text.startswith(start))


def printed(example: str) -> bytes:
    lines = block(example, "text", "d2").splitlines()
    return bytes.fromhex("".join(line.partition("#")[0] for line in lines))


@pytest.mark.parametrize("example", EXAMPLES)
def test_printed_credential_is_the_one_that_the_page_describes(example: str) -> None:
    token = printed(example)
    certificate = x509.load_pem_x509_certificate(block(example, "pem", "-----BEGIN").encode())
    public_key = certificate.public_key()
    assert isinstance(public_key, EllipticCurvePublicKey)

    envelope = decode_credential_envelope(token)

    assert envelope.kid == sha256(certificate.public_bytes(Encoding.DER)).digest()[:8]
    assert is_signed_by(envelope, public_key)
    assert decode_claims(envelope.payload) == EXAMPLES[example]
    assert f"The credential, {len(token)} bytes:" in PAGE


@pytest.mark.parametrize("example", EXAMPLES)
def test_printed_qr_text_carries_the_printed_credential(example: str) -> None:
    text = block(example, "text", ADDRESS).strip()

    assert decode_qr_text(text, addresses=frozenset({ADDRESS})) == printed(example)


def test_printed_regimes_are_those_that_the_page_describes() -> None:
    example = "Regimes that an organisation publishes"
    certificate = x509.load_pem_x509_certificate(block(example, "pem", "-----BEGIN").encode())
    public_key = certificate.public_key()
    assert isinstance(public_key, EllipticCurvePublicKey)

    envelope = REGIME_RECORDS.decode_envelope(printed(example))

    assert envelope.kid == sha256(certificate.public_bytes(Encoding.DER)).digest()[:8]
    assert REGIME_RECORDS.verify(envelope, public_key) == REGIMES
    assert f"The message, {len(printed(example))} bytes:" in PAGE
