"""Deployments as earlier versions left them: every paper stays what it was, and work goes on."""

import json
import tarfile
from pathlib import Path

import pytest

from issuer.cli.main import main as issuer
from tests.support.commands import run
from verifier.cli.main import main as verifier

DEPLOYMENTS = sorted((Path(__file__).parent / "assets" / "issued_by").glob("*.tar.xz"))
"""A register, its keys (for tests only) and the documents that it issued; named by version."""
EXPECTED = {
    **{f"AC-2026-00{number:02d}": "genuine" for number in range(1, 13)},
    "AC-2026-0004": "withdrawn",
    "AC-2026-0005": "replaced",
    "AC-2026-0006": "replaced",
}
"""0011 replaces 0005; 0012 replaces 0006, under a key that came after a rotation."""
LATER_FACTS = (
    *("sessions_followed", "sessions_held", "module_minutes", "required_minutes"),
    *("required_percent", "language", "mode", "extent", "regime", "reception_reference"),
)


@pytest.fixture(params=DEPLOYMENTS, ids=lambda file: file.name.removesuffix(".tar.xz"))
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    config = tmp_path / "attestation.toml"
    upgraded = run(issuer, "--config", config, "register", "upgrade")
    assert upgraded.exit_code == 0, upgraded.err
    return config


def verdicts(config: Path) -> dict[str, str]:
    # An export sets aside, in a folder of its own, what has ended.
    files = sorted((config.parent / "attestations").rglob("*.pdf"))
    answers = run(verifier, "--config", config, "check", "--json", *files).out.splitlines()
    for answer in map(json.loads, answers):
        # What an earlier version did not certify is gained by nobody, a successor included.
        assert {answer["attestation"][fact] for fact in LATER_FACTS} == {None}
    return {
        Path(answer["input"]).name[:12]: f"{answer['verdict']} {answer['looked_at']}"
        for answer in map(json.loads, answers)
    }


def test_documents_of_an_earlier_version_are_what_they_were(deployment: Path) -> None:
    assert verdicts(deployment) == {
        number: f"{verdict} original" for number, verdict in EXPECTED.items()
    }


def test_a_deployment_of_an_earlier_version_goes_on_working(deployment: Path) -> None:
    def action(*arguments: str) -> None:
        done = run(issuer, "--config", deployment, *arguments)
        assert done.exit_code == 0, done.err

    action("withdraw", "AC-2026-0001", "--reason", "présences corrigées")
    action("replace", "AC-2026-0002", "--family-name", "Baldé", "--reason", "nom corrigé")
    action("publish")
    action("audit", "verify")
    action("export", "--out", str(deployment.parent / "attestations"))

    expected = EXPECTED | {
        "AC-2026-0001": "withdrawn",
        "AC-2026-0002": "replaced",
        "AC-2026-0013": "genuine",
    }
    assert verdicts(deployment) == {
        number: f"{verdict} original" for number, verdict in expected.items()
    }
