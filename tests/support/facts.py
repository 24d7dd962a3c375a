"""Example facts: fictional people, and what is certified about them."""

from dataclasses import replace
from datetime import date, timedelta

from attestation.code import code_from_entropy
from attestation.facts import Attestation, Holder, Number
from attestation.formats.credential import Credential, StatusReference
from attestation.partial_date import PartialDate
from attestation.particulars import Extent, Mode, Particulars
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


STATED = Particulars(
    sessions_followed=12,
    sessions_held=13,
    module_time=timedelta(hours=52),
    required_time=timedelta(hours=40),
    required_percent=80,
    language="fr",
    mode=Mode.BOTH,
    extent=Extent.COMPONENT,
    regime="BXL-ACCUEIL",
    reception_reference="BAPA-2026-117",
)
"""Every fact that can be stated beside those of all attestations."""


def make_stated_attestation() -> Attestation:
    """Make an attestation that states every fact."""
    return replace(make_attestation(), attended=timedelta(hours=48), particulars=STATED)
