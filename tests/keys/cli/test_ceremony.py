"""The page ``docs/operations/key-ceremony.md``, followed literally in a fresh directory."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuer.issuance.issue import issue
from keys.custody.keyring import open_ring
from keys.trust import load_trust_store
from tests.support.issuer_contexts import SETTINGS, make_drafts, make_module, open_issuer
from tests.support.key_rings import SECRET, write_secret

pytestmark = pytest.mark.long

PAGE = Path(__file__).parents[3] / "docs" / "operations" / "key-ceremony.md"
_BLOCK = re.compile(r"^```sh (office|vault)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def now() -> datetime:
    """Read the clock that the commands of the page read too."""
    return datetime.now(UTC)


class Ceremony:
    """Two machines that share nothing but a USB stick."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}
        (folder / "usb").mkdir()
        for machine in ("office", "vault"):
            home = folder / machine
            home.mkdir()
            (home / "usb").symlink_to(folder / "usb")
            (home / "attestation.toml").write_text(SETTINGS, encoding="utf-8")
        write_secret(folder / "office" / "passphrase")
        write_secret(folder / "vault" / "root-passphrase", "une phrase pour la racine seule")
        self.run("office", "attest-issuer --config attestation.toml register upgrade")

    def run(self, machine: str, commands: str) -> str:
        programs = Path(sys.executable).parent
        done = subprocess.run(
            ["/bin/sh", "-eu", "-c", commands],
            cwd=self.folder / machine,
            env={**os.environ, **self.variables, "PATH": f"{programs}:{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{machine}$ {commands}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Ceremony:
    """Follow the page from its first command to its last."""
    ceremony = Ceremony(tmp_path_factory.mktemp("ceremony"))
    ring = ceremony.folder / "office" / "keys"
    for machine, commands in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if '"$KID"' in commands:
            kid = open_ring(ring).active
            assert kid is not None
            ceremony.variables |= {"KID": kid.hex(), "SINCE": now().isoformat()}
        if "checkpoint --request" in commands:
            context = open_issuer(ceremony.folder / "office" / "attestation.toml", at=now())
            issue(context, make_module(), make_drafts(2))
        answer = ceremony.run(machine, commands)
        if "attest-keys fingerprint" in commands:
            ceremony.variables["FINGERPRINT"] = answer.strip()
    return ceremony


def test_page_has_commands_for_both_machines() -> None:
    machines = [machine for machine, _ in _BLOCK.findall(PAGE.read_text(encoding="utf-8"))]

    assert set(machines) == {"office", "vault"}
    assert len(machines) >= 10


def test_root_key_never_touches_the_issuing_machine(ceremony: Ceremony) -> None:
    context = ceremony.folder / "office"

    assert list(context.rglob("root.key.pem")) == []
    assert len(list(context.rglob("*.key.pem"))) == 1
    assert [file.name for file in (ceremony.folder / "usb").rglob("*.key.pem")] == []


def test_ceremony_ends_with_a_key_that_signs_and_the_others_explained(
    ceremony: Ceremony,
) -> None:
    ring = open_ring(ceremony.folder / "office" / "keys")
    store = load_trust_store((ceremony.folder / "usb" / "trust.pem").read_bytes())

    states = [ring.state_of(key, at=now()).value for key in ring.keys]
    assert states == ["retired", "revoked", "active"]
    assert len(store.keys) == 3
    assert [key.is_compromised for key in store.keys.values()] == [False, True, False]
    assert store.organisations[0].anchor.hex() == ceremony.variables["FINGERPRINT"]


def test_secrets_stand_in_no_command(ceremony: Ceremony) -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert SECRET not in page
    assert "passphrase " not in page
