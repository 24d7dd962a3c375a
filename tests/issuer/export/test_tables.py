"""Tables for spreadsheets hold no formula."""

import csv
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.support.issuer_commands import config, issuer, template, workbook
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here
TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


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
