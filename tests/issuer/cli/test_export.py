"""``attest-issuer export``: documents and a table, as programs may open them."""

import csv
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.support.issuer_commands import config, issuer, template, workbook
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"

TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


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


def test_output_folder_that_cannot_be_written_loses_nothing(config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = issuer(config, "issue", EXAMPLE, "--yes", "--out", tmp_path / "file" / "out")

    assert done.exit_code == 2
    assert "impossible d’y écrire" in done.err
    assert issuer(config, "export", "--out", tmp_path / "out").out.startswith("10 PDF")
