"""The desk's settings: the section ``[desk]``."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from issuer.settings.identity_provider import (
    ProviderSection,
    ProviderSettings,
    provider_settings,
)
from issuer.settings.web_address import address_like, listen_like
from runtime.settings_file import Deployment, Section


class _Desk(Section):
    address: Annotated[str, AfterValidator(address_like("https://bureau.example.org"))] = (
        "http://127.0.0.1:8001"
    )
    listen: Annotated[str, AfterValidator(listen_like("127.0.0.1:8001"))] = "127.0.0.1:8001"
    secret_file: str = "desk.secret"  # noqa: S105  a file's name
    audit_head_file: str = "audit.head"
    idle_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    session_hours: Annotated[int, Field(ge=1, le=24)] = 10
    undo_minutes: Annotated[int, Field(ge=0, le=60)] = 10
    readers_see_names: bool = False
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    provider: ProviderSection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Where the desk is found and how long it remembers."""

    address: str
    """What people type into their browser."""
    listen: str
    """Where the server listens, behind a reverse proxy with TLS."""
    secret_file: Path
    """The desk's own key: signs cookies, encrypts the second factors."""
    audit_head_file: Path
    """A copy of the log's last entry, out of the reach of who can only write the database."""
    idle: timedelta
    """A session ends after so long without a click."""
    session: timedelta
    """A session ends after so long in any case."""
    undo: timedelta
    """How long a withdrawal or a correction can be called back."""
    readers_see_names: bool = False
    """Whether accounts that only read see names, or figures and the log alone."""
    proxies: int = 0
    """Reverse proxies in front whose X-Forwarded-For can be believed."""
    provider: ProviderSettings | None = None
    """The OpenID Connect provider; None: passwords alone."""

    @property
    def is_https(self) -> bool:
        """Whether cookies may insist on TLS."""
        return self.address.startswith("https:")

    @property
    def host(self) -> str:
        """The only value of ``Host`` that is answered."""
        return self.address.partition("://")[2]


def desk_settings(deployment: Deployment) -> DeskSettings:
    """Read the section ``[desk]``.

    Raises:
        ConfigurationError: naming the setting that is unknown or wrong.
    """
    section = deployment.section("desk", _Desk)
    return DeskSettings(
        address=section.address,
        listen=section.listen,
        secret_file=Path(deployment.path(section.secret_file)),
        audit_head_file=Path(deployment.path(section.audit_head_file)),
        idle=timedelta(minutes=section.idle_minutes),
        session=timedelta(hours=section.session_hours),
        undo=timedelta(minutes=section.undo_minutes),
        readers_see_names=section.readers_see_names,
        proxies=section.proxies,
        provider=provider_settings(section.provider, deployment),
    )
