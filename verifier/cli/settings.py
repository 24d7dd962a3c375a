"""Which deployment a command works in."""

from pathlib import Path

from attestation.errors import ConfigurationError
from verifier.settings import VerifierSettings, load_settings


def settings_from(config: Path | None) -> VerifierSettings:
    """Read the settings file that ``--config`` or the environment names.

    Raises:
        ConfigurationError: none was named, or it is wrong.
    """
    if config is None:
        raise ConfigurationError(
            "--config", "aucun fichier de réglages (ou la variable ATTESTATION_CONFIG)"
        )
    return load_settings(config)
