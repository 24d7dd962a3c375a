"""``regimes``: what attestations establish, by which law and for how long; loaded by hand."""

from datetime import date
from pathlib import Path

import click

from attestation.errors import ConfigurationError
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.context import IssuerContext
from issuer.export.documents import write_whole
from issuer.organisation.form import OrganisationSettings, settings_of
from issuer.organisation.history import current_settings, keep_version
from issuer.organisation.regime_publication import document_models, publish_to_bundle
from issuer.organisation.regimes import (
    MAX_FILE_BYTES,
    period,
    read_regimes,
    regime_changes,
    with_regime_ended,
    with_regimes,
)
from issuer.workbook.parsing.dates import parse_day

_yes = click.option("--yes", is_flag=True, help="Sans demander de confirmation.")


@click.group(help="Les régimes : ce que les attestations établissent, selon quelle base, et quand.")
def regimes() -> None:
    """Group the commands about regimes."""


@regimes.command("list", help="Montrer les régimes des réglages en vigueur.")
@pass_command
def list_regimes(command: Command) -> None:
    """Print code, period and name of each."""
    settings = command.settings(prints=False)
    current = current_settings(settings, command.register(settings, read_only=True))
    for one in current.issue.regimes:
        is_default = "  (par défaut)" if one.code == current.issue.regime else ""
        click.echo(f"{one.code}  {period(one)}  {one.name.fr}{is_default}")
    if not current.issue.regimes:
        click.echo("Aucun régime déclaré.")


@regimes.command(help="Charger des régimes, relus par un juriste : tables [[issue.regimes]].")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_yes
@passphrase_option
@pass_command
def load(command: Command, file: Path, yes: bool, passphrase_file: Path | None) -> None:
    """Keep the regimes of a file as the next version of the settings."""
    with file.open("rb") as stream:
        text = stream.read(MAX_FILE_BYTES).decode("utf-8", errors="replace")
    new = read_regimes(text)
    context = command.context(command.settings(), passphrase_file)
    before = _current(context)
    _keep(context, before, with_regimes(context.settings, before, new), yes)


@regimes.command(help="Mettre fin à un régime : DATE est son dernier jour, comme 31/12/2026.")
@click.argument("code")
@click.option("--on", "last_day", required=True, metavar="DATE", help="Son dernier jour.")
@_yes
@passphrase_option
@pass_command
def end(
    command: Command, code: str, last_day: str, yes: bool, passphrase_file: Path | None
) -> None:
    """End a regime."""
    day = parse_day(last_day)
    if not isinstance(day, date):
        raise ConfigurationError("--on", "une date comme 31/12/2026 est attendue")
    context = command.context(command.settings(), passphrase_file)
    before = _current(context)
    _keep(context, before, with_regime_ended(context.settings, before, code, day), yes)


@regimes.command(help="Écrire dans un dossier un spécimen de chaque modèle, par période.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@passphrase_option
@pass_command
def models(command: Command, out: Path, passphrase_file: Path | None) -> None:
    """Write the pictures."""
    context = command.context(command.settings(), passphrase_file, must_sign=False)
    out.mkdir(parents=True, exist_ok=True)
    for model in document_models(context):
        since = "" if model.first_day is None else f"-{model.first_day}"
        file = out / f"modele{since}-{model.regime or 'sans-regime'}.png"
        write_whole(file.absolute(), model.picture)
        click.echo(str(file))


def _current(context: IssuerContext) -> OrganisationSettings:
    return settings_of(current_settings(context.settings, context.register))


def _keep(
    context: IssuerContext,
    before: OrganisationSettings,
    wanted: OrganisationSettings | dict[str, str],
    yes: bool,
) -> None:
    if isinstance(wanted, dict):
        place, problem = next(iter(wanted.items()))
        raise ConfigurationError(place, problem)
    for line in regime_changes(before, wanted):
        click.echo(f"  · {line}")
    if not yes:
        click.confirm("Garder ces réglages ?", abort=True)
    seen = current_settings(context.settings, context.register).organisation_version
    number = keep_version(context, wanted, seen=seen, who=command_user())
    click.echo(f"Réglages gardés : version {number}.")
    if path := publish_to_bundle(context):
        click.echo(f"Publié pour les vérificateurs : {path.name}")
