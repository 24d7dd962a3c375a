"""``attest-issuer``: from a finished module's workbook to signed attestations."""

import sys
from pathlib import Path

import click

from attestation.errors import AttestationError, WorkbookError
from runtime.lazy_commands import LazyGroup, Place

_COMMANDS = {
    "template": Place(
        "issuer.cli.upkeep:template",
        "Écrire un classeur de présences vide, avec son mode d’emploi.",
    ),
    "check": Place(
        "issuer.cli.issue:check",
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
    "replace": Place(
        "issuer.cli.corrections:replace",
        "Remplacer une attestation par une nouvelle, corrigée.",
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
    "register": Place("issuer.cli.upkeep:register", "Le registre : le créer, le mettre à jour."),
    "serve": Place(
        "issuer.cli.desk:serve", "Ouvrir le bureau de la coordination dans un navigateur."
    ),
    "user": Place("issuer.cli.desk:user", "Les comptes du bureau."),
    "audit": Place("issuer.cli.desk:audit", "Le journal : qui a fait quoi, et quand."),
}


@click.group(
    cls=LazyGroup,
    places=_COMMANDS,
    help="Délivrer des attestations de fréquentation à partir d’un classeur de présences.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    envvar="ATTESTATION_CONFIG",
    help="Fichier de réglages (ou la variable ATTESTATION_CONFIG).",
)
@click.version_option(package_name="attestation-service", message="%(prog)s %(version)s (EUPL-1.2)")
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Remember which deployment the subcommand works in."""
    from issuer.cli.context import Command  # it opens the register and the keys

    context.obj = Command(config)


def main() -> None:
    """Run the command; an expected error is a line or two and its exit code."""
    try:
        cli()
    except WorkbookError as error:
        place = " ".join(
            f"{what} {where}"
            for what, where in (
                ("feuille", error.sheet),
                ("ligne", error.row),
                ("colonne", error.column),
            )
            if where is not None
        )
        click.echo(f"Erreur : {error.message}" + (f" ({place})" if place else ""), err=True)
        click.echo(f"Remède : {error.remedy}", err=True)
        sys.exit(error.exit_code)
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)
