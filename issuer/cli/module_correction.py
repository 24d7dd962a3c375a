"""``correct-module``: everybody's attestation of a module, replaced by one that says it right."""

from dataclasses import replace
from pathlib import Path

import click

from attestation.errors import ConfigurationError, EndingRefusedError
from issuer.cli.context import Command, command_user, pass_command, passphrase_option
from issuer.context import IssuerContext
from issuer.desk.pages.module_form import changes
from issuer.lifecycle.corrected_module import (
    ModuleCorrection,
    correction_faults,
    moved_sessions,
)
from issuer.lifecycle.module_correction import (
    correct_module as replace_all,
)
from issuer.lifecycle.module_correction import (
    corrected_attestations,
    module_as_issued,
    record_correction,
)
from issuer.lifecycle.withdrawal import check_reason
from issuer.planning.plan import module_of
from issuer.workbook.reader import read_workbook
from register.database import reading


@click.command(
    "correct-module",
    help="Corriger un module : chaque attestation en vigueur est remplacée. Le nouvel intitulé, "
    "les heures, les thèmes et les dates viennent de --workbook, ou l’intitulé de --title.",
)
@click.argument("code")
@click.option("--title", help="Nouvel intitulé ; sinon inchangé.")
@click.option("--percent", type=click.IntRange(1, 100), help="Présence demandée, en %.")
@click.option("--workbook", type=click.Path(path_type=Path), help="Classeur corrigé du module.")
@click.option("--reason", required=True, help="Motif, en mots publics (200 caractères).")
@click.option("--yes", is_flag=True, help="Remplacer sans le demander encore.")
@passphrase_option
@pass_command
def correct_module(
    command: Command,
    code: str,
    title: str | None,
    percent: int | None,
    workbook: Path | None,
    reason: str,
    yes: bool,
    passphrase_file: Path | None,
) -> None:
    """Replace everybody's attestation of one module."""
    context = command.current_context(command.settings(), passphrase_file)
    check_reason(reason)
    with reading(context.register) as session:
        base = module_as_issued(context, session, code)
        if base is None:
            raise EndingRefusedError(f"aucune attestation en vigueur du module {code}")
        correction = _correction(context, base, title=title, percent=percent, workbook=workbook)
        if faults := correction_faults(correction, at=context.now()):
            raise EndingRefusedError(" ".join(faults))
        found = corrected_attestations(context, session, correction)
    for words, before, after in changes(base.module, correction, base.required_percent):
        click.echo(f"{words} : {before} → {after}")
    chosen = [one for one in found if one.draft is not None]
    for one in found:
        what = "sera remplacée" if one.draft else one.obstacle or "dit déjà cela"
        click.echo(f"{one.old.number} ({one.old.holder.full_name()}) : {what}")
    if not chosen:
        raise EndingRefusedError("aucune attestation ne changerait")
    if not yes:
        click.confirm(f"Remplacer {len(chosen)} attestations ?", abort=True)
    numbers = [one.old.number for one in chosen]
    who = command_user()
    replaced = list(replace_all(context, numbers, correction, reason=reason, who=who))
    record_correction(context, code, replaced, who=who)
    for each in replaced:
        new = f"est remplacée par {each.new}" if each.new else each.problem
        click.echo(f"{each.old} {new}" if each.new else f"{new}")


def _correction(
    context: IssuerContext,
    base: ModuleCorrection,
    *,
    title: str | None,
    percent: int | None,
    workbook: Path | None,
) -> ModuleCorrection:
    module, moved = base.module, base.moved
    if workbook is not None:
        read = read_workbook(workbook, module_path=None, today=context.now().date())
        module = module_of(read.module, language=module.document_language)
        if module.code != base.module.code:
            raise ConfigurationError("--workbook", f"c’est celui du module {module.code}")
        pairs = moved_sessions(base.module.sessions, module.sessions)
        if pairs is None:
            raise ConfigurationError("--workbook", "il a d’autres séances que le module délivré")
        moved = pairs
    return ModuleCorrection(
        module=replace(module, title=title) if title else module,
        moved=moved,
        required_percent=percent or base.required_percent,
    )
