"""The issuer's settings: ``[issue]`` and ``[status]``, beside those of the layers below."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from attestation.formats.regime_records import MAX_REGIMES
from issuer.settings.cluster import ClusterSection, cluster_section
from issuer.settings.delivery import (
    MailAddress,
    MailSettings,
    ParticipantSettings,
    mail_settings,
    participant_settings,
)
from issuer.settings.desk import DeskSettings, desk_settings
from issuer.settings.letterhead import read_letterhead
from issuer.settings.module_facts import ModuleFacts, RegimeCode
from issuer.settings.organisation import Letterhead
from issuer.settings.public_log import LogSettings, log_settings
from issuer.settings.regime import Regime, require_one_a_day
from issuer.settings.timestamp import TimestampPolicy, timestamp_policy
from keys.custody.settings import KeySettings, key_settings
from register.database import RegisterSettings
from runtime.settings_file import Deployment, Section

_ADDRESS = re.compile(
    r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?"
)


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError("une adresse comme https://verifier.example.org, sans barre finale")
    return text


Percent = Annotated[int, Field(ge=1, le=100)]


class IssueSettings(Section):
    """The section ``[issue]``: what attestations look like from outside, and who deserves one."""

    verifier: Annotated[str, AfterValidator(_address)]
    """Address of the verifier; it is printed, and every QR code leads there for ever."""
    number_prefix: Annotated[str, Field(pattern="^[A-Z]{1,8}$")] = "AC"
    required_percent: Percent = 100
    """Share of the sessions that must be P or R."""
    required_percent_of: dict[str, Percent] = Field(default_factory=dict)
    """The same for single modules, by module code."""
    modules: dict[str, ModuleFacts] = Field(default_factory=dict)
    """What is signed of single modules, by module code, where their workbook does not say it."""
    regimes: Annotated[
        tuple[Regime, ...], Field(max_length=MAX_REGIMES), AfterValidator(require_one_a_day)
    ] = ()
    """Those that the organisation knows; without any, none is declared."""
    regime: RegimeCode | None = None
    """Regime of modules of which neither workbook nor setting says another."""
    trust: str | None = None
    """The verifiers' trust bundle, where ``publish`` and the desk put what regimes establish."""

    def required_percent_for(self, module_code: str) -> int:
        """Return the rule for one module."""
        return self.required_percent_of.get(module_code, self.required_percent)


class StatusSettings(Section):
    """The section ``[status]``: the lifetime of a published status list."""

    lifetime_days: Annotated[int, Field(ge=1, le=36_500)] = 30
    """After this a list clears nobody; ``publish`` renews it long before."""
    ttl_seconds: Annotated[int, Field(ge=1, le=86_400)] = 60
    """How long a copy may be kept: a withdrawal is seen everywhere within this time."""

    @property
    def lifetime(self) -> timedelta:
        """Validity of a list."""
        return timedelta(days=self.lifetime_days)

    @property
    def ttl(self) -> timedelta:
        """Validity of a copy of a list."""
        return timedelta(seconds=self.ttl_seconds)


def _source(address: str) -> str:
    if not address.startswith("https://"):
        raise ValueError("une adresse https:// est attendue")
    return address


class ClockSettings(Section):
    """The section ``[clock]``: what the machine's clock is compared with before signing."""

    sources: Annotated[
        tuple[Annotated[str, AfterValidator(_source)], ...], Field(max_length=5)
    ] = ()
    """HTTPS addresses whose ``Date`` (RFC 9110 §6.6.1) is asked for; the first answer counts."""
    slack_seconds: Annotated[int, Field(ge=10, le=3600)] = 300
    """How far clocks may be apart; verifiers allow as much."""

    @property
    def slack(self) -> timedelta:
        """How far clocks may be apart."""
        return timedelta(seconds=self.slack_seconds)


class AdminSettings(Section):
    """The section ``[admin]``: who is warned of what is about to expire."""

    email: MailAddress | None = None
    """An address that ``publish`` and the desk write to, once a day at most."""


class RetentionSettings(Section):
    """The section ``[retention]``: how long the record of an attestation is kept."""

    years: Annotated[int, Field(ge=1, le=100)] = 10
    """After so many the yearly list names it; the paper stays good all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSettings:
    """All of a deployment's settings that the issuer uses."""

    folder: Path
    letterhead: Letterhead
    organisation_version: int = 0
    """Which of the desk's versions of the organisation's settings this is; 0: the file's."""
    issue: IssueSettings
    status: StatusSettings
    register: RegisterSettings
    keys: KeySettings
    desk: DeskSettings
    timestamp: TimestampPolicy | None = None
    """How documents are dated; None: they are not."""
    participant: ParticipantSettings
    retention: RetentionSettings
    mail: MailSettings | None
    """None where the organisation sends no messages."""
    cluster: ClusterSection
    clock: ClockSettings
    log: LogSettings
    admin: AdminSettings


def issuer_settings(deployment: Deployment) -> IssuerSettings:
    """Validate every section that the issuer needs.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or wrong.
    """
    return IssuerSettings(
        folder=Path(deployment.folder),
        letterhead=read_letterhead(deployment),
        issue=deployment.section("issue", IssueSettings),
        status=deployment.section("status", StatusSettings),
        register=deployment.section("register", RegisterSettings),
        keys=key_settings(deployment),
        desk=desk_settings(deployment),
        timestamp=timestamp_policy(deployment),
        participant=participant_settings(deployment),
        retention=deployment.section("retention", RetentionSettings),
        mail=mail_settings(deployment),
        cluster=cluster_section(deployment),
        clock=deployment.section("clock", ClockSettings),
        log=log_settings(deployment),
        admin=deployment.section("admin", AdminSettings),
    )
