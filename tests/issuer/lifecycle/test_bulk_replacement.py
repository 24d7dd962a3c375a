"""``check`` and ``issue`` where a row resembles somebody who holds an attestation."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from issuer.cli.main import main
from tests.support.commands import Done, run
from tests.support.issuer_contexts import make_deployment
from tests.support.workbooks import HEADER, MODULE_ROWS, Value, person, xlsx_bytes

TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_deployment(tmp_path / "deployment", at=datetime.now(UTC))


def issuer(config: Path, *arguments: str | Path) -> Done:
    return run(main, "--config", config, *arguments)


def workbook(folder: Path, *rows: Sequence[Value]) -> Path:
    path = folder / "list.xlsx"
    path.write_bytes(xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, *rows]}))
    return path


def test_corrected_workbook_replaces_when_the_row_is_named(config: Path, tmp_path: Path) -> None:
    first = workbook(tmp_path, person(family_name="Celikoglu", given_name="Isil"))
    issuer(config, "issue", first, "--yes")
    number = f"AC-{TODAY.year}-0001"
    slip = workbook(tmp_path, person(family_name="Celikoglou", given_name="Isil"))

    checked = issuer(config, "check", slip)
    asked = issuer(config, "issue", slip, "--yes")
    wrong = issuer(config, "issue", slip, "--yes", "--same", "2=AC-2026-9999")
    done = issuer(config, "issue", slip, "--yes", "--same", f"2={number}")
    again = issuer(config, "issue", slip, "--yes", "--same", f"2={number}")

    assert (checked.exit_code, asked.exit_code, wrong.exit_code) == (1, 1, 2)
    assert "à décider" in checked.out
    assert f"ressemble à {number} (Isil Celikoglu" in checked.out
    assert "Rien de nouveau" in asked.out
    assert "ne ressemble pas" in wrong.err
    assert (done.exit_code, again.exit_code) == (0, 0)
    assert f"{number} est remplacée par AC-{TODAY.year}-0002" in done.err
    assert [one["outcome"] for one in issuer(config, "check", slip, "--json").json()["people"]] == [
        "issued"
    ]
    assert issuer(config, "check", slip, "--same", "deux").exit_code == 2


def test_row_that_only_resembles_somebody_is_issued_when_it_is_said(
    config: Path, tmp_path: Path
) -> None:
    first = workbook(tmp_path, person(family_name="Celikoglu", given_name="Isil"))
    issuer(config, "issue", first, "--yes")
    other = workbook(tmp_path, person(family_name="Celikoglou", given_name="Isil"))

    done = issuer(config, "issue", other, "--yes", "--other", "2", "--json")

    assert done.exit_code == 0
    assert done.json()["people"][0]["number"] == f"AC-{TODAY.year}-0002"
