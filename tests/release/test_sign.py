"""The checksums of a release are signed, and what was changed since is found."""

import subprocess
from pathlib import Path

from release.archive import archive_command
from release.environment import ROOT
from tests.support.tools import require_tool

VERIFY = "openssl dgst -sha256 -verify release.pub -signature SHA256SUMS.sig SHA256SUMS"


def sh(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True)


def test_changed_file_and_changed_sums_are_found(tmp_path: Path) -> None:
    openssl = require_tool("openssl")
    release = tmp_path / "release"
    release.mkdir()
    for name in ("one.deb", "one.pyz", "sbom.cdx.json"):
        (release / name).write_text(name)
    key = f"{openssl} genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key"
    assert sh(key, tmp_path).returncode == 0

    signed = sh(f"sh {ROOT}/release/sign.sh release key", tmp_path)
    assert signed.stdout == "Verified OK\n", signed
    again = sh(f"sh {ROOT}/release/sign.sh release {tmp_path}/key", tmp_path)
    assert again.stdout == "Verified OK\n", again

    sums = (release / "SHA256SUMS").read_text().splitlines()
    assert [line.split()[1] for line in sums] == ["one.deb", "one.pyz", "sbom.cdx.json"]
    assert sh(f"{VERIFY} && sha256sum --quiet -c SHA256SUMS", release).returncode == 0
    (release / "one.deb").write_text("another")
    assert sh("sha256sum --quiet -c SHA256SUMS", release).returncode != 0
    (release / "SHA256SUMS").write_text("\n".join(sums[1:]))
    assert sh(VERIFY, release).returncode != 0


def test_without_a_key_it_is_said_that_nothing_is_signed(tmp_path: Path) -> None:
    (tmp_path / "one.deb").write_text("x")

    done = sh(f"sh {ROOT}/release/sign.sh {tmp_path}", tmp_path)

    assert "not signed" in done.stdout
    assert not (tmp_path / "SHA256SUMS.sig").exists()


def test_archive_is_for_one_python_and_starts_attest(tmp_path: Path) -> None:
    command = archive_command(Path("shiv"), tmp_path, tmp_path / "a.pyz", python="3.13")

    assert command[command.index("--python") + 1] == "/usr/bin/env python3.13"
    assert command[command.index("--entry-point") + 1] == "operations.cli.main:main"
