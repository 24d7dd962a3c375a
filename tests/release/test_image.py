"""The definition of the image, and of everything that runs around it."""

import shutil
import subprocess
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from release.environment import ROOT, program_version

IMAGE = ROOT / "release" / "image"
COMPOSE: dict[str, Any] = yaml.safe_load((IMAGE / "compose.yaml").read_text(encoding="utf-8"))


def test_every_volume_and_secret_is_declared_and_used() -> None:
    used = {
        source
        for service in COMPOSE["services"].values()
        for source in (one.partition(":")[0] for one in service.get("volumes", ()))
        if not source.startswith(("./", "/"))
    }
    secrets = {
        one for service in COMPOSE["services"].values() for one in service.get("secrets", ())
    }

    assert used == COMPOSE["volumes"].keys()
    assert secrets == COMPOSE["secrets"].keys()


def test_program_runs_without_rights_on_a_read_only_image() -> None:
    program = COMPOSE["services"]["attest"]

    assert program["image"] == f"attestation-service:{program_version()}"
    assert program["read_only"] is True
    assert program["cap_drop"] == ["ALL"]
    assert program["security_opt"] == ["no-new-privileges:true"]
    assert not any("privileged" in service for service in COMPOSE["services"].values())
    text = (IMAGE / "Containerfile").read_text(encoding="utf-8")
    assert text.index("RUN ") < text.index("USER attestation") < text.index("ENTRYPOINT")


def test_proxy_sees_its_site_and_certificates_and_no_key() -> None:
    proxy = COMPOSE["services"]["proxy"]

    assert proxy["volumes"] == ["site:/etc/nginx/conf.d:ro", "./tls:/etc/letsencrypt:ro"]
    assert proxy["network_mode"] == "service:attest"
    assert [name for name, one in COMPOSE["services"].items() if "ports" in one] == ["attest"]


def test_service_waits_for_those_that_it_needs() -> None:
    for service in COMPOSE["services"].values():
        for name in service.get("depends_on", ()):
            assert name in COMPOSE["services"]
            asked = service["depends_on"]
            if isinstance(asked, dict):
                assert "healthcheck" in COMPOSE["services"][name]


@pytest.mark.skipif(shutil.which("yamllint") is None, reason="no yamllint here")
def test_yamllint_finds_nothing() -> None:
    rules = "{extends: default, rules: {line-length: {max: 100}, document-start: disable}}"
    done = subprocess.run(
        ["yamllint", "--strict", "-d", rules, IMAGE / "compose.yaml"],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
