"""``attest-issuer issue``: who is issued an attestation, who is not and why, and what stops it."""

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.support.issuer_commands import config, issuer, outcomes, template, workbook
from tests.support.issuer_contexts import SETTINGS, make_deployment
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"

MESSY = ("messy-octobre-2026.xlsx", "module-AC-2026-10.module.csv")

TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


def test_issue_then_issue_again_then_check(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    first = issuer(config, "issue", EXAMPLE, "--yes", "--out", out)
    files = {file: file.read_bytes() for file in out.iterdir()}
    second = issuer(config, "issue", EXAMPLE, "--yes", "--out", out, "--json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "10 × délivrée" in first.out
    assert "10 PDF dans" in first.out
    assert len(files) == 10
    assert {file: file.read_bytes() for file in out.iterdir()} == files
    assert outcomes(second).count("issued") == 10
    assert "Rien de nouveau" in issuer(config, "issue", EXAMPLE, "--yes").out
    numbers = [one["number"] for one in issuer(config, "check", EXAMPLE, "--json").json()["people"]]
    assert sorted(filter(None, numbers)) == [f"AC-{TODAY.year}-{n:04d}" for n in range(1, 11)]


def test_people_with_problems_are_left_out_and_named(config: Path, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        person(),
        person(family_name="Bah", given_name="Awa", marks="P?P"),
        person(family_name="Łuk", given_name="Ewa", birth_date="31/02/1990"),
    )

    strict = issuer(config, "issue", path, "--yes", "--strict")
    done = issuer(config, "issue", path, "--yes", "--json")

    assert strict.exit_code == 1
    assert "Rien n’est délivré" in strict.err
    assert done.exit_code == 1
    assert outcomes(done) == ["issued", "problem", "problem"]
    problems = done.json()["problems"]
    assert [(p["sheet"], p["row"], p["column"]) for p in problems] == [
        ("Présences", 3, "G"),
        ("Présences", 4, "C"),
    ]
    assert all(p["message"] and p["remedy"] for p in problems)
    checked = issuer(config, "check", path)
    assert checked.exit_code == 1
    assert "Problème, Présences, ligne 3, colonne G" in checked.out


def test_rule_of_a_module_is_the_organisations(config: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, person(marks="PPA"), person(family_name="Bah", marks="PAA"))
    config.write_text(SETTINGS + '[issue.required_percent_of]\n"AC-2026-10" = 66\n')

    assert outcomes(issuer(config, "check", path, "--json")) == ["entitled", "not_entitled"]


def test_workbook_no_longer_supports_what_was_issued(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"

    done = issuer(config, "check", workbook(tmp_path, person(marks="PAP")))
    issuer(config, "withdraw", number, "--reason", "présences")
    later = issuer(config, "check", workbook(tmp_path, person(marks="PAP")))

    assert f"{number} est délivrée, mais les présences n’y donnent plus droit" in done.out
    assert f"{number} a été retirée" in later.out


def test_wrong_passphrase_issues_nothing(config: Path) -> None:
    (config.parent / "passphrase").write_text("une autre phrase bien longue\n")

    done = issuer(config, "issue", EXAMPLE, "--yes")

    assert done.exit_code == 3
    assert "phrase secrète est fausse" in done.err
    assert outcomes(issuer(config, "check", EXAMPLE, "--json")).count("entitled") == 10


def test_key_about_to_expire_is_announced(tmp_path: Path) -> None:
    config = make_deployment(tmp_path, at=datetime.now(UTC) - timedelta(days=990))

    done = issuer(config, "issue", EXAMPLE, "--yes")

    assert done.exit_code == 0
    assert "la clé d’émission expire" in done.err


def test_on_a_terminal_the_question_is_asked_and_progress_is_shown(config: Path) -> None:
    def on_a_terminal(answer: bytes) -> str:
        leader, follower = pty.openpty()
        command = [sys.executable, "-m", "issuer", "--config", str(config), "issue", str(EXAMPLE)]
        with subprocess.Popen(
            command, stdin=follower, stdout=follower, stderr=follower, cwd=ROOT
        ) as child:
            os.close(follower)
            os.write(leader, answer)
            seen = b""
            try:
                while piece := os.read(leader, 65536):
                    seen += piece
            except OSError:
                pass  # the other end of a terminal closes with an error
            child.wait()
        os.close(leader)
        return seen.decode()

    refused = on_a_terminal(b"n\n")
    accepted = on_a_terminal(b"y\n")

    assert "Délivrer 10 attestations ?" in refused
    assert "délivrée" not in refused
    assert "10/10" in accepted
    assert "10 × délivrée" in accepted


def test_json_of_issue_is_one_document_even_with_problems(config: Path) -> None:
    messy, module = (EXAMPLE.with_name(name) for name in MESSY)
    done = issuer(config, "issue", messy, "--module", module, "--json", "--yes")

    assert done.exit_code == 1
    assert len(json.loads(done.out)["people"]) == 15
