"""The verifier's settings: the sections ``[verifier]`` and ``[register]`` of the settings file."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from attestation.errors import ConfigurationError
from register.database import RegisterSettings
from runtime.settings_file import Deployment, Section, parse_deployment
from verifier.inspection.limits import Limits

_ADDRESS = re.compile(
    r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?"
)
_PAGE = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?/[!-~]{0,300}")
_STORAGE = re.compile(r"memory://|rediss?://[A-Za-z0-9.\[\]:-]+(/[0-9]+)?")
_MAX_SETTINGS_BYTES = 1 << 20


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError("une adresse comme https://verifier.example.org, sans barre finale")
    return text


def _page(text: str) -> str:
    if not _PAGE.fullmatch(text):
        raise ValueError("une adresse comme https://commune.example.be/accessibilite")
    return text


def _storage(text: str) -> str:
    if not _STORAGE.fullmatch(text):
        raise ValueError(
            "memory:// ou une adresse comme redis://127.0.0.1:6379/0, sans mot de passe"
        )
    return text


def _https(text: str) -> str:
    if not _address(text).startswith("https:"):
        raise ValueError("une adresse en https:// : ce qui vient d’ailleurs vient par TLS")
    return text


class SourceSection(Section):
    """One ``[[verifier.source]]``: another organisation, whose attestations are checked here."""

    addresses: Annotated[tuple[Annotated[str, AfterValidator(_https)], ...], Field(min_length=1)]
    """What its credentials name. At the first its own verifier answers today."""
    token_file: str | None = None
    """Holds the token that it gave this verifier (``attest-verifier reader add`` there)."""
    ca: str | None = None
    """PEM with the authorities of its TLS certificate, where they are not the system's."""
    seconds: Annotated[int, Field(ge=1, le=30)] = 5
    """The most that one question to it may take."""
    register_url: str | None = None
    """Its register, read instead of asking its verifier."""

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if (self.token_file is None) == (self.register_url is None):
            raise ValueError("token_file, ou register_url : l’un des deux")
        return self


class VerifierSection(Section):
    """The section ``[verifier]``, as written."""

    addresses: Annotated[tuple[Annotated[str, AfterValidator(_address)], ...], Field(min_length=1)]
    """The verifier's own addresses. The first is today's; former ones keep old paper good."""
    trust: str
    """The PEM bundle that ``attest-keys trust`` writes."""
    clock_slack_seconds: Annotated[int, Field(ge=0, le=86_400)] = 300
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    threads: Annotated[int, Field(ge=1, le=64)] = 16
    """Requests answered at once; half of them at most for one network."""
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """Reverse proxies in front whose X-Forwarded-For can be believed."""
    checks_per_minute: Annotated[int, Field(ge=1)] = 60
    """From one network address: a counter's office shares one."""
    pages_per_minute: Annotated[int, Field(ge=1)] = 300
    count_checks: bool = True
    """Whether the register learns how often an attestation was checked, by day."""
    show_documents: bool = True
    """Whether whoever has a valid code or QR code can see a picture of the issued document."""
    counts_url: str | None = None
    """With whose rights counts are written; those of ``register.url`` if it is not said."""
    seen_lists: str = "seen-lists.json"
    """Where the verifier keeps which status lists it has seen; it must be able to write there."""
    receipts: str | None = None
    """The folder of the key that signs receipts (``attest-verifier receipt-key init``)."""
    limits_storage: Annotated[str, AfterValidator(_storage)] = "memory://"
    """Where the limits are counted: on a Redis server, if several verifiers share them."""
    limits_password_file: str | None = None
    """Holds the Redis server's password, which has no place among the settings."""
    file_megabytes: Annotated[int, Field(ge=1, le=50)] = 10
    upload_megabytes: Annotated[int, Field(ge=1, le=200)] = 30
    """All the files of one request; held in memory while they are checked."""
    image_megapixels: Annotated[int, Field(ge=1, le=100)] = 40
    inspection_seconds: Annotated[int, Field(ge=1, le=60)] = 10
    inspection_megabytes: Annotated[int, Field(ge=256, le=4096)] = 512
    inspections_at_once: Annotated[int, Field(ge=1, le=64)] = 4
    source: tuple[SourceSection, ...] = ()
    """Other organisations whose attestations are checked here (docs/operations/federation.md)."""
    readers: str = "readers"
    """Who else may ask this verifier about the register: verifiers that name it as a source."""
    run_by: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    """Who runs this verifier, as its pages say."""
    contact: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    """An e-mail address or a telephone number, for officers."""
    privacy_statement: Annotated[str, AfterValidator(_page)] | None = None
    accessibility_statement: Annotated[str, AfterValidator(_page)] | None = None
    """Pages of whoever runs it; obligatory for a public body (directive (EU) 2016/2102)."""

    def limits(self) -> Limits:
        """Return what one file may cost."""
        return Limits(
            file_bytes=self.file_megabytes * 1_000_000,
            image_pixels=self.image_megapixels * 1_000_000,
            seconds=self.inspection_seconds,
            memory_bytes=self.inspection_megabytes * (1 << 20),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierSettings:
    """All of a deployment's settings that the verifier uses."""

    folder: Path
    """Where the settings file lies; relative paths start there."""
    trust: Path
    receipts: Path | None
    section: VerifierSection
    register: RegisterSettings | None
    """None where the verifier has sources alone."""

    @property
    def addresses(self) -> frozenset[str]:
        """Where attestations lead that are checked here: here, and to each source."""
        return frozenset(self.section.addresses).union(
            *(one.addresses for one in self.section.source)
        )


def load_settings(file: Path) -> VerifierSettings:
    """Read a deployment's settings file.

    Raises:
        ConfigurationError: the file is missing or wrong; names the setting.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(_MAX_SETTINGS_BYTES).decode("utf-8")
    except FileNotFoundError:
        raise ConfigurationError(str(file), "ce fichier de réglages n’existe pas") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(file), f"illisible ({type(error).__name__})") from None
    return verifier_settings(parse_deployment(text, folder=file.absolute().parent))


def verifier_settings(deployment: Deployment) -> VerifierSettings:
    """Validate the sections that the verifier needs.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or wrong.
    """
    section = deployment.section("verifier", VerifierSection)
    has_register = "register" in deployment.sections or not section.source
    named = [address for one in section.source for address in one.addresses]
    if len(set(named)) < len(named):
        raise ConfigurationError("verifier.source", "une adresse est dans deux sources")
    return VerifierSettings(
        folder=Path(deployment.folder),
        trust=Path(deployment.path(section.trust)),
        receipts=None if section.receipts is None else Path(deployment.path(section.receipts)),
        section=section,
        register=deployment.section("register", RegisterSettings) if has_register else None,
    )
