"""The settings of the public log: the section ``[log]``."""

from dataclasses import dataclass
from pathlib import Path

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.log_policy import LogPolicy, decode_policy
from runtime.settings_file import Deployment, Section


class _Log(Section):
    head_file: str = "log.head"
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Where the log's last head is remembered, and who is asked to witness it."""

    head_file: Path
    """A copy of the last signed head, out of the reach of who can only write the database."""
    policy: LogPolicy | None
    """Witnesses with their addresses, and how many must have seen a head (C2SP tlog-policy)."""


def log_settings(deployment: Deployment) -> LogSettings:
    """Read the section ``[log]``.

    Raises:
        ConfigurationError: naming the setting that is wrong, or the line of the policy.
    """
    section = deployment.section("log", _Log)
    policy = None
    if section.policy is not None:
        try:
            policy = decode_policy(Path(deployment.path(section.policy)).read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError("log.policy", f"illisible ({type(error).__name__})") from None
        except MalformedCredentialError as error:
            raise ConfigurationError("log.policy", f"pas une politique ({error})") from None
    return LogSettings(head_file=Path(deployment.path(section.head_file)), policy=policy)
