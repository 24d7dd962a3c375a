"""``attest-verifier``: check files, QR texts and codes; serve the web pages; trust.

Exit codes of ``check``: 0 all genuine; 1 at least one was checked and is not genuine; 3 none of
that, but something could not be checked or read; 2 wrong usage or settings. A certain "no" comes
before an uncertain answer: it will still be a "no" when the check is run again.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from attestation.errors import AttestationError
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding, Genuine, Unreadable, VerdictName
from verifier.assembly import open_verifier
from verifier.check import Verifier, check_file, check_text
from verifier.cli.input import FileInput, TextInput, read_input
from verifier.cli.receipt_key import receipt_key
from verifier.cli.settings import settings_from
from verifier.cli.trust import trust
from verifier.evidence import FileProblem
from verifier.record import finding_record
from verifier.report import report_on, signed
from verifier.translations.catalogue import LANGUAGES, Wording, wording

_Outcome = Finding | FileProblem
_SIGNS: dict[VerdictName, tuple[str, str]] = {
    "genuine": ("✓", "green"),
    "replaced": ("↻", "yellow"),
    "withdrawn": ("✗", "red"),
    "altered": ("✗", "red"),
    "not_ours": ("✗", "red"),
    "unreadable": ("?", "bright_black"),
    "cannot_check": ("?", "bright_black"),
}


@click.group(help="Vérifier des attestations : fichiers, textes de QR et codes.")
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
    context.obj = config


@cli.command(
    help="Vérifier chaque FICHIER, URL ou CODE, dans l’ordre, une ligne chacun.\n\n"
    "Code de sortie : 0 tout est authentique ; 1 quelque chose ne l’est pas ; 3 quelque chose "
    "n’a pas pu être vérifié ou lu ; 2 usage ou réglages."
)
@click.argument("inputs", nargs=-1, required=True, metavar="FICHIER|URL|CODE…")
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par ligne.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Langue des réponses."
)
@click.pass_obj
def check(config: Path | None, inputs: Sequence[str], as_json: bool, lang: str) -> None:
    """Check each input; answers come in order, as soon as they are there."""
    settings = settings_from(config)
    verifier, words = open_verifier(settings), wording(lang)
    most_bytes = settings.section.limits().file_bytes
    write = _json_line if as_json else _line
    outcomes: list[_Outcome] = []
    with ThreadPoolExecutor(settings.section.inspections_at_once) as pool:
        checks = pool.map(lambda one: _check(verifier, one, most_bytes=most_bytes), inputs)
        for argument, outcome in zip(inputs, checks, strict=True):
            outcomes.append(outcome)
            click.echo(write(argument, outcome, words))
    sys.exit(exit_code(outcomes))


@cli.command(help="Servir les pages web (gunicorn).")
@click.option("--host", help="Adresse d’écoute, à la place de celle des réglages.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port, de même.")
@click.pass_obj
def serve(config: Path | None, host: str | None, port: int | None) -> None:
    """Serve until told to stop."""
    # Imported here: a check on the command line needs no web server.
    from verifier.http.server import run_server

    settings = settings_from(config)
    section = settings.section
    run_server(
        settings,
        host=section.host if host is None else host,
        port=section.port if port is None else port,
    )


@cli.command(help="Écrire la description OpenAPI 3.1 de l’interface pour programmes.")
def openapi() -> None:
    """Print the document that ``/api/v1/openapi.json`` serves."""
    from verifier.http.api.openapi import openapi_document

    click.echo(json.dumps(openapi_document(), ensure_ascii=False, indent=2))


cli.add_command(trust)
cli.add_command(receipt_key)


def exit_code(outcomes: Iterable[_Outcome]) -> int:
    """Sum up many answers in one number; see the top of this module."""
    worst = 0
    for outcome in outcomes:
        match outcome:
            case Finding(verdict=Genuine()):
                pass
            case Finding(verdict=Unreadable() | CannotCheck()) | FileProblem():
                worst = worst or 3
            case _:
                return 1
    return worst


def main() -> None:
    """Run the command; an expected error is one line and its exit code."""
    try:
        cli()
    except AttestationError as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(error.exit_code)


def _check(verifier: Verifier, argument: str, *, most_bytes: int) -> _Outcome:
    try:
        match read_input(argument, most_bytes=most_bytes):
            case FileInput(data=data):
                return check_file(verifier, data)
            case TextInput(text=text):
                return check_text(verifier, text)
            case problem:
                return problem
    # The outermost handler of one input: a fault of ours must not cost the others their answer.
    except Exception:
        return Finding(verdict=CannotCheck(reason=Obstacle.FAILED), looked_at=None)


def _json_line(argument: str, outcome: _Outcome, words: Wording) -> str:
    if isinstance(outcome, FileProblem):
        record: dict[str, object] = {
            "verdict": Unreadable.name,
            "looked_at": None,
            "attestation": None,
            "reason": outcome.value,
            "message": words.file_problems[outcome],
            "next_step": None,
            "ended": None,
        }
    else:
        record = finding_record(outcome, report_on(outcome, words))
    return json.dumps({"input": argument, **record}, ensure_ascii=False)


def _line(argument: str, outcome: _Outcome, words: Wording) -> str:
    name = _printable(argument)
    if isinstance(outcome, FileProblem):
        return f"{_sign(Unreadable.name)} {name} : {words.file_problems[outcome]}"
    report = report_on(outcome, words)
    heading = report.heading
    if isinstance(outcome.verdict, Genuine) and outcome.looked_at is not None:
        heading += f" ({words.looked_at[outcome.looked_at]})"
    known = signed(outcome.verdict)
    if known is not None:
        attestation = known[0].attestation
        heading += f" · {attestation.number} · {attestation.holder.full_name()}"
    # The verdict's own sentence is on the heading's account; the reasons come after it.
    said = " ".join((*report.sentences[1:], report.next_step))
    return f"{_sign(report.verdict)} {name} : {heading}. {said}"


def _sign(verdict: VerdictName) -> str:
    sign, colour = _SIGNS[verdict]
    return click.style(sign, fg=colour, bold=True)


def _printable(argument: str) -> str:
    """Leave out what would move a terminal's cursor: a file's name is not ours."""
    return "".join(character if character.isprintable() else "�" for character in argument)
