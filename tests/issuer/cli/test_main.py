import csv
import json
import os
import pty
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from issuer.cli.main import main
from tests.support.commands import run
from tests.support.issuer_commands import config, issuer, outcomes, template, workbook
from tests.support.issuer_contexts import SETTINGS, make_deployment
from tests.support.workbooks import HEADER, MODULE_ROWS, person, xlsx_bytes

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"
MESSY = ("messy-octobre-2026.xlsx", "module-AC-2026-10.module.csv")
TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


def test_check_prints_each_person_and_writes_nothing(config: Path) -> None:
    before = (config.parent / "register.db").read_bytes()

    done = issuer(config, "check", EXAMPLE)

    assert done.exit_code == 0
    assert "10 × a droit, 4 × n’a pas droit" in done.out
    assert "Dvořáková" in done.out
    assert "manque : 05/11/2026" in done.out
    assert "13 séances, du 05/10/2026 au 05/11/2026" in done.out
    assert (config.parent / "register.db").read_bytes() == before


def test_check_gives_programs_one_json_document(config: Path) -> None:
    done = issuer(config, "check", EXAMPLE, "--json")

    document = done.json()
    assert document["module"]["code"] == "AC-2026-10"
    assert len(document["module"]["sessions"]) == 13
    assert outcomes(done).count("entitled") == 10
    missed = [one for one in document["people"] if one["outcome"] == "not_entitled"]
    assert [len(one["missed"]) for one in missed] == [1, 1, 1, 13]
    assert document["people"][0].keys() >= {
        "family_name",
        "given_name",
        "birth_date",
        "outcome",
        "missed",
        "number",
    }
    assert document["problems"] == []


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


def test_letter_that_the_font_lacks_is_a_problem(config: Path, tmp_path: Path) -> None:
    done = issuer(config, "check", workbook(tmp_path, person(family_name="Ǩaba")), "--json")

    assert outcomes(done) == ["problem"]
    assert "U+01E8" in done.json()["problems"][0]["message"]


def test_person_whose_credential_would_be_too_long_is_a_problem(
    config: Path, tmp_path: Path
) -> None:
    long = person(family_name="Đ" * 100, given_name="Ə" * 100)

    done = issuer(config, "check", workbook(tmp_path, long), "--json")

    assert outcomes(done) == ["problem"]
    assert "trop longs" in done.json()["problems"][0]["message"]


def test_module_with_a_letter_that_the_font_lacks_stops_everybody(
    config: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    module = [("Code", "AC-2026-10"), ("Intitulé", "市民"), *MODULE_ROWS[2:]]
    path.write_bytes(xlsx_bytes({"Module": module, "Présences": [HEADER, person()]}))

    done = issuer(config, "check", path, "--json")

    assert outcomes(done) == ["problem"]
    assert len(done.json()["problems"]) == 2


def test_rule_of_a_module_is_the_organisations(config: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path, person(marks="PPA"), person(family_name="Bah", marks="PAA"))
    config.write_text(SETTINGS + '[issue.required_percent_of]\n"AC-2026-10" = 66\n')

    assert outcomes(issuer(config, "check", path, "--json")) == ["entitled", "not_entitled"]


def test_show_tells_the_whole_story(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"
    replaced = issuer(
        config, "replace", number, "--family-name", "Haïlé", "--given-name", "",
        "--birth-date", "00/02/1996", "--email", "", "--reason", "nom corrigé",
    )  # fmt: skip
    new = f"AC-{TODAY.year}-0002"
    withdrawn = issuer(config, "withdraw", new, "--reason", "délivrée par erreur")

    old_story, new_story = issuer(config, "show", number), issuer(config, "show", new, "--json")

    assert replaced.out == f"{number} est remplacée par {new}.\n"
    assert withdrawn.out == f"{new} est retirée.\n"
    for words in ("remplacée", "Tsegaye Haile", "29/02/1996", new, "nom corrigé", "12 h 00"):
        assert words in old_story.out
    history = new_story.json()
    assert history["family_name"] == "Haïlé"
    assert (history["given_name"], history["birth_date"], history["email"]) == (
        None,
        "1996-02",
        None,
    )
    assert (history["state"], history["replaces"]) == ("withdrawn", number)
    assert [event["kind"] for event in history["events"]] == ["issued", "withdrawn"]
    assert history["events"][1]["reason"] == "délivrée par erreur"
    assert all(event["is_signed_by_us"] for event in history["events"])


def test_story_points_out_what_nobody_signed(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"
    with sqlite3.connect(config.parent / "register.db") as register:
        register.execute(
            "INSERT INTO statement (number, kind, made_at, signed) VALUES (?, ?, ?, ?)",
            (number, "withdrawn", "2026-11-20 10:00:00", b"forged"),
        )

    assert "dont la signature n’est pas la nôtre" in issuer(config, "show", number).out


def test_corrections_that_make_no_sense_are_refused(config: Path) -> None:
    issuer(config, "issue", EXAMPLE, "--yes")
    number = f"AC-{TODAY.year}-0001"

    for arguments, complaint in (
        (("show", "AC-1999-0001"), "aucune attestation"),
        (("withdraw", "AC-1999-0001", "--reason", "x"), "aucune attestation"),
        (("replace", number, "--reason", "x"), "rien ne change"),
        (("replace", number, "--family-name", "\u202e", "--reason", "x"), "--family-name"),
        (("replace", number, "--birth-date", "31/02/1990", "--reason", "x"), "--birth-date"),
    ):
        done = issuer(config, *arguments)
        assert done.exit_code == 2
        assert complaint in done.err


def test_workbook_no_longer_supports_what_was_issued(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"

    done = issuer(config, "check", workbook(tmp_path, person(marks="PAP")))
    issuer(config, "withdraw", number, "--reason", "présences")
    later = issuer(config, "check", workbook(tmp_path, person(marks="PAP")))

    assert f"{number} est délivrée, mais les présences n’y donnent plus droit" in done.out
    assert f"{number} a été retirée" in later.out


def test_export_writes_what_is_valid_or_everything(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", EXAMPLE, "--yes")
    issuer(config, "withdraw", f"AC-{TODAY.year}-0001", "--reason", "essai")

    valid = issuer(config, "export", "--out", tmp_path / "valid")
    everything = issuer(config, "export", "--out", tmp_path / "all", "--all")
    nothing = issuer(config, "export", "--out", tmp_path / "none", "--module", "AC-2020-01")

    assert "9 PDF" in valid.out
    assert "10 PDF" in everything.out
    assert "0 PDF" in nothing.out
    assert len(list((tmp_path / "valid").iterdir())) == 9


def test_exported_table_has_no_formula(config: Path, tmp_path: Path) -> None:
    rows = [person(family_name="-Bah"), person(family_name="-Bo", email="+x@example.org")]
    issuer(config, "issue", workbook(tmp_path, *rows), "--yes")

    done = issuer(config, "export", "--out", tmp_path, "--format", "csv", "--module", "AC-2026-10")
    issuer(config, "export", "--out", tmp_path, "--format", "xlsx")

    assert done.out == f"Registre écrit : {tmp_path / 'registre.csv'}\n"
    with (tmp_path / "registre.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream, delimiter=";"))
    assert [row["Nom"] for row in table] == ["'-Bah", "'-Bo"]
    assert table[1]["E-mail"] == "'+x@example.org"
    assert table[0]["Numéro"] == f"AC-{TODAY.year}-0001"
    stated = ("Séances suivies", "Minutes du module", "Langue", "Mode", "Régime")
    assert [table[0][one] for one in stated] == ["3", "720", "français", "sur place", "non indiqué"]
    sheet = CalamineWorkbook.from_path(str(tmp_path / "registre.xlsx")).get_sheet_by_index(0)
    assert len(sheet.to_python()) == 3


def test_publish_renews_the_lists(config: Path) -> None:
    assert "rien à publier" in issuer(config, "publish").out
    issuer(config, "issue", EXAMPLE, "--yes")

    assert "https://verifier.example/status/1  valable" in issuer(config, "publish").out


def test_template_is_written(tmp_path: Path) -> None:
    done = run(main, "template", tmp_path / "vide.xlsx")

    assert done.exit_code == 0
    names = CalamineWorkbook.from_path(str(tmp_path / "vide.xlsx")).sheet_names
    assert {"Module", "Présences"} <= set(names)


def test_register_is_made_once(config: Path) -> None:
    (config.parent / "register.db").unlink()

    missing = issuer(config, "check", EXAMPLE)
    made = issuer(config, "register", "upgrade")

    assert missing.exit_code == 3
    assert "register upgrade" in missing.err
    assert made.out == "Le registre est prêt.\n"
    assert issuer(config, "check", EXAMPLE).exit_code == 0


def test_bad_settings_end_with_exit_2_and_a_name(config: Path, tmp_path: Path) -> None:
    for text, complaint in (
        (SETTINGS + "[issues]\n", "issues : réglage inconnu"),
        (SETTINGS.replace("verifier = ", "verfier = "), "issue.verfier"),
        (SETTINGS.replace("https://verifier.example", "ftp://x"), "issue.verifier"),
        (SETTINGS.replace('name = "Maison des Passages asbl"', ""), "organisation.name"),
        (SETTINGS.replace('url = "sqlite:///register.db"', 'url = "?"'), "register.url"),
        (SETTINGS.replace('ring = "keys"', 'ring = "elsewhere"'), "keys.ring"),
        (SETTINGS.replace('"passphrase"', '"missing"'), "missing"),
        ("no toml", "TOML"),
    ):
        config.write_text(text, encoding="utf-8")
        done = issuer(config, "issue", EXAMPLE, "--yes")
        assert (done.exit_code, complaint in done.err) == (2, True), done.err
    for done in (
        run(main, "check", EXAMPLE),
        run(main, "--config", tmp_path / "none.toml", "check", EXAMPLE),
        run(main, "--config", tmp_path, "check", EXAMPLE),
    ):
        assert done.exit_code == 2
        assert done.err.startswith("Erreur : ")


def test_wrong_passphrase_issues_nothing(config: Path) -> None:
    (config.parent / "passphrase").write_text("une autre phrase bien longue\n")

    done = issuer(config, "issue", EXAMPLE, "--yes")

    assert done.exit_code == 3
    assert "phrase secrète est fausse" in done.err
    assert outcomes(issuer(config, "check", EXAMPLE, "--json")).count("entitled") == 10


def test_output_folder_that_cannot_be_written_loses_nothing(config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = issuer(config, "issue", EXAMPLE, "--yes", "--out", tmp_path / "file" / "out")

    assert done.exit_code == 2
    assert "impossible d’y écrire" in done.err
    assert issuer(config, "export", "--out", tmp_path / "out").out.startswith("10 PDF")


@pytest.mark.parametrize("name", ["missing.xlsx", "empty.xlsx", "folder", "text.xlsx"])
def test_unusable_workbook_is_refused_with_its_remedy(
    config: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "text.xlsx").write_bytes(b"hello")
    (tmp_path / "folder").mkdir()

    done = issuer(config, "check", tmp_path / name)

    assert done.exit_code == 2
    assert done.err.startswith("Erreur : ")
    assert "\nRemède : " in done.err


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
