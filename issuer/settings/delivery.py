"""The settings of delivery: ``[mail]`` (who carries messages) and ``[participant]`` (the page)."""

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from attestation.errors import ConfigurationError
from issuer.settings.web_address import address_like, listen_like
from runtime.settings_file import Deployment, Section

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _mail_address(text: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(text):
        raise PydanticCustomError("setting", "une adresse e-mail est attendue")
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class _Mail(Section):
    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal["starttls", "implicit", "none"] = "starttls"
    account_file: str | None = None
    ca_file: str | None = None
    sender: MailAddress
    reply_to: MailAddress | None = None
    attach_pdf: bool = False
    timeout_seconds: Annotated[int, Field(ge=1, le=120)] = 30
    attempts: Annotated[int, Field(ge=1, le=50)] = 14


class _Participant(Section):
    address: Annotated[str, AfterValidator(address_like("https://attestations.example.org"))] = (
        "http://127.0.0.1:8002"
    )
    listen: Annotated[str, AfterValidator(listen_like("127.0.0.1:8002"))] = "127.0.0.1:8002"
    secret_file: str = "participant.secret"  # noqa: S105  a file's name
    session_minutes: Annotated[int, Field(ge=5, le=60)] = 20
    pages_per_minute: Annotated[int, Field(ge=1)] = 60
    attempts_per_minute: Annotated[int, Field(ge=1)] = 10
    proxies: Annotated[int, Field(ge=0, le=5)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server, and whose name the messages bear."""

    host: str
    port: int
    security: Literal["starttls", "implicit", "none"]
    """``none`` is for a server on this very machine."""
    account_file: Path | None
    """Two lines, user and password; readable by nobody else."""
    ca_file: Path | None
    """PEM of the authority of a server on the own network; otherwise the system's are trusted."""
    sender: str
    reply_to: str | None
    attach_pdf: bool
    timeout: timedelta
    """For each answer of the server."""
    attempts: int
    """After so many the server's "later" is taken for "never": with 14, after some two days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantSettings:
    """Where the participant's page is found, and how long it remembers."""

    address: str
    """What links begin with."""
    listen: str
    """Where the server listens, behind a reverse proxy with TLS."""
    secret_file: Path
    """The key from which links and cookies are made."""
    session: timedelta
    """For so long the birth date is not asked again."""
    pages_per_minute: int
    """From one network."""
    attempts_per_minute: int
    """Birth dates and lost links, from one network."""
    proxies: int
    """Reverse proxies in front whose X-Forwarded-For can be believed."""

    @property
    def is_https(self) -> bool:
        """Whether cookies may insist on TLS."""
        return self.address.startswith("https:")


def mail_settings(deployment: Deployment) -> MailSettings | None:
    """Read the section ``[mail]``; None where there is none, and nothing is ever sent.

    Raises:
        ConfigurationError: naming the setting that is unknown or wrong.
    """
    if "mail" not in deployment.sections:
        return None
    section = deployment.section("mail", _Mail)
    if section.security == "none" and not _is_loopback(section.host):
        # SECURITY: names and links in clear on a network, and the account's password with them.
        raise ConfigurationError("mail.security", "« none » ne vaut que sur cette machine même")
    return MailSettings(
        host=section.host,
        port=section.port,
        security=section.security,
        account_file=_file(deployment, section.account_file),
        ca_file=_file(deployment, section.ca_file),
        sender=section.sender,
        reply_to=section.reply_to,
        attach_pdf=section.attach_pdf,
        timeout=timedelta(seconds=section.timeout_seconds),
        attempts=section.attempts,
    )


def participant_settings(deployment: Deployment) -> ParticipantSettings:
    """Read the section ``[participant]``.

    Raises:
        ConfigurationError: naming the setting that is unknown or wrong.
    """
    section = deployment.section("participant", _Participant)
    return ParticipantSettings(
        address=section.address,
        listen=section.listen,
        secret_file=Path(deployment.path(section.secret_file)),
        session=timedelta(minutes=section.session_minutes),
        pages_per_minute=section.pages_per_minute,
        attempts_per_minute=section.attempts_per_minute,
        proxies=section.proxies,
    )


def _file(deployment: Deployment, name: str | None) -> Path | None:
    return None if name is None else Path(deployment.path(name))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
