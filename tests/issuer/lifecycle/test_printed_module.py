"""A document says its own module and rule, also when it is corrected after they have changed."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

from pypdf import PdfReader

from register.attestations import module
from register.database import writing
from register.reservation import store_module
from tests.support.issuer_commands import config, issuer, template
from tests.support.issuer_contexts import SETTINGS, open_issuer
from tests.support.workbooks import HEADER, MODULE_ROWS, PERSON, Rows, xlsx_bytes

__all__ = ["config", "template"]  # pytest finds them here

CODE = "AC-2026-10"
RULE = SETTINGS + f'[issue.required_percent_of]\n"{CODE}" = 80\n'


DAYS = [date(2026, 10, 5 + number) for number in range(5)]
MODULE: Rows = (
    *MODULE_ROWS[:7],
    *((day, time(9), time(13), "Santé", "présentiel") for day in DAYS),
)


def workbook(folder: Path) -> Path:
    """Write a list of one person, who missed the last of five sessions."""
    path = folder / "presences.xlsx"
    people: Rows = ((*HEADER[:5], *DAYS), (*PERSON[:5], *"PPPPA"))
    path.write_bytes(xlsx_bytes({"Module": MODULE, "Présences": people}))
    return path


def text_of_document(folder: Path) -> str:
    (file,) = folder.glob("*.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(file).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_document_issued_under_a_lower_rule_says_what_was_followed(
    config: Path, tmp_path: Path
) -> None:
    config.write_text(RULE)
    out = tmp_path / "out"

    issuer(config, "issue", workbook(tmp_path), "--yes", "--out", out)

    text = text_of_document(out)
    assert "a suivi 4 des 5 séances, 16 h sur 20 h (80 % sont demandés)" in text
    assert "l’entièreté" not in text


def test_document_corrected_in_autumn_still_prints_its_own_module(
    config: Path, tmp_path: Path
) -> None:
    config.write_text(RULE)
    first, second = tmp_path / "first", tmp_path / "second"
    path = workbook(tmp_path)
    done = issuer(config, "issue", path, "--yes", "--json", "--out", first)
    (number,) = (one["number"] for one in done.json()["people"])
    spring = text_of_document(first)
    context = open_issuer(config)
    with writing(context.register) as session:  # as a program of before overwrote a module
        was = module(session, CODE)
        assert was is not None
        autumn = [
            replace(one, day=one.day + timedelta(days=28), theme="Logement") for one in was.sessions
        ]
        store_module(session, replace(was, title="Ateliers d’automne", sessions=tuple(autumn)))
    config.write_text(SETTINGS)  # the rule is another one, too

    replaced = issuer(
        config, "replace", number, "--reason", "naissance", "--birth-date", "1996-03-01"
    )
    assert replaced.exit_code == 0, replaced.err
    issuer(config, "export", "--out", second)

    text = text_of_document(second)
    assert "01/03/1996" in text or "1 mars 1996" in text or "1er mars 1996" in text
    for said in (
        "Ateliers citoyens",
        "4 des 5 séances",
        "16 h sur 20 h (80 % sont demandés)",
        "Santé",
    ):
        assert said in spring
        assert said in text
    assert "automne" not in text
    assert "Logement" not in text
    assert "novembre" not in text.split("Fait")[0]
