"""The settings section ``[timestamp]``: which authority dates documents, and what if it fails."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cryptography import x509
from pydantic import Field

from attestation.errors import ConfigurationError
from runtime.settings_file import Deployment, Section

SECTION = "timestamp"
_URL = re.compile(r"https?://[^\s/]+(/\S*)?")


class Level(StrEnum):
    """Baseline levels of PAdES (ETSI EN 319 142-1 §6), each containing those before."""

    B_B = "B-B"
    """Signed."""
    B_T = "B-T"
    """And dated by an authority."""
    B_LT = "B-LT"
    """And with all that is needed to check it when no authority answers any more."""
    B_LTA = "B-LTA"
    """And that dated too, so that it outlives the certificates."""


class OnFailure(StrEnum):
    """What becomes of an attestation when the authority does not do its part."""

    STOP = "stop"
    """It is not issued."""
    EXTEND_LATER = "extend-later"
    """It is issued as B-B and said to be; ``attest-issuer extend --pending`` makes up for it."""


class _IssuedLevel(StrEnum):
    B_T = "B-T"
    B_LT = "B-LT"


class _Timestamp(Section):
    url: Annotated[str, Field(pattern=f"^{_URL.pattern}$")] | None = None
    trust: str | None = None
    level: _IssuedLevel = _IssuedLevel.B_T
    on_failure: OnFailure = OnFailure.STOP
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampPolicy:
    """How documents are dated."""

    url: str
    """Of an authority that speaks RFC 3161."""
    roots: tuple[x509.Certificate, ...]
    """Under which its certificate must be; what it sends is not believed otherwise."""
    level: Level
    on_failure: OnFailure
    timeout: timedelta
    """For one answer, from the first byte asked to the last one read."""


def timestamp_policy(deployment: Deployment) -> TimestampPolicy | None:
    """Read ``[timestamp]``; None where no authority is named.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or wrong.
    """
    section = deployment.section(SECTION, _Timestamp)
    if section.url is None:
        return None
    if section.trust is None:
        raise ConfigurationError(f"{SECTION}.trust", "réglage manquant")
    return TimestampPolicy(
        url=section.url,
        roots=_read_roots(Path(deployment.path(section.trust))),
        level=Level(section.level),
        on_failure=section.on_failure,
        timeout=timedelta(seconds=section.timeout_seconds),
    )


def _read_roots(file: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{SECTION}.trust", f"pas de certificats PEM lisibles ({type(error).__name__})"
        ) from None
