"""What the README and the installation guide show, run as it is written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "operations" / "install.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)


def shown(page: Path, beginning: str) -> str:
    """Return the one block of commands of a page that begins so."""
    (block,) = (one for one in _BLOCK.findall(page.read_text()) if one.startswith(beginning))
    return str(block)


def run(folder: Path, commands: str, *, answers: str = "") -> str:
    """Run commands as somebody who has installed the program would, until one fails."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=folder,
        env=os.environ | {"PATH": path},
        input=answers,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a deployment made by the README's lines, from the example's settings."""
    folder = tmp_path_factory.mktemp("deployment")
    shutil.copy(ROOT / "examples" / "attestation.toml", folder)
    run(folder, shown(ROOT / "README.md", "(umask 077; "))
    shutil.copy(ROOT / "examples" / "module-AC-2026-10.xlsx", folder / "presences.xlsx")
    return folder


def test_new_deployment_is_made_by_the_lines_shown(deployment: Path) -> None:
    assert (deployment / "trust.pem").exists()
    assert (deployment / "passphrase").stat().st_mode & 0o777 == 0o600


def test_installation_guide_shows_the_lines_of_the_readme() -> None:
    lines = shown(ROOT / "README.md", "(umask 077; ")
    guide = re.sub(r" +#.*", "", shown(GUIDE, "(umask 077; "))

    assert guide == lines


def test_coordinators_commands_run_in_the_order_shown(deployment: Path, tmp_path: Path) -> None:
    readme = ROOT / "README.md"
    commands = _BLOCK.findall(readme.read_text())
    template, check, issue, later = (one for one in commands if one.startswith("attest-issuer"))

    run(tmp_path, template)
    assert (tmp_path / "presences.xlsx").exists()
    assert "à délivrer" in run(deployment, check) or "a droit" in run(deployment, check)
    assert "10 PDF dans attestations" in run(deployment, issue, answers="o\n")
    told = run(deployment, later, answers="o\n" * 8)
    assert "AC-2026-0003" in told
    assert list((deployment / "dossier").iterdir())


def test_verifier_has_the_key_for_reports_that_the_guide_makes(deployment: Path) -> None:
    settings = deployment / "attestation.toml"
    settings.write_text(settings.read_text().replace("# receipts = ", "receipts = "))

    run(deployment, shown(GUIDE, "attest-verifier --config attestation.toml receipt-key"))

    assert (deployment / "receipts").is_dir()
