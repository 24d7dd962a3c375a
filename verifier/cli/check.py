"""``check``: files, QR texts and codes, a line each.

Exit codes: 0 all genuine, though a paper may still have to be compared; 1 at least one was checked
and is not genuine; 3 none of that, but something could not be checked or read; 2 wrong usage or
settings. A certain "no" comes first, because it will still be a "no" when the check is run again.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding, Genuine, Unreadable
from verifier.assembly import open_verifier
from verifier.check import Verifier, check_file, check_text
from verifier.cli.input import FileInput, TextInput, read_input
from verifier.cli.settings import settings_from
from verifier.evidence import FileProblem
from verifier.finding_json import finding_json
from verifier.report import Sign, report_on, signed
from verifier.translations.catalogue import LANGUAGES, Wording, wording

_Outcome = Finding | FileProblem
_SIGNS: dict[Sign, tuple[str, str]] = {
    "genuine": ("✓", "green"),
    "to_compare": ("=", "blue"),
    "replaced": ("↻", "yellow"),
    "withdrawn": ("✗", "red"),
    "altered": ("✗", "red"),
    "not_ours": ("✗", "red"),
    "unreadable": ("?", "bright_black"),
    "cannot_check": ("?", "bright_black"),
}


@click.command(
    help="Vérifier chaque FICHIER, URL ou CODE, dans l’ordre, une ligne chacun.\n\n"
    "Code de sortie : 0 toutes les attestations sont valables (un papier peut rester à comparer) ; "
    "1 l’une ne l’est pas ; 3 quelque chose n’a pas pu être vérifié ou lu ; 2 usage ou réglages."
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


def exit_code(outcomes: Iterable[_Outcome]) -> int:
    """Return the exit code of many answers; see the top of this module."""
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
            "page": None,
            "page_reason": None,
            "zones": [],
            "attestation": None,
            "reason": outcome.value,
            "message": words.file_problems[outcome],
            "next_step": None,
            "ended": None,
        }
    else:
        record = finding_json(outcome, report_on(outcome, words))
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
    # The heading covers the verdict's own sentence; the reasons come after it.
    said = " ".join((*report.sentences[1:], *report.zones, report.next_step))
    return f"{_sign(report.sign)} {name} : {heading}. {said}"


def _sign(verdict: Sign) -> str:
    sign, colour = _SIGNS[verdict]
    return click.style(sign, fg=colour, bold=True)


def _printable(argument: str) -> str:
    """Remove control characters, because a file's name is not ours."""
    return "".join(character if character.isprintable() else "�" for character in argument)
