"""The questions of ``attest setup``, and their answers: of a person, or of a file."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from attestation.errors import ConfigurationError
from issuer.settings.delivery import MailAddress
from operations.placeholders import EXAMPLE_NAME, is_placeholder
from runtime.settings_file import Section, problems_of

FOLDER = "srv/attestation"
"""Of the deployment, below the prefix."""


def _https(text: str) -> str:
    place = urlsplit(text)
    if place.scheme != "https" or not place.hostname or place.path not in ("", "/"):
        raise ValueError("une adresse comme https://attestations.maison.be est attendue")
    return _own(text.rstrip("/"))


def _own(text: str) -> str:
    if text == EXAMPLE_NAME or is_placeholder(text):
        raise ValueError("c’est celle de l’exemple : donnez la vôtre")
    return text


def _mail(text: str) -> str:
    place = urlsplit(text)
    if text and (place.scheme not in ("smtp", "smtps") or not place.hostname):
        raise ValueError("une adresse comme smtp://compte@serveur:587 est attendue, ou rien")
    return text


Address = Annotated[str, AfterValidator(_https)]


class Answers(Section):
    """What a deployment cannot know by itself."""

    organisation: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_own)]
    place: Annotated[str, Field(min_length=1, max_length=100)]
    coordinator: Annotated[str, Field(min_length=1, max_length=100)]
    verifier: Address
    desk: Address
    participant: Address
    admin: Annotated[MailAddress, AfterValidator(_own)]
    mail: Annotated[str, AfterValidator(_mail)] = ""
    mail_password: str = Field(default="", repr=False)
    backups: str = "../../var/backups/attestation"
    """A folder; relative to the deployment's."""
    register_url: str = "sqlite:///register.db"
    """Or an empty PostgreSQL database whose owner the issuer is."""
    register_password: str = Field(default="", repr=False)
    """Of that owner; empty where the server asks for none."""
    redis: str = ""
    """Of several verifiers: ``redis://127.0.0.1:6379/0``."""
    clock: Address | None = None
    """A site over HTTPS whose clock is right; none: nothing confirms this machine's."""


QUESTIONS = {
    "organisation": "Nom de l’organisation, comme il sera imprimé",
    "place": "Ville où les attestations sont faites",
    "coordinator": "Prénom et nom de la coordinatrice ou du coordinateur",
    "verifier": "Adresse publique du vérificateur (imprimée, pour des années)",
    "desk": "Adresse du bureau de la coordination",
    "participant": "Adresse de la page des participants",
    "admin": "Adresse e-mail de qui administre (premier compte, alertes)",
    "mail": "Serveur de courrier, comme smtp://compte@serveur:587 (vide : aucun)",
}
"""All that a person is asked, in this order; the rest has a default."""


def read_answers(file: Path) -> Answers:
    """Read answers from a TOML file.

    Raises:
        ConfigurationError: unreadable, or naming the answer that is missing, unknown or wrong.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(file.name, f"illisible ({type(error).__name__})") from None
    return checked(content)


def ask_answers(ask: Callable[[str], str], ask_hidden: Callable[[str], str]) -> Answers:
    """Ask a person, one question after the other.

    Raises:
        ConfigurationError: naming the answer that is wrong.
    """
    content: dict[str, object] = {
        name: ask(question).strip() for name, question in QUESTIONS.items()
    }
    if urlsplit(str(content["mail"])).username:
        content["mail_password"] = ask_hidden("Mot de passe de ce compte")
    return checked(content)


def checked(content: dict[str, object]) -> Answers:
    """Validate answers.

    Raises:
        ConfigurationError: naming the first one that is missing, unknown or wrong.
    """
    try:
        return Answers.model_validate(content)
    except ValidationError as error:
        place, problem = problems_of(error)[0]
        raise ConfigurationError(place, problem) from None
