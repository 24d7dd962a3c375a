"""A diagnosis from its beginning: settings, then each part, whatever the others say."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from attestation.errors import AttestationError
from keys.custody.passphrase import Passphrase
from keys.custody.settings import load_deployment
from operations.doctor.checks import CHECKS
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken
from operations.doctor.surroundings import Surroundings
from operations.settings import Installation, read_installation


def examine(
    config: Path,
    *,
    passphrase: Callable[[Installation], Passphrase],
    surroundings: Surroundings,
    at: datetime,
) -> list[Line]:
    """Look at everything; nothing is written, and no check is left out because another failed."""
    try:
        installation = read_installation(config, load_deployment(config))
    except AttestationError as error:
        words, remedy = _words_and_remedy(error)
        return [broken("réglages", words, remedy or f"corrigez {config}")]
    examination = Examination(
        installation=installation,
        passphrase=lambda: passphrase(installation),
        surroundings=surroundings,
        at=at,
    )
    lines = [line for topic, check in CHECKS for line in looked_at(topic, check, examination)]
    if "register" in examination.__dict__:
        examination.register.dispose()
    return lines


def looked_at(
    topic: str, check: Callable[[Examination], Iterator[Line]], examination: Examination
) -> Iterator[Line]:
    """Yield what a check says, and a line of its own where it fails."""
    try:
        yield from check(examination)
    except AttestationError as error:
        yield broken(topic, *_words_and_remedy(error))
    except Exception as error:  # the outermost handler: one check fails, not all
        yield broken(topic, f"la vérification a échoué ({type(error).__name__})", "")


def _words_and_remedy(error: AttestationError) -> tuple[str, str]:
    """Split a message that ends with what mends it; an empty remedy where it does not."""
    words, _, remedy = str(error).rpartition(" : ")
    is_command = remedy.startswith(("attest", "chmod", "restaurez", "réinstallez"))
    return (words, remedy) if is_command else (str(error), "")
