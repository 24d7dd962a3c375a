"""What a package for Debian holds, and what a release is made of."""

import subprocess
from pathlib import Path

import pytest

from release.deb import SUITES, build, lay_out
from release.environment import make_environment, program_version, programs
from tests.support.tools import require_tool


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    lay_out(folder)
    return folder


def test_every_program_is_on_the_path(root: Path) -> None:
    links = {one.name: str(one.readlink()) for one in (root / "usr/bin").iterdir()}

    assert links == {one.name: f"/opt/attestation/bin/{one.name}" for one in programs()}
    assert {"attest", "attest-keys", "attest-issuer", "attest-verifier"} == links.keys()


def test_every_unit_of_the_package_is_hardened_and_private(root: Path) -> None:
    program = require_tool("systemd-analyze")
    units = sorted((root / "usr/lib/systemd/system").glob("*.service"))
    assert len(units) == 7

    for unit in units:
        assert "UMask=0077" in unit.read_text()
        rated = subprocess.run(
            [program, "security", "--offline=yes", "--threshold=40", "--no-pager", str(unit)],
            capture_output=True,
            text=True,
        )
        overall = rated.stdout.strip().splitlines()[-1]  # "Overall exposure level for …: 2.8 OK"
        assert rated.returncode == 0, overall
        assert float(overall.rpartition(": ")[2].split()[0]) <= 4.0


def test_passphrase_is_handed_to_what_signs_and_to_nothing_else(root: Path) -> None:
    handed = {
        unit.stem
        for unit in (root / "usr/lib/systemd/system").glob("*.service")
        if "LoadCredential=attestation.passphrase:/etc/credstore/" in unit.read_text()
    }

    assert handed == {"attest-desk", "attest-publish", "attest-drill", "attest-doctor"}


def test_package_is_for_one_python_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = require_tool("dpkg-deb")
    monkeypatch.setattr("release.environment.install_packages", nothing)

    file = build(SUITES["trixie"], Path("wheel"), tmp_path)

    assert file.name == f"attestation-service_{program_version()}-1~deb13u1_amd64.deb"
    said = subprocess.run([program, "--info", file], capture_output=True, text=True).stdout
    assert "python3 (>= 3.13), python3 (<< 3.14~)" in said
    held = subprocess.run([program, "--contents", file], capture_output=True, text=True).stdout
    assert "./opt/attestation/bin/python3 -> /usr/bin/python3.13" in held
    assert "root/root" in held


def nothing(wheel: Path, target: Path, *, python: str) -> None:
    """Stand in for four hundred megabytes of packages."""
    target.mkdir(parents=True)


def test_programs_start_with_the_python_of_their_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("release.environment.install_packages", nothing)

    make_environment(tmp_path, Path("/opt/attestation"), Path("wheel"), python="3.11")

    text = (tmp_path / "opt/attestation/bin/attest-keys").read_text()
    assert text.startswith("#!/opt/attestation/bin/python3\n")
    assert "from keys.cli.main import main\n" in text
