"""The newest backup restored aside, until it has signed and been checked."""

import json
import shutil
import sqlite3
from pathlib import Path

from tests.support.backups import LATER
from tests.support.installations import attest, make_installation
from tests.support.issuers import NOW


def test_drill_proves_the_newest_backup_and_leaves_nothing(config: Path) -> None:
    before = sorted(config.parent.rglob("*"))

    done = attest(config, "drill", "--json", at=NOW + LATER)

    assert done.exit_code == 0, done
    result = done.json()
    assert (result["documents"], result["lists"], result["number"]) == (2, 1, "AC-2026-0003")
    assert sorted(config.parent.rglob("*")) == before
    assert json.loads((config.parent.parent / "backups" / "drill.json").read_text()) == result
    assert "authentique" in attest(config, "drill", at=NOW + LATER).out


def test_drill_finds_a_document_that_is_not_what_was_signed(config: Path, file: Path) -> None:
    with sqlite3.connect(config.parent / "register.db") as register:
        register.execute("UPDATE document SET content = zeroblob(9) WHERE number = 'AC-2026-0001'")
    attest(config, "backup", at=NOW + LATER)

    done = attest(config, "drill", at=NOW + LATER)

    assert done.exit_code == 3
    assert "AC-2026-0001" in done.err


def test_drill_without_a_backup_says_so(config: Path, file: Path) -> None:
    file.unlink()

    assert "attest backup" in attest(config, "drill").err


def test_drill_finds_a_bundle_that_does_not_trust_the_ring(config: Path, tmp_path: Path) -> None:
    other, _ = make_installation(tmp_path / "other", people=0)
    shutil.copy(other.parent / "trust.pem", config.parent / "trust.pem")
    attest(config, "backup", at=NOW + LATER)

    assert "attest-keys trust" in attest(config, "drill", at=NOW + LATER).err
