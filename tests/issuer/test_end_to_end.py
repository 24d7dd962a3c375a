"""From a workbook to PDFs that other people's tools accept."""

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.cli.main import main
from tests.support.commands import Done, run
from tests.support.issuer_contexts import make_deployment
from tests.support.tools import run_tool

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"
SAMPLES = ROOT.parent / "shared" / "samples"


def issue(folder: Path, workbook: Path, *options: str | Path) -> tuple[Done, list[Path]]:
    config = make_deployment(folder, at=datetime.now(UTC))
    done = run(
        main, "--config", config, "issue", workbook, *options, "--yes", "--json", "--out",
        folder / "out",
    )  # fmt: skip
    return done, sorted((folder / "out").glob("*.pdf"))


def printed(file: Path) -> str:
    """Return the page's text without white space: a long name may be set on two lines."""
    return "".join(unicodedata.normalize("NFC", run_tool("pdftotext", file, "-")).split())


def assert_every_name_is_printed(done: Done, files: list[Path]) -> None:
    people = [one for one in done.json()["people"] if one["outcome"] == "issued"]
    assert len(people) == len(files) == 10
    by_number = {file.name[: len("AC-2026-0001")]: printed(file) for file in files}
    for one in people:
        name = f"{one['given_name'] or ''}{one['family_name']}"
        assert "".join(name.split()) in by_number[one["number"]]


def test_pdfsig_accepts_each_document_and_each_font_is_embedded(tmp_path: Path) -> None:
    _, files = issue(tmp_path, EXAMPLE)

    assert len(files) == 10
    for file in files:
        said = run_tool("pdfsig", "-nocert", file)
        assert "Signature is Valid" in said
        assert "Total document signed" in said
        lines = run_tool("pdffonts", file).splitlines()[2:]
        assert lines
        assert all(line.split()[-5] == "yes" for line in lines)  # the column "emb"
        assert file.stat().st_size <= 60_000


def test_every_name_of_the_example_is_printed_letter_for_letter(tmp_path: Path) -> None:
    assert_every_name_is_printed(*issue(tmp_path, EXAMPLE))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize(
    ("workbook", "options", "exit_code"),
    [
        ("module-AC-2026-03.xlsx", (), 0),
        ("module-AC-2026-03.presences.csv", (), 0),
        ("messy-mars-2026.xlsx", ("--module", SAMPLES / "module-AC-2026-03.module.csv"), 1),
    ],
)
def test_every_name_of_the_samples_is_printed_letter_for_letter(
    tmp_path: Path, workbook: str, options: tuple[str | Path, ...], exit_code: int
) -> None:
    done, files = issue(tmp_path, SAMPLES / workbook, *options)

    assert done.exit_code == exit_code
    assert_every_name_is_printed(done, files)
    refused = [one["row"] for one in done.json()["people"] if one["outcome"] == "not_entitled"]
    assert len(refused) == 4
