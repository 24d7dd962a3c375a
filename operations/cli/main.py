"""``attest``: set up a deployment, look after it, back it up, restore it."""

from collections.abc import Sequence
from pathlib import Path

from runtime.command_line import command_group, run
from runtime.lazy_commands import Place

_COMMANDS = {
    "backup": Place(
        "operations.cli.backup:backup", "Écrire une sauvegarde chiffrée de tout, d’un seul moment."
    ),
    "doctor": Place(
        "operations.cli.doctor:doctor",
        "Tout regarder, et dire ce qui répare ; code 0 bon, 1 à voir, 2 cassé.",
    ),
    "setup": Place(
        "operations.cli.setup:setup", "Mettre en place un déploiement, par huit questions au plus."
    ),
    "upkeep": Place(
        "operations.cli.upkeep:upkeep",
        "Faire ce que chaque nuit demande, et dire ce qui arrive à sa fin.",
    ),
    "up": Place(
        "operations.cli.running:up",
        "Servir les trois faces et leurs tâches, dans un seul terminal.",
    ),
    "upgrade": Place(
        "operations.cli.upgrade:upgrade",
        "Passer à une autre version : essayée sur une copie, reprise si elle échoue.",
    ),
    "export-verifier": Place(
        "operations.cli.running:export", "Ce qu’il faut à une commune pour vérifier ; aucune clé."
    ),
    "close": Place(
        "operations.cli.closing:close_command",
        "Fermer : listes pour trente ans, dernier dossier signé, clés détruites.",
    ),
    "restore": Place(
        "operations.cli.backup:restore_command",
        "Restaurer une sauvegarde dans un dossier vide, jusqu’à la première signature.",
    ),
    "drill": Place(
        "operations.cli.backup:drill_command",
        "Restaurer à part la dernière sauvegarde et prouver qu’elle signe ; rien n’en reste.",
    ),
}


_FOR_ROOT = frozenset({"setup", "upgrade", "--fix"})


def _is_for_root(arguments: Sequence[str]) -> bool:
    return bool(_FOR_ROOT.intersection(arguments))


def _deployment(config: Path | None) -> object:
    from operations.cli.context import Command  # it opens keys

    return Command(config)


cli = command_group(
    "Mettre en place un déploiement, le garder en bonne santé, le sauvegarder.",
    commands=_COMMANDS,
    deployment=_deployment,
    is_for_root=_is_for_root,
)


def main() -> None:
    """Run ``attest``."""
    run(cli)
