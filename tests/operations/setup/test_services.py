"""What runs a deployment: units, timers and a site."""

import subprocess
from pathlib import Path

from tests.support.tools import require_tool


def test_systemd_finds_nothing_wrong_with_the_units(root: Path) -> None:
    program = require_tool("systemd-analyze")
    units = sorted((root / "etc/systemd/system").iterdir())
    assert len(units) == 11

    verified = subprocess.run(
        [program, "verify", "--man=no", *map(str, units)], capture_output=True, text=True
    )
    lines = [line for line in verified.stderr.splitlines() if "attest-" in line]
    assert lines == []
    services = [str(unit) for unit in units if unit.suffix == ".service"]
    rated = subprocess.run(
        [program, "security", "--offline=yes", "--threshold=40", "--no-pager", *services],
        capture_output=True,
        text=True,
    )
    assert rated.returncode == 0, rated.stdout[-500:] + rated.stderr


def test_verifier_cannot_see_the_keys(root: Path) -> None:
    folder = root / "srv" / "attestation"
    unit = (root / "etc/systemd/system/attest-verifier.service").read_text()

    hidden = next(line for line in unit.splitlines() if line.startswith("InaccessiblePaths="))
    for name in ("keys", "passphrase", "backup.key", "desk.secret"):
        assert f"-{folder}/{name}" in hidden


def test_site_passes_what_the_faces_need(root: Path) -> None:
    site = (root / "etc/nginx/sites-available/attestation.conf").read_text()

    assert site.count("server {") == 3
    assert site.count("proxy_set_header Host $http_host;") == 3
    assert site.count("access_log off;") == 3
    assert "server_name attestations.passages-bxl.be;" in site
    assert site.count("location = /metrics { return 403; }") == 1
