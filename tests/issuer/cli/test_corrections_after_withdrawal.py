"""After a withdrawal: given again, lost, counted, exported; what each leads to."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from issuer.delivery.context import open_mail_context
from issuer.desk.jobs.pending_changes import ask_ending
from register.holders import person_key
from tests.support.commands import Done
from tests.support.issuer_commands import config, issuer, outcomes, template, workbook
from tests.support.issuer_contexts import open_issuer
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here

BORN = PartialDate(year=1996, month=2, day=29)
BAH = {"family_name": "Bah", "given_name": "Awa"}


def numbers(done: Done) -> list[str]:
    return [one["number"] for one in done.json()["people"]]


def test_withdrawal_is_undone_by_one_command_whether_it_waits_or_is_done(
    config: Path, tmp_path: Path
) -> None:
    (number,) = numbers(issuer(config, "issue", workbook(tmp_path, person()), "--yes", "--json"))
    assert "rien à annuler" in issuer(config, "undo", number).err
    context = replace(open_issuer(config), now=lambda: datetime.now(UTC))
    mail_context = open_mail_context(context.settings, context.register, now=context.now)
    ask_ending(
        context, mail_context, Number(number),
        reason="erreur", correction=None, login="ines", at_once=False,
    )  # fmt: skip

    called_back = issuer(config, "undo", number)
    assert "la demande est annulée" in called_back.out, called_back.err
    assert "délivrée" in issuer(config, "show", number).out
    issuer(config, "withdraw", number, "--reason", "erreur")
    again = issuer(config, "undo", number)

    assert "est délivrée sous" in again.out, again.err
    new = again.out.split()[-1].rstrip(".")
    assert new != number
    assert new in issuer(config, "show", number).out
    assert "rien à annuler" in issuer(config, "undo", number).err


def test_withdrawn_by_mistake_is_given_again_under_a_new_number(
    config: Path, tmp_path: Path
) -> None:
    path = workbook(tmp_path, person(), person(**BAH))
    out = tmp_path / "out"
    (first, second) = numbers(issuer(config, "issue", path, "--yes", "--json", "--out", out))
    withdrawn = issuer(config, "withdraw", first, "--reason", "erreur")
    assert withdrawn.exit_code == 0, withdrawn.err

    checked = issuer(config, "check", path, "--json")
    assert outcomes(checked) == ["withdrawn", "issued"]
    again = issuer(config, "replace", first, "--reason", "retirée par erreur")
    shown = issuer(config, "show", first)

    assert again.exit_code == 0, again.err
    new = again.out.split()[-1].rstrip(".")
    assert new not in (first, second)
    assert new in shown.out
    assert outcomes(issuer(config, "check", path, "--json")) == ["issued", "issued"]
    refused = issuer(config, "replace", new, "--reason", "encore")
    assert "rien ne change" in refused.err


def test_document_that_is_no_longer_in_force_does_not_stay_among_those_that_are(
    config: Path, tmp_path: Path
) -> None:
    path = workbook(tmp_path, person(), person(**BAH))
    out = tmp_path / "out"
    (first, second) = numbers(issuer(config, "issue", path, "--yes", "--json", "--out", out))
    before = {file.name: file.read_bytes() for file in out.glob("*.pdf")}
    issuer(config, "withdraw", first, "--reason", "erreur")
    issuer(config, "replace", second, "--reason", "nom corrigé", "--given-name", "Aïcha")

    exported = issuer(config, "export", "--out", out)

    assert "1 PDF dans" in exported.out
    assert "2 PDF retirés ou remplacés, mis dans retirées/" in exported.out
    (left,) = out.glob("*.pdf")
    assert left.name not in before
    assert {file.name: file.read_bytes() for file in (out / "retirées").glob("*.pdf")} == before
    assert "retirées" not in issuer(config, "export", "--out", out).out  # what is told once is done


def test_right_that_was_lost_and_person_who_vanished_are_said(config: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, person(), person(**BAH))
    first, second = numbers(issuer(config, "issue", path, "--yes", "--json"))

    workbook(tmp_path, person(marks="PPA"))
    checked = issuer(config, "check", path, "--json")

    assert checked.exit_code == 1
    assert outcomes(checked) == ["lost"]
    assert checked.json()["gone"] == [second]
    said = issuer(config, "check", path).out
    assert f"{first} est délivrée, mais les présences n’y donnent plus droit" in said
    assert f"{second} (Awa Bah) est délivrée, mais n’est plus dans la liste." in said
    assert "withdraw" not in said


def test_session_that_the_rule_forgives_gives_no_alarm(config: Path, tmp_path: Path) -> None:
    config.write_text(config.read_text().replace("[issue]", "[issue]\nrequired_percent = 60"))
    path = workbook(tmp_path, person(marks="PPA"))

    issuer(config, "issue", path, "--yes")
    checked = issuer(config, "check", path, "--json")

    assert outcomes(checked) == ["issued"]
    assert checked.json()["notices"] == []
    assert checked.exit_code == 0


def test_module_in_which_nobody_has_a_right_is_counted(config: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, person(marks="PAA"), person(**BAH, marks="AAA"))

    issuer(config, "issue", path, "--yes")

    assert counted(config) == (2, '{"P": 1, "A": 5}')
    workbook(tmp_path, person(marks="PPA"), person(**BAH, marks="AAA"))
    issuer(config, "issue", path, "--yes")
    assert counted(config) == (2, '{"P": 2, "A": 4}')


def counted(config: Path) -> tuple[int, str]:
    with closing(sqlite3.connect(config.parent / "register.db")) as database:
        row = database.execute("SELECT participants, marks FROM module_figures").fetchone()
    return row[0], row[1]


def test_erased_person_is_known_again_and_not_issued(config: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, person(), person(**BAH))
    first, _ = numbers(issuer(config, "issue", path, "--yes", "--json"))
    erased = issuer(config, "person", "erase", first, "--yes")
    assert erased.exit_code == 0, erased.err

    again = issuer(config, "issue", path, "--yes", "--json")

    assert outcomes(again) == ["erased", "issued"]
    assert "effacée à sa demande" in issuer(config, "check", path).out
    with closing(sqlite3.connect(config.parent / "register.db")) as database:
        (row,) = database.execute(
            "SELECT person_key, attendance FROM attestation WHERE number = ?", (first,)
        ).fetchall()
    holder = Holder(family_name="Haile", given_name="Tsegaye", birth_date=BORN)
    assert row[0] != person_key(holder)
    assert row[1] is None
