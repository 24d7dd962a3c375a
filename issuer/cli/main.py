"""``attest-issuer``: from a finished module's workbook to signed attestations."""

from pathlib import Path

from runtime.command_line import command_group, run
from runtime.lazy_commands import Place

_COMMANDS = {
    "template": Place(
        "issuer.cli.upkeep:template",
        "Écrire un classeur de présences vide, avec son mode d’emploi.",
    ),
    "check": Place(
        "issuer.cli.check:check",
        "Montrer ce qui est compris du classeur ; rien n’est écrit.",
    ),
    "issue": Place(
        "issuer.cli.issue:issue", "Délivrer une attestation à chaque personne qui y a droit."
    ),
    "show": Place("issuer.cli.show:show", "Raconter toute l’histoire d’une attestation."),
    "withdraw": Place(
        "issuer.cli.corrections:withdraw",
        "Retirer une attestation : les vérificateurs le savent aussitôt.",
    ),
    "undo": Place(
        "issuer.cli.corrections:undo",
        "Annuler un retrait : celui qui attend encore, ou celui qui est fait.",
    ),
    "replace": Place(
        "issuer.cli.corrections:replace",
        "Remplacer une attestation par une nouvelle, corrigée.",
    ),
    "correct-module": Place(
        "issuer.cli.module_correction:correct_module",
        "Corriger un module : chaque attestation en vigueur est remplacée.",
    ),
    "export": Place(
        "issuer.cli.export:export",
        "Copier les PDF délivrés, ou le registre, dans un dossier.",
    ),
    "extend": Place(
        "issuer.cli.extension:extend",
        "Horodater pour l’archivage (PAdES B-LTA) des documents délivrés.",
    ),
    "publish": Place(
        "issuer.cli.upkeep:publish", "Signer et publier à nouveau les listes de statut."
    ),
    "checkpoint": Place(
        "issuer.cli.compromise:checkpoint",
        "Faire attester par un témoin tout ce que le registre contient.",
    ),
    "log": Place(
        "issuer.cli.public_log:public_log",
        "Le journal public : sa tête, ses témoins, ses preuves.",
    ),
    "affected": Place(
        "issuer.cli.compromise:list_affected",
        "Dire à qui une clé a délivré des attestations encore en vigueur.",
    ),
    "reissue": Place(
        "issuer.cli.compromise:reissue_affected",
        "Délivrer à nouveau ce qu’une clé compromise avait signé.",
    ),
    "deliver": Place(
        "issuer.cli.delivery:deliver",
        "Mettre en file un e-mail à chaque personne : son lien vers son attestation.",
    ),
    "deliveries": Place("issuer.cli.delivery:deliveries", "Montrer où en est chaque message."),
    "send": Place(
        "issuer.cli.delivery:send", "Envoyer les messages en file par le serveur de courrier."
    ),
    "link": Place(
        "issuer.cli.delivery:link",
        "Couper les liens personnels d’une attestation, ou les renouveler.",
    ),
    "participant-serve": Place(
        "issuer.cli.delivery:participant_serve",
        "Servir la page des participants (liens personnels).",
    ),
    "person": Place(
        "issuer.cli.person:person",
        "Les droits d’une personne : tout lui donner, tout effacer.",
    ),
    "regimes": Place(
        "issuer.cli.regimes:regimes",
        "Les régimes : ce que les attestations établissent, selon quelle base, et quand.",
    ),
    "register": Place("issuer.cli.upkeep:register", "Le registre : le créer, le mettre à jour."),
    "serve": Place(
        "issuer.cli.desk:serve", "Ouvrir le bureau de la coordination dans un navigateur."
    ),
    "user": Place("issuer.cli.desk:user", "Les comptes du bureau."),
    "audit": Place("issuer.cli.desk:audit", "Le journal : qui a fait quoi, et quand."),
}


def _deployment(config: Path | None) -> object:
    from issuer.cli.context import Command  # it opens the register and the keys

    return Command(config)


cli = command_group(
    "Délivrer des attestations de fréquentation à partir d’un classeur de présences.",
    commands=_COMMANDS,
    deployment=_deployment,
)


def main() -> None:
    """Run ``attest-issuer``."""
    run(cli)
