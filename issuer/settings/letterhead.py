"""The letterhead as the settings file has it: the section ``[organisation]`` and its logo."""

from pathlib import Path

from attestation.errors import ConfigurationError
from issuer.settings.logo import MAX_LOGO_FILE_BYTES, prepare_logo
from issuer.settings.organisation import SECTION, Letterhead, Organisation
from runtime.settings_file import Deployment

_LOGO = f"{SECTION}.logo"


def read_letterhead(deployment: Deployment) -> Letterhead:
    """Read ``[organisation]`` and the logo that it names.

    Raises:
        ConfigurationError: naming the setting that is missing, unknown or impossible.
    """
    organisation = deployment.section(SECTION, Organisation)
    logo = None
    if organisation.logo is not None:
        path = Path(deployment.path(organisation.logo))
        logo = prepare_logo(_read(path), setting=_LOGO)
    return Letterhead(organisation=organisation, logo=logo)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_LOGO_FILE_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(_LOGO, f"illisible ({error.strerror})") from error
