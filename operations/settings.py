"""The section ``[backup]``, and a deployment's settings as issuer and verifier read them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from issuer.settings.issuer import IssuerSettings, issuer_settings
from runtime.settings_file import Deployment, Section
from verifier.settings import VerifierSettings, verifier_settings


class _Backup(Section):
    folder: str = "backups"
    key_file: str = "backup.key"
    keep: Annotated[int, Field(ge=1, le=1000)] = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSettings:
    """Where backups go, and the key that opens them."""

    folder: Path
    key_file: Path
    """An age identity, readable by nobody else; a copy of it is on paper."""
    keep: int
    """How many of the newest stay."""


def backup_settings(deployment: Deployment) -> BackupSettings:
    """Read the section ``[backup]``.

    Raises:
        ConfigurationError: naming the setting that is unknown or wrong.
    """
    section = deployment.section("backup", _Backup)
    return BackupSettings(
        folder=Path(deployment.path(section.folder)),
        key_file=Path(deployment.path(section.key_file)),
        keep=section.keep,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One deployment with the settings of all its programs."""

    config: Path
    deployment: Deployment
    issuer: IssuerSettings
    verifier: VerifierSettings | None
    """None where no verifier runs beside the issuer."""
    backup: BackupSettings


def read_installation(config: Path, deployment: Deployment) -> Installation:
    """Validate every section.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or wrong.
    """
    has_verifier = "verifier" in deployment.sections
    return Installation(
        config=config,
        deployment=deployment,
        issuer=issuer_settings(deployment),
        verifier=verifier_settings(deployment) if has_verifier else None,
        backup=backup_settings(deployment),
    )
