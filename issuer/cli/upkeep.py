"""``template``, ``publish`` and ``register``: what keeps an issuer going."""

import io
from datetime import timedelta
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.cli.register_copy import copy
from issuer.delivery.expiry_warnings import expiry_warnings, told_admin
from issuer.export.documents import write_whole
from issuer.issuance.status_lists import heal_clock as publish_by_this_clock
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.restored_register import MARGIN, accept_restored, refuse_after_loss
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
    """Re-sign every status list."""
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


@click.group(help="Le registre : le créer, le mettre à jour.")
def register() -> None:
    """Group of the register's own commands."""


register.add_command(copy)


@register.command(
    "accept-restore",
    help="Après la restauration d’une sauvegarde : dire dans le journal ce qui est perdu.",
)
@click.option("--reason", required=True, help="Pour le journal : ce qui est arrivé.")
@click.option(
    "--status-list",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Une liste de statut telle qu’un vérificateur l’a : ce qu’elle condamne le reste.",
)
@click.option(
    "--checkpoint",
    "heads",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Un point de contrôle tel qu’un vérificateur ou un témoin l’a : le passé qu’il a vu.",
)
@click.option(
    "--margin",
    type=click.IntRange(0, 100_000),
    default=MARGIN,
    show_default=True,
    help="Combien de numéros de chaque série ont pu être donnés depuis la sauvegarde.",
)
@passphrase_option
@pass_command
def accept_restore(
    command: Command,
    reason: str,
    files: tuple[Path, ...],
    heads: tuple[Path, ...],
    margin: int,
    passphrase_file: Path | None,
) -> None:
    """Let a restored register sign again."""
    context = command.context(command.settings(), passphrase_file)
    accepted = accept_restored(
        context,
        who=command_user(),
        reason=reason,
        tokens=_copies(files, "--status-list"),
        heads=_copies(heads, "--checkpoint"),
        margin=margin,
    )
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
    if not files:
        click.echo(
            "Retirez à nouveau ce qui a été retiré depuis la sauvegarde ; le vérificateur a "
            "encore ses listes : --status-list."
        )
    click.echo("Publiez maintenant les listes : attest-issuer publish")


def _copies(files: tuple[Path, ...], option: str) -> list[bytes]:
    try:
        return [file.read_bytes() for file in files]
    except OSError as error:
        raise ConfigurationError(option, f"illisible ({error.strerror})") from None


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
