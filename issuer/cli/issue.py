"""``issue``: the plan of a workbook carried out."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine

from attestation.facts import Number
from issuer.cli.check import (
    earlier_people,
    make_plan,
    module_option,
    other_option,
    read_decisions,
    same_option,
    workbook_argument,
)
from issuer.cli.context import (
    Command,
    command_user,
    json_option,
    pass_command,
    passphrase_option,
)
from issuer.cli.presentation import plan_to_json, print_plan, summary
from issuer.cli.workbook_options import reader_of, with_answers, with_profile
from issuer.cluster.client import cluster_pool
from issuer.context import IssuerContext
from issuer.export.documents import export_documents, said_aside, set_ended_aside
from issuer.issuance.document_production import WorkerPools
from issuer.issuance.worker_pool import process_pool
from issuer.lifecycle.plan_run import keep_decisions, keep_figures, request_plan, run_plan
from issuer.planning.plan import Outcome, Plan
from issuer.settings.cluster import Cluster, find_cluster
from issuer.workbook.answers import Answers
from issuer.workbook.profiled import ProfiledFiles
from keys.custody.reloading import ring_keys
from register.database import reading
from register.figures import stored_counts

WARN_BEFORE_EXPIRY = timedelta(days=60)


@click.command(help="Délivrer une attestation à chaque personne qui y a droit.")
@workbook_argument
@module_option
@click.option("--out", type=click.Path(path_type=Path), help="Dossier où copier les PDF.")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=64),
    default=1,
    show_default=True,
    help="Nombre de processus ; la clé ne quitte jamais le premier.",
)
@same_option
@other_option
@with_answers
@with_profile
@click.option(
    "--scheduler",
    metavar="ADRESSE",
    help="Grappe Dask qui dessine les pages : tls://ordonnanceur:8786 (section [cluster]).",
)
@click.option("--strict", is_flag=True, help="Ne rien délivrer tant qu’un problème reste.")
@passphrase_option
@json_option
@pass_command
def issue(  # noqa: PLR0913  an argument for each option
    command: Command,
    workbook: Path,
    module_path: Path | None,
    out: Path | None,
    yes: bool,
    jobs: int,
    same: tuple[str, ...],
    other: tuple[int, ...],
    answers: Answers,
    profiled: ProfiledFiles | None,
    scheduler: str | None,
    strict: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Carry out the plan; exit 1 if somebody was left out for a problem or a question."""
    settings = command.settings()
    cluster = None
    if scheduler is not None:
        cluster = find_cluster(scheduler, settings.cluster, folder=settings.folder)
    register = command.register(settings, read_only=True)
    read = reader_of(
        workbook, module_path, answers, profiled, earlier=earlier_people(settings, register)
    )
    plan = make_plan(read, settings, register, read_decisions(same, other))
    drafts = [*plan.drafts(), *plan.replacements()]
    if not as_json and not yes:
        click.echo(summary(plan.people))
    if strict and plan.is_open:
        drafts = []
        click.echo("Rien n’est délivré : corrigez d’abord les problèmes (--strict).", err=True)
    elif drafts and not yes and sys.stdin.isatty():
        replaced = len(plan.replacements())
        more = f", dont {replaced} à la place d’une autre" if replaced else ""
        click.confirm(f"Délivrer {len(drafts)} attestations{more} ?", abort=True)
    new: dict[int, Number] = {}
    if drafts:
        context = command.current_context(settings, passphrase_file)
        _warn_of_expiry(context)
        if decided := _for_the_log(answers, profiled):
            keep_decisions(context, plan, decided, who=command_user())
        new = _carry_out(context, plan, jobs=jobs, cluster=cluster)
    elif not plan.is_open and _are_new_counts(register, plan):
        # Also a module in which nobody has a right was held, and a correction changes its figures.
        context = command.current_context(settings, passphrase_file)
        keep_figures(context, plan, who=command_user())
    if as_json:
        click.echo(json.dumps(plan_to_json(plan, new=new), ensure_ascii=False, indent=2))
    else:
        print_plan(plan, new=new)
        if not new:
            click.echo("Rien de nouveau à délivrer.")
    if out is not None:
        files = export_documents(
            register,
            out.absolute(),
            keys=ring_keys(settings.keys.ring),
            module_code=plan.module.code,
        )
        click.echo(f"{len(files)} PDF dans {out}", err=as_json)
        moved = set_ended_aside(register, out.absolute(), module_code=plan.module.code)
        if moved:
            click.echo(said_aside(moved), err=as_json)
    sys.exit(1 if plan.is_open else 0)


def _for_the_log(answers: Answers, profiled: ProfiledFiles | None) -> str:
    """Say what was decided, and from which module people were taken (ADR 0132)."""
    people_of = profiled and profiled.people_of
    said = (answers.for_the_log(), f"personnes de {people_of}" if people_of else "")
    return " ; ".join(one for one in said if one)


def _are_new_counts(register: Engine, plan: Plan) -> bool:
    with reading(register) as session:
        return stored_counts(session, plan.module.code) != plan.counts


def _carry_out(
    context: IssuerContext, plan: Plan, *, jobs: int, cluster: Cluster | None
) -> dict[int, Number]:
    """Carry out the plan, and say what of it could not be done; return the new numbers by row."""
    request = request_plan(context, plan, who=command_user())
    with _workshop(jobs, cluster) as pools, _progress() as progress:
        task = progress.add_task("Attestations", total=len(plan.drafts()))
        result = run_plan(
            context,
            request,
            who=command_user(),
            pools=pools,
            on_issued=lambda count: progress.advance(task, count),
        )
    if result is None:
        raise AssertionError("nobody can tell a command to stop")
    rows = [person.row for person in plan.people if person.outcome is Outcome.ENTITLED]
    # Whoever another program has issued to in the meantime is not new here.
    new = {
        row: answer
        for row, answer in zip(rows, result.answers, strict=True)
        if isinstance(answer, str)
    }
    rows = [person.row for person in plan.people if person.outcome is Outcome.REPLACES]
    for row, one in zip(rows, result.replaced, strict=True):
        if one.new is not None:
            new[row] = one.new
            click.echo(f"{one.old} est remplacée par {one.new}.", err=True)
        else:
            click.echo(f"{one.old} n’est pas remplacée : {one.problem}.", err=True)
    _warn_of_late(result.late)
    return new


@contextmanager
def _workshop(jobs: int, cluster: Cluster | None) -> Iterator[WorkerPools]:
    """Start the worker pools; this process draws and reads too, and alone signs and decides."""
    with ExitStack() as open_ones:
        here = open_ones.enter_context(process_pool(jobs - 1)) if jobs > 1 else None
        there = open_ones.enter_context(cluster_pool(cluster)) if cluster else None
        yield WorkerPools(drawing=there or here, reading=here)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress


def _warn_of_late(late: Sequence[Number]) -> None:
    """Print which documents were issued without the timestamp that the settings ask for."""
    if late:
        click.echo(
            f"Attention : sans horodatage complet, l’autorité ayant failli : {', '.join(late)}.\n"
            "Quand elle répondra : attest-issuer extend --pending",
            err=True,
        )


def _warn_of_expiry(context: IssuerContext) -> None:
    end = context.signer.certificate.not_valid_after_utc
    if end - context.now() < WARN_BEFORE_EXPIRY:
        click.echo(f"Attention : la clé d’émission expire le {end:%d/%m/%Y}.", err=True)
