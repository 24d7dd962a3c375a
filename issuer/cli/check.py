"""``check``: what is understood of a workbook, and the plan that follows from it."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from attestation.errors import ConfigurationError
from attestation.facts import Number
from issuer.cli.context import (
    Command,
    json_option,
    pass_command,
)
from issuer.cli.presentation import plan_to_json, print_plan
from issuer.cli.workbook_options import reader_of, with_answers, with_profile
from issuer.context import utc_now
from issuer.organisation.history import current_settings
from issuer.planning.earlier_people import people_of
from issuer.planning.plan import Outcome, Plan
from issuer.planning.planning import plan_records
from issuer.planning.possible_matches import AnotherPerson, Decision, SamePerson
from issuer.settings.issuer import IssuerSettings
from issuer.workbook.answers import Answers
from issuer.workbook.format.cells import Sheet
from issuer.workbook.model import AttendanceRecords
from issuer.workbook.profiled import ProfiledFiles
from keys.custody.reloading import ring_keys

workbook_argument = click.argument("workbook", type=click.Path(path_type=Path), metavar="CLASSEUR")
module_option = click.option(
    "--module",
    "module_path",
    type=click.Path(path_type=Path),
    help="Fichier qui décrit le module, si le classeur ne le fait pas.",
)

same_option = click.option(
    "--same",
    metavar="LIGNE=NUMÉRO",
    multiple=True,
    help="Cette ligne est la personne de cette attestation, corrigée : la remplacer.",
)
other_option = click.option(
    "--other",
    metavar="LIGNE",
    type=int,
    multiple=True,
    help="Cette ligne est une autre personne que celle à qui elle ressemble.",
)


@click.command(help="Montrer ce qui est compris du classeur ; rien n’est écrit.")
@workbook_argument
@module_option
@same_option
@other_option
@with_answers
@with_profile
@json_option
@pass_command
def check(
    command: Command,
    workbook: Path,
    module_path: Path | None,
    same: tuple[str, ...],
    other: tuple[int, ...],
    answers: Answers,
    profiled: ProfiledFiles | None,
    as_json: bool,
) -> None:
    """Print the plan; exit 1 while a problem or a question remains."""
    settings = command.settings()
    register = command.register(settings, read_only=True)
    read = reader_of(
        workbook, module_path, answers, profiled, earlier=earlier_people(settings, register)
    )
    plan = make_plan(read, settings, register, read_decisions(same, other))
    if as_json:
        click.echo(json.dumps(plan_to_json(plan), ensure_ascii=False, indent=2))
    else:
        print_plan(plan)
    sys.exit(1 if plan.is_open else 0)


def read_decisions(same: tuple[str, ...], other: tuple[int, ...]) -> dict[int, Decision]:
    """Read which rows are somebody known, and which are not, as the options say.

    Raises:
        ConfigurationError: ``--same`` names no row or no number.
    """
    decisions: dict[int, Decision] = {row: AnotherPerson() for row in other}
    for text in same:
        row, _, number = text.partition("=")
        if not row.isdecimal() or not number:
            raise ConfigurationError("--same", "une ligne et un numéro, comme 12=AC-2026-0042")
        decisions[int(row)] = SamePerson(number=Number(number))
    return decisions


def earlier_people(settings: IssuerSettings, register: Engine) -> Callable[[str], Sheet]:
    """Return what finds the people of a module that was issued, by its code."""

    def find(module_code: str) -> Sheet:
        keys = ring_keys(settings.keys.ring)
        found = people_of(register, keys, module_code)
        if len(found.rows) == 1:
            raise ConfigurationError("--people-of", f"rien n’est délivré du module {module_code}")
        return found

    return find


def make_plan(
    read: Callable[[date], AttendanceRecords],
    settings: IssuerSettings,
    register: Engine,
    decisions: dict[int, Decision],
) -> Plan:
    """Read the workbook, and say for each person what issuing would do.

    Raises:
        ConfigurationError: a row of ``--same`` does not resemble the attestation that is named.
        WorkbookError: the workbook cannot be read.
    """
    now = utc_now()
    settings = current_settings(settings, register)
    plan = plan_records(
        read(now.date()),
        register=register,
        settings=settings,
        at=now,
        decisions=decisions,
    )
    # A person replaced by an earlier run that died holds the new one, so nothing is left to do.
    unheard = {row for row, one in decisions.items() if isinstance(one, SamePerson)} - {
        person.row
        for person in plan.people
        if person.outcome in (Outcome.REPLACES, Outcome.ISSUED, Outcome.LOST)
    }
    if unheard:
        rows = ", ".join(map(str, sorted(unheard)))
        raise ConfigurationError("--same", f"ligne {rows} : ne ressemble pas à cette attestation")
    return plan
