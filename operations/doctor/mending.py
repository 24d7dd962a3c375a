"""Mending what takes no decision: modes, owners, folders, old lists and backups, timers.

Keys, the log, the clock, addresses and secrets are left to a person, who knows what happened.
"""

from collections.abc import Iterable

from attestation.errors import AttestationError
from operations.doctor.files import give_to_owner
from operations.doctor.line import Line, State
from operations.doctor.surroundings import Surroundings
from operations.settings import Installation


def mend(lines: Iterable[Line]) -> list[str]:
    """Mend each line that can be; return a sentence for each, in French."""
    told = []
    for line in lines:
        if line.mend is None or line.state is State.OK:
            continue
        try:
            line.mend()
        except (AttestationError, OSError) as error:
            told.append(f"Pas réparé : {line.topic} : {line.words} ({error})")
        else:
            told.append(f"Réparé : {line.topic} : {line.words}")
    return told


def mend_as_root(installation: Installation, surroundings: Surroundings) -> list[str]:
    """Mend what root alone can, without opening anything: a file that it made would be its own."""
    told = []
    try:
        if given := give_to_owner(installation.issuer.folder):
            told.append(f"Réparé : propriétaire : {given} fichiers")
    except OSError as error:
        told.append(f"Pas réparé : propriétaire ({error})")
    for name, runs in (surroundings.timers() or {}).items():
        if runs:
            continue
        try:
            surroundings.start_timer(name)
            told.append(f"Réparé : minuteries : {name}")
        except OSError as error:
            told.append(f"Pas réparé : minuteries : {name} ({error})")
    return told
