"""``template``, ``publish`` and ``register``: what keeps an issuer going."""

import io
from datetime import timedelta
from pathlib import Path

import click

from attestation.errors import ConfigurationError, SigningError
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.cli.lost_acts import LostActs, show_accepted, show_without_lists, with_lost_acts
from issuer.cli.register_copy import copy
from issuer.delivery.expiry_warnings import expiry_warnings, told_admin
from issuer.export.documents import write_whole
from issuer.issuance.status_lists import heal_clock as publish_by_this_clock
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.restored_register import accept_restored, refuse_after_loss
from issuer.organisation.regime_publication import publish_to_bundle
from issuer.workbook.template.workbook import write_template
from register.database import connect, file_of, make_file, register_url, translated_errors
from register.upgrade import upgrade_register


@click.command(help="Écrire un classeur de présences vide, avec son mode d’emploi.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER.xlsx")
def template(file: Path) -> None:
    """Write the empty workbook."""
    stream = io.BytesIO()
    write_template(stream)
    write_whole(file.absolute(), stream.getvalue())
    click.echo(f"Classeur vide écrit : {file}")


@click.command(help="Signer et publier à nouveau les listes de statut.")
@click.option(
    "--valid-for-years",
    type=click.IntRange(1, 50),
    help="Pour une organisation qui ferme : combien de temps ces listes parleront.",
)
@click.option(
    "--heal-clock",
    is_flag=True,
    help="L’horloge est juste : remplacer les listes datées d’une autre ; écrit dans le journal.",
)
@passphrase_option
@pass_command
def publish(
    command: Command,
    valid_for_years: int | None,
    heal_clock: bool,
    passphrase_file: Path | None,
) -> None:
    """Re-sign every status list, and what regimes establish."""
    settings = command.settings()
    context = command.context(settings, passphrase_file)
    lifetime = timedelta(days=365.25 * valid_for_years) if valid_for_years else None
    for warning in (warnings := expiry_warnings(settings, context.register, at=context.instant())):
        click.echo(f"Attention : {warning}", err=True)
    if problem := told_admin(settings, warnings, at=context.instant()):
        click.echo(f"Attention : {problem}", err=True)
    if heal_clock:
        publish_by_this_clock(context, who=command_user())
    lists = publish_all(context, who=command_user(), lifetime=lifetime)
    for status_list in lists:
        click.echo(f"{status_list.uri}  valable jusqu’au {status_list.expires_at:%d/%m/%Y}")
    if not lists:
        click.echo("Aucune attestation n’est délivrée : rien à publier.")
    try:
        if path := publish_to_bundle(context):
            click.echo(f"Régimes et modèles publiés : {path.name}")
    except (ConfigurationError, SigningError) as error:  # what was published before stays
        click.echo(f"Attention : régimes non publiés, {error}", err=True)


@click.group(help="Le registre : le créer, le mettre à jour.")
def register() -> None:
    """Group of the register's own commands."""


register.add_command(copy)


@register.command(
    "accept-restore",
    help="Après la restauration d’une sauvegarde : dire dans le journal ce qui est perdu.",
)
@click.option("--reason", required=True, help="Pour le journal : ce qui est arrivé.")
@with_lost_acts
@passphrase_option
@pass_command
def accept_restore(
    command: Command,
    reason: str,
    passphrase_file: Path | None,
    lost: LostActs,
) -> None:
    """Let a restored register sign again."""
    context = command.context(command.settings(), passphrase_file)
    accepted = accept_restored(
        context,
        who=command_user(),
        reason=reason,
        tokens=lost.tokens,
        heads=lost.heads,
        margin=lost.margin,
    )
    show_accepted(accepted)
    if not lost.tokens:
        show_without_lists()
    click.echo("Publiez maintenant les listes : attest-issuer publish")


@register.command(help="Créer le registre, ou l’amener à la version de ce programme.")
@pass_command
def upgrade(command: Command) -> None:
    """Run the migrations."""
    settings = command.settings()
    url = register_url(settings.register, folder=settings.folder)
    file = file_of(url)
    if file and not file.exists():
        refuse_after_loss(settings)
    if file:
        make_file(file)
    engine = connect(url, wait_seconds=settings.register.wait_seconds)
    with translated_errors():
        upgrade_register(engine)
    click.echo("Le registre est prêt.")
