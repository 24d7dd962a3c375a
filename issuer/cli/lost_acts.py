"""What a person says of the acts that a restored register has lost, and what is told of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from attestation.errors import ConfigurationError
from issuer.lifecycle.restored_register import MARGIN, Accepted

_status_list = click.option(
    "--status-list",
    "lists",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Une liste de statut telle qu’un vérificateur l’a : ce qu’elle condamne le reste.",
)
_checkpoint = click.option(
    "--checkpoint",
    "heads",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Un point de contrôle tel qu’un vérificateur ou un témoin l’a : le passé qu’il a vu.",
)
_margin = click.option(
    "--margin",
    type=click.IntRange(0, 100_000),
    default=MARGIN,
    show_default=True,
    help="Combien de numéros de chaque série ont pu être donnés depuis la sauvegarde.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostActs:
    """What others still have of acts that the register has lost."""

    tokens: Sequence[bytes]
    """Status lists as verifiers have them."""
    heads: Sequence[bytes]
    """Checkpoints as verifiers or witnesses have them."""
    margin: int
    """Numbers of each series that may have been given since."""


def with_lost_acts(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, and call its function with ``lost``."""

    @wraps(function)
    def wrapper(
        *args: Any, lists: Sequence[Path], heads: Sequence[Path], margin: int, **others: Any
    ) -> None:
        lost = LostActs(
            tokens=_copies(lists, "--status-list"),
            heads=_copies(heads, "--checkpoint"),
            margin=margin,
        )
        function(*args, lost=lost, **others)

    for option in (_margin, _checkpoint, _status_list):
        wrapper = option(wrapper)
    return wrapper


def show_accepted(accepted: Accepted) -> None:
    """Tell what was lost, and what somebody has to do again."""
    click.echo(f"Restauration acceptée, et écrite dans le journal : {accepted.gap.words}.")
    for series, (first, last) in accepted.burnt.items():
        click.echo(f"Numéros que personne n’aura : {series}-{first:04d} à {series}-{last:04d}")
    if accepted.unseen:
        click.echo(
            f"Un témoin a vu {accepted.unseen} déclaration(s) que ce registre n’a plus : des "
            "délivrances, ou des retraits, à refaire s’ils ne sont dans aucune liste."
        )
    for number in accepted.condemned:
        click.echo(f"{number} est condamnée par une liste : elle est retirée à nouveau.")


def show_without_lists() -> None:
    """Tell what only a person knows where no verifier's list was brought."""
    click.echo(
        "Retirez à nouveau ce qui a été retiré depuis la sauvegarde ; le vérificateur a "
        "encore ses listes : --status-list."
    )


def _copies(files: Sequence[Path], option: str) -> list[bytes]:
    try:
        return [file.read_bytes() for file in files]
    except OSError as error:
        raise ConfigurationError(option, f"illisible ({error.strerror})") from None
