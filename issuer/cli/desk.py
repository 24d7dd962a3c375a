"""``serve``, ``user`` and ``audit``: the coordinator's desk, its accounts, its log."""

import csv
import sys
from pathlib import Path
from typing import IO

import click

from attestation.errors import ConfigurationError
from issuer.audit.log import decode_entry, read_head
from issuer.audit.verification import check_log
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.context import IssuerContext
from issuer.desk.auth import second_factor
from issuer.desk.auth.access import ROLES
from issuer.desk.auth.desk_accounts import (
    LOGIN,
    LOGIN_IN_WORDS,
    Access,
    add_account,
    disable_account,
    reset_account,
)
from issuer.desk.auth.secret import open_secret
from issuer.desk.auth.sign_in import MAX_FIELD_CHARACTERS, MINIMUM_PASSWORD_CHARACTERS
from issuer.desk.pages.log_labels import HEADINGS, entry_row
from issuer.desk.serving import serve_desk
from issuer.export.tables import neutral
from keys.custody.reloading import ring_keys
from register import accounts, audit_log
from register.database import reading
from web.qr_symbol import terminal_qr
from web.server import require_free

_login = click.argument("login")
_role = click.option(
    "--role", type=click.Choice(list(ROLES)), default="coordinator", show_default=True
)
_password_file = click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Fichier du mot de passe ; sinon une question.",
)


@click.command(help="Ouvrir le bureau de la coordination dans un navigateur.")
@passphrase_option
@pass_command
def serve(command: Command, passphrase_file: Path | None) -> None:
    """Serve the desk's pages until it is stopped."""
    settings = command.settings()
    open_issuer = command.issuer_opener(settings, passphrase_file)
    open_issuer().register.dispose()  # a wrong setting or passphrase is reported at once
    secret = open_secret(settings.desk.secret_file)
    require_free(settings.desk.listen)
    click.echo(f"Le bureau : {settings.desk.address}  (Ctrl-C pour arrêter)", err=True)
    serve_desk(open_issuer, secret, listen=settings.desk.listen)


@click.group(help="Les comptes du bureau.")
def user() -> None:
    """Group of the accounts' commands."""


@user.command("add", help="Créer un compte ; montre une seule fois le second facteur.")
@_login
@_role
@_password_file
@passphrase_option
@pass_command
def add(
    command: Command,
    login: str,
    role: str,
    password_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Make an account that can sign in."""
    login = _checked_login(login)
    context = command.context(command.settings(), passphrase_file)
    access = add_account(
        context,
        login,
        role=role,
        ask_password=lambda: _password(password_file),
        who=command_user(),
    )
    _show(access, context)


@user.command("reset", help="Donner un nouveau mot de passe et un nouveau second facteur.")
@_login
@_password_file
@passphrase_option
@pass_command
def reset(
    command: Command, login: str, password_file: Path | None, passphrase_file: Path | None
) -> None:
    """Renew both secrets of an account, and open it again if it was disabled."""
    login = _checked_login(login)
    context = command.context(command.settings(), passphrase_file)
    access = reset_account(
        context, login, ask_password=lambda: _password(password_file), who=command_user()
    )
    _show(access, context)


@user.command("disable", help="Fermer un compte ; ses sessions finissent aussitôt.")
@_login
@passphrase_option
@pass_command
def disable(command: Command, login: str, passphrase_file: Path | None) -> None:
    """Close an account."""
    login = _checked_login(login)
    context = command.context(command.settings(), passphrase_file)
    disable_account(context, login, who=command_user())
    click.echo(f"{login} ne peut plus entrer.")


@user.command("list", help="Montrer les comptes.")
@pass_command
def list_users(command: Command) -> None:
    """Print the accounts."""
    register = command.register(command.settings(), read_only=True)
    with reading(register) as session:
        for one in accounts.accounts(session):
            state = "fermé" if one.is_disabled else "ouvert"
            click.echo(f"{one.login:<30} {one.role:<12} {state}")


@click.group(help="Le journal : qui a fait quoi, et quand.")
def audit() -> None:
    """Group of the log's commands."""


@audit.command(help="Prouver que le journal est entier ; sinon dire où il ne l’est pas.")
@pass_command
def verify(command: Command) -> None:
    """Exit 1 when an entry was changed, added, moved or taken away."""
    settings = command.settings()
    keys = ring_keys(settings.keys.ring)
    head = read_head(settings.desk.audit_head_file)
    with reading(command.register(settings, read_only=True)) as session:
        checked = check_log(session, keys=keys, head=head)
    for flaw in checked.flaws:
        click.echo(f"entrée {flaw.sequence} : {flaw.problem}")
    if checked.flaws:
        click.echo("Le journal n’est PAS entier.")
        sys.exit(1)
    click.echo(f"Le journal est entier : {checked.count} entrées.")


@audit.command("export", help="Écrire le journal en CSV.")
@click.option("--out", type=click.File("w", encoding="utf-8-sig"), default="-")
@pass_command
def export_log(command: Command, out: IO[str]) -> None:
    """Write every entry, with its signed bytes in hex."""
    writer = csv.writer(out, delimiter=";")
    writer.writerow((*HEADINGS, "Entrée signée"))
    with reading(command.register(command.settings(), read_only=True)) as session:
        for _, signed in audit_log.entries(session):
            row = entry_row(decode_entry(signed))
            writer.writerow((*map(neutral, row), signed.hex()))


def _show(access: Access, context: IssuerContext) -> None:
    login, secret = access.login, access.secret
    organisation = context.settings.letterhead.organisation.name
    uri = second_factor.provisioning_uri(secret, login=login, organisation=organisation)
    click.echo(f"{login} ({access.role}) peut entrer : {context.settings.desk.address}")
    click.echo("\nSecond facteur : scannez ce code avec une application d’authentification.\n")
    click.echo(terminal_qr(uri))
    click.echo(f"{uri}\nÀ la main : {second_factor.base32(secret)}\n")
    click.echo("Codes de secours, chacun pour une fois ; à garder sur papier :")
    for code in access.recovery_codes:
        click.echo(f"  {code}")


def _checked_login(login: str) -> str:
    login = login.strip().casefold()
    if not LOGIN.fullmatch(login):
        raise ConfigurationError("login", LOGIN_IN_WORDS)
    return login


def _password(file: Path | None) -> str:
    if file is not None:
        try:
            password = file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError(file.name, "illisible") from None
    elif sys.stdin.isatty():
        password = click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore")
    else:
        raise ConfigurationError("--password-file", "donnez le fichier du mot de passe")
    if not MINIMUM_PASSWORD_CHARACTERS <= len(password) <= MAX_FIELD_CHARACTERS:
        raise ConfigurationError(
            "mot de passe", f"au moins {MINIMUM_PASSWORD_CHARACTERS} caractères"
        )
    return password
