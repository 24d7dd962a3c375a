"""Example facts: fictional people, and what is certified about them."""

from datetime import date, timedelta

from attestation.code import code_from_entropy
from attestation.facts import Attestation, Holder, Number
from attestation.formats.credential import Credential, StatusReference
from attestation.partial_date import PartialDate
from tests.support.issuers import ADDRESS, NOW

STATUS_URI = f"{ADDRESS}/status/1"


def make_attestation(
    *,
    sequence: int = 1,
    family_name: str = "Ağaoğlu",
    given_name: str | None = "Şükriye",
    birth_date: str = "1988-02-29",
    module_title: str = "Ateliers citoyens – module de base",
) -> Attestation:
    """Make an attestation that differs in what is given; ``sequence`` sets number and code."""
    return Attestation(
        number=Number(f"AC-2026-{sequence:04d}"),
        code=code_from_entropy(0x1234_5678_9ABC_DEF0 * 97 + sequence),
        holder=Holder(
            family_name=family_name,
            given_name=given_name,
            birth_date=PartialDate.decode(birth_date),
        ),
        module_code="AC-2026-10",
        module_title=module_title,
        first_day=date(2026, 10, 5),
        last_day=date(2026, 11, 5),
        attended=timedelta(hours=52),
        issued_at=NOW - timedelta(days=2),
    )


def make_credential(attestation: Attestation | None = None, *, index: int = 77) -> Credential:
    """Make a credential with its place in the first status list."""
    return Credential(
        attestation=attestation or make_attestation(),
        status=StatusReference(uri=STATUS_URI, index=index),
    )
