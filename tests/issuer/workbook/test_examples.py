"""The example files, ours and the shared samples: who is entitled, and who is not and why."""

from datetime import date
from pathlib import Path

import pytest

from attestation.slot import Slot
from examples import build
from issuer.planning.entitlement import Entitled, NotEntitled, decide_entitlement
from issuer.workbook.format.spreadsheet import read_spreadsheet
from issuer.workbook.model import AttendanceRecords, Participant, RefusedRow
from issuer.workbook.reader import read_workbook
from tests.support.workbooks import TODAY

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
SAMPLES = ROOT.parent / "shared" / "samples"

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")


def read(path: Path, module: Path | None = None) -> AttendanceRecords:
    return read_workbook(path, module_path=module, today=TODAY)


def outcomes(records: AttendanceRecords) -> dict[str, tuple[Slot, ...]]:
    """Return the sessions missed by each person who has no problem, by what identifies them."""
    return {
        row.holder().key(): decide_entitlement(row, records.module).missed
        for row in records.people
        if isinstance(row, Participant)
    }


def missed_by_row(records: AttendanceRecords) -> dict[int, int]:
    """Return how many sessions each person who is not entitled missed, by row."""
    decided = {
        row.row: decide_entitlement(row, records.module)
        for row in records.people
        if isinstance(row, Participant)
    }
    assert sum(isinstance(answer, Entitled) for answer in decided.values()) == 10
    return {
        row: len(answer.missed)
        for row, answer in decided.items()
        if isinstance(answer, NotEntitled)
    }


def test_our_example_has_ten_entitled_and_four_not() -> None:
    records = read(EXAMPLES / "module-AC-2026-10.xlsx")

    assert (len(records.module.sessions), len(records.people)) == (13, 14)
    assert (records.problems, records.notices) == ((), ())
    assert missed_by_row(records) == {6: 1, 8: 1, 11: 1, 12: 13}
    assert max(records.module.sessions, key=lambda s: s.day).day < date(2026, 11, 20)


def test_our_csv_pair_says_the_same() -> None:
    workbook, pair = (
        read(EXAMPLES / name)
        for name in ("module-AC-2026-10.xlsx", "module-AC-2026-10.presences.csv")
    )

    assert pair.module == workbook.module
    assert outcomes(pair) == outcomes(workbook)
    assert [row.row for row in pair.people] == [row.row for row in workbook.people]


def test_our_messy_example_has_the_same_people_and_one_doubt() -> None:
    tidy = read(EXAMPLES / "module-AC-2026-10.xlsx")

    messy = read(EXAMPLES / "messy-octobre-2026.xlsx", EXAMPLES / "module-AC-2026-10.module.csv")

    assert outcomes(messy) == outcomes(tidy)
    (problem,) = messy.problems
    assert problem.row == 20
    assert "ligne 7" in problem.message


def test_example_files_are_what_build_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "HERE", tmp_path)

    build.main()

    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(p.name for p in EXAMPLES.iterdir() if p.suffix in (".xlsx", ".csv"))
    for name in written:
        if name.endswith(".csv"):
            assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()
        else:
            assert read_spreadsheet(tmp_path / name) == read_spreadsheet(EXAMPLES / name)


def test_large_example_is_as_many_different_people_as_asked_for(tmp_path: Path) -> None:
    build.write_large(tmp_path / "large.xlsx", count=300)

    records = read(tmp_path / "large.xlsx")

    assert len(outcomes(records)) == 300
    assert not records.problems
    assert build.large_people(5) == build.large_people(5) != build.large_people(5, seed=1)


@needs_samples
@pytest.mark.parametrize("name", ["module-AC-2026-03.xlsx", "module-AC-2026-03.presences.csv"])
def test_shared_sample_has_ten_entitled_and_four_not(name: str) -> None:
    records = read(SAMPLES / name)

    assert records.problems == ()
    assert missed_by_row(records) == {7: 1, 9: 1, 12: 13, 15: 1}


@needs_samples
def test_shared_messy_sample_has_the_same_people_and_its_duplicate_pointed_out() -> None:
    tidy = read(SAMPLES / "module-AC-2026-03.xlsx")

    messy = read(SAMPLES / "messy-mars-2026.xlsx", SAMPLES / "module-AC-2026-03.module.csv")

    assert outcomes(messy) == outcomes(tidy)
    (refused,) = (row for row in messy.people if isinstance(row, RefusedRow))
    assert (refused.row, refused.family_name) == (20, "El ouazzani")
    assert "ligne 9" in refused.problems[0].message


@needs_samples
def test_shared_thousand_are_read() -> None:
    records = read(SAMPLES / "thousand.xlsx")

    assert len(records.people) == 1000
    assert records.problems == ()
