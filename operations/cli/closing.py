"""``attest close``: the last day, in one command that ends with a kit."""

from datetime import timedelta
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from issuer.cli.context import command_user, passphrase_option
from issuer.context import IssuerContext
from keys.cli.context import Command as KeyCommand
from keys.cli.context import root_option, root_passphrase_option
from keys.custody.keyring import open_ring
from keys.custody.log_key import open_log_signer
from keys.custody.reloading import RingKeys
from keys.trust import fingerprint
from operations.cli.context import Command, pass_command
from operations.closing.closing import Closing, Step, close, require_ready
from register.database import open_register, reading
from register.outbox import waiting_since

_DAYS_A_YEAR = 365.25
_DONE = {
    Step.LISTS: "Listes d’états signées",
    Step.CHECKPOINT: "Dernier point de contrôle signé par la racine",
    Step.TRUST: "Fichier de confiance à jour",
    Step.KIT: "Dernier dossier écrit, signé par la racine, relu",
    Step.KEYS: "Clés d’émission détruites",
}


@click.command("close", help="Fermer : tout ce qui doit durer est fait, les clés sont détruites.")
@click.option(
    "--kit",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Où écrire le dernier dossier : vide, ou à créer.",
)
@click.option(
    "--years",
    type=click.IntRange(1, 50),
    default=30,
    show_default=True,
    help="Combien de temps les dernières listes parlent.",
)
@click.option("--yes", is_flag=True, help="Ne pas demander le nom de l’organisation.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def close_command(
    command: Command,
    folder: Path,
    years: int,
    yes: bool,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Show what will be done, ask for the organisation's name, and do it."""
    installation, at = command.installation(), command.now()
    settings = installation.issuer
    passphrase = command.passphrase(passphrase_file, default=settings.keys.passphrase_file)
    keys = RingKeys(folder=settings.keys.ring, passphrase=passphrase, now=lambda: at)
    closing = Closing(
        installation=installation,
        context=IssuerContext(
            settings=settings,
            register=open_register(settings.register, folder=settings.folder),
            keys=keys,
            now=lambda: at,
        ),
        authority=KeyCommand(command.config, now=lambda: at).authority(
            root_folder, root_passphrase_file, passphrase_file
        ),
        log_signer=open_log_signer(open_ring(settings.keys.ring), passphrase, at=at),
        kit=folder,
        lifetime=timedelta(days=_DAYS_A_YEAR * years),
        who=command_user(),
        at=at,
    )
    require_ready(closing)
    _show(closing, years)
    if not yes:
        name = settings.letterhead.organisation.name
        typed = click.prompt(f"Pour fermer, tapez le nom de l’organisation ({name})")
        if typed.strip() != name:
            raise ConfigurationError("fermeture", "ce n’est pas ce nom ; rien n’a été fait")
    attestations = close(closing, lambda step: click.echo(f"  fait : {_DONE[step]}"))
    click.echo(f"Fermé. Le dossier {folder} connaît {attestations} attestations.")
    click.echo("Copiez-le à qui le gardera, avec l’empreinte de la racine, sur papier :")
    click.echo(f"  {fingerprint(closing.authority.root).hex()}")
    click.echo("Rangez la racine au coffre : elle seule peut encore révoquer.")


def _show(closing: Closing, years: int) -> None:
    with reading(closing.context.register) as session:
        waiting = waiting_since(session, before=closing.at)
    click.echo("Après ceci, plus rien ne peut être délivré, corrigé ni retiré :")
    click.echo(f"  1. les listes d’états sont signées pour {years} ans ;")
    click.echo("  2. la racine signe un dernier point de contrôle, et le journal sa tête ;")
    click.echo("  3. le fichier de confiance du vérificateur est mis à jour ;")
    click.echo(f"  4. le dernier dossier est écrit dans {closing.kit}, et signé par la racine ;")
    click.echo("  5. les clés d’émission sont détruites.")
    if waiting:
        click.echo(
            f"Attention : {waiting} messages attendent encore : attest-issuer send", err=True
        )
