"""``attest-issuer export``: documents and a table, as programs may open them."""

from datetime import date
from pathlib import Path

from tests.support.issuer_commands import config, issuer, template

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


def test_output_folder_that_cannot_be_written_loses_nothing(config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = issuer(config, "issue", EXAMPLE, "--yes", "--out", tmp_path / "file" / "out")

    assert done.exit_code == 2
    assert "impossible d’y écrire" in done.err
    assert issuer(config, "export", "--out", tmp_path / "out").out.startswith("10 PDF")
