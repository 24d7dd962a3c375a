"""docs/format.md shows an issuer record in hex: it is read as the page says, by two readers."""

from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cwt import COSEKey
from cwt import decode as cwt_decode

from attestation.formats.issuer_record import ISSUER_RECORD
from attestation.recognition import IssuerRecord, Recognition
from attestation.regime import ValidityPeriod
from attestation.verdict.trusted_keys import TrustedKey, TrustedKeys, Verified
from attestation.verdict.verdicts import Issuer
from keys.trust import identifier_in, kid_of
from tests.attestation.formats.test_documented import EXAMPLES, PAGE, block, printed

SECTION = "The issuer record"


def test_printed_record_is_the_one_that_the_page_describes() -> None:
    root = x509.load_pem_x509_certificate(block(SECTION, "pem", "-----BEGIN").encode())
    key = TrustedKey(
        kid=kid_of(root),
        public_key=root.public_key(),  # type: ignore[arg-type]
        issuer=Issuer(name="Maison des Passages", contact=None, anchor=b"a"),
        not_before=root.not_valid_before_utc,
        not_after=root.not_valid_after_utc,
    )
    token = printed(SECTION)

    opened = TrustedKeys(issuing={}, roots={key.kid: key}).open(token, ISSUER_RECORD)

    assert isinstance(opened, Verified)
    period = ValidityPeriod(first_day=date(2026, 1, 1), last_day=date(2028, 12, 31))
    assert opened.message == IssuerRecord(
        made_at=datetime(2026, 11, 18, 10, tzinfo=UTC),
        identifier="NTRBE-0123456749",
        recognitions=(Recognition(number="EX-7", authority="Autorité fictive", period=period),),
        contact="02 555 01 23",
    )
    assert identifier_in(root.subject) == opened.message.identifier
    assert f"The message, {len(token)} bytes:" in PAGE


@pytest.mark.parametrize(
    ("section", "claim"), [*((one, -65537) for one in EXAMPLES), (SECTION, -65542)]
)
def test_independent_cwt_reader_reads_what_the_page_prints(section: str, claim: int) -> None:
    certificate = x509.load_pem_x509_certificate(block(section, "pem", "-----BEGIN").encode())
    pem = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    claims = cwt_decode(
        printed(section), COSEKey.from_pem(pem, kid=kid_of(certificate), alg="ES256")
    )

    assert isinstance(claims, dict)
    assert claims[6] == 1794996000
    said = claims[claim]
    assert said[1] == ("NTRBE-0123456749" if section == SECTION else "AC-2026-0001")
    if section == SECTION:
        assert said[2] == [{1: "EX-7", 2: "Autorité fictive", 3: 20454, 4: 21549}]
    elif "every fact" in section:
        assert sorted(said) == list(range(1, 20))
