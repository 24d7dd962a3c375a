"""docs/format.md shows an issuer record in hex: it is read here as the page says."""

from datetime import UTC, date, datetime

from cryptography import x509

from attestation.formats.issuer_record import ISSUER_RECORD
from attestation.recognition import IssuerRecord, Recognition
from attestation.regime import ValidityPeriod
from attestation.verdict.trusted_keys import TrustedKey, TrustedKeys, Verified
from attestation.verdict.verdicts import Issuer
from keys.trust import identifier_in, kid_of
from tests.attestation.formats.test_documented import PAGE, block, printed

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
