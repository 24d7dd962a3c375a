"""The letterhead read from the settings, and proved to fit before anything is issued with it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from attestation.code import code_from_entropy
from attestation.errors import ConfigurationError, DocumentError
from attestation.facts import (
    MAX_MODULE_CODE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    Attestation,
    Holder,
    Number,
)
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.formats.qr_text import encode_qr_text
from attestation.name import MAX_NAME_CHARACTERS
from attestation.partial_date import PartialDate
from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts
from issuer.document.logo import MAX_LOGO_FILE_BYTES, prepare_logo
from issuer.settings.organisation import SECTION, Letterhead, Organisation
from runtime.settings_file import Deployment

_LOGO = f"{SECTION}.logo"
_WIDEST = "W"


def read_letterhead(deployment: Deployment, *, address: str) -> Letterhead:
    """Read ``[organisation]`` and the logo that it names; prove that its texts fit the page.

    Args:
        deployment: the settings file.
        address: the verifier's, ``https://VERIFIER``; it is printed, and part of the QR symbol.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or impossible.
    """
    organisation = deployment.section(SECTION, Organisation)
    logo = None
    if organisation.logo is not None:
        path = Path(deployment.path(organisation.logo))
        logo = prepare_logo(_read(path), setting=_LOGO)
    letterhead = Letterhead(organisation=organisation, logo=logo)
    prove_fits(letterhead, address=address)
    return letterhead


def prove_fits(letterhead: Letterhead, *, address: str) -> None:
    """Compose the page of whoever takes the most room.

    Raises:
        ConfigurationError: the organisation's texts leave it none.
    """
    try:
        compose_sheet(_widest_facts(address), letterhead)
    except DocumentError as error:
        raise ConfigurationError(SECTION, f"la page ne peut pas être composée : {error}") from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_LOGO_FILE_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(_LOGO, f"illisible ({error.strerror})") from error


def _widest_facts(address: str) -> DocumentFacts:
    """Give the facts that take the most room: what fits these fits everybody's."""
    day = date(2026, 9, 30)
    holder = Holder(
        family_name=_WIDEST * MAX_NAME_CHARACTERS,
        given_name=_WIDEST * MAX_NAME_CHARACTERS,
        birth_date=PartialDate(year=1988, month=9, day=30),
    )
    attestation = Attestation(
        number=Number(f"{_WIDEST * 8}-2026-000000042"),
        code=code_from_entropy(0),
        holder=holder,
        module_code=_WIDEST * MAX_MODULE_CODE_CHARACTERS,
        module_title=_WIDEST * MAX_TITLE_CHARACTERS,
        first_day=day,
        last_day=day,
        attended=timedelta(hours=999, minutes=59),
        issued_at=datetime(2026, 9, 30, 12, tzinfo=UTC),
    )
    credential = b"\xff" * MAX_CREDENTIAL_BYTES
    return DocumentFacts(
        attestation=attestation,
        sessions=(),
        credential=credential,
        qr_text=encode_qr_text(credential, address=address),
    )
