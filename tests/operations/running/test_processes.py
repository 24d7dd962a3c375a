"""``attest up`` and ``attest export-verifier``."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
import requests
from urllib3.util.retry import Retry

from attestation.formats.regime_records import sign_records
from keys.custody.settings import load_deployment
from keys.trust import encode_regimes, load_trust_store
from operations.backup.archive import create_key
from operations.running import processes
from operations.running.processes import Task, megabytes_of
from tests.support.installations import attest, make_installation
from tests.support.issuer_contexts import SETTINGS, make_deployment, open_issuer
from tests.support.issuers import ADDRESS, make_issuer
from tests.support.ports import free_port
from tests.support.regimes import make_record, make_records
from verifier.settings import load_settings, verifier_settings
from verifier.sources.readers import is_admitted

_TRY = """
import sys
from pathlib import Path
from operations.running.processes import Task, run_all
tasks = {"listes": Task(command=("attest-issuer", "publish"), every_seconds=1000)}
say = lambda line: print(line, flush=True)
sys.exit(run_all(Path(sys.argv[1]), say=say, tasks=tasks, first_task_seconds=0.0))
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    verifier, desk, participant = (free_port() for _ in range(3))
    more = (
        f'\n[desk]\naddress = "http://127.0.0.1:{desk}"\nlisten = "127.0.0.1:{desk}"\n'
        f'[participant]\naddress = "http://127.0.0.1:{participant}"\n'
        f'listen = "127.0.0.1:{participant}"\n'
    )
    settings = SETTINGS.replace("[verifier]", f"[verifier]\nport = {verifier}") + more
    made = make_deployment(tmp_path / "deployment", settings=settings, at=datetime.now(UTC))
    create_key(made.parent / "backup.key")
    return made


def test_one_command_serves_all_faces_until_it_is_stopped(config: Path) -> None:
    command = [sys.executable, "-c", _TRY, str(config)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        try:
            told, served = [], 0
            for line in running.stdout:
                told.append(line)
                served += "Vérificateur :" in line or "Page des participants :" in line
                if served == 2 and any("Mémoire" in one for one in told):
                    break
            assert any("listes : fait" in one for one in told), told
            port = verifier_settings(load_deployment(config)).section.port
            assert _answers(f"http://127.0.0.1:{port}/healthz")
        finally:
            running.send_signal(signal.SIGTERM)
            rest = running.stdout.read()
    assert running.returncode == 0, rest
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)


def _answers(url: str) -> bool:
    session = requests.Session()
    again = Retry(total=8, backoff_factor=0.2)
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=again))
    return session.get(url, timeout=30).status_code == 200


def test_end_of_one_face_ends_all(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FACES", {"vérificateur": ("attest-verifier", "openapi")})
    said: list[str] = []

    assert processes.run_all(config, say=said.append, tasks={}) == 3
    assert any("vérificateur : arrêté" in line for line in said)


def test_command_up_ends_as_its_programs_do(config: Path) -> None:
    with patch("operations.cli.running.run_all", lambda config, say: say("dit") or 3):
        done = attest(config, "up")

    assert (done.exit_code, done.err) == (3, "dit\n")
    assert "--config" in attest(None, "up").err


def test_failing_task_is_said_and_ends_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FACES", {})
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "Mémoire" in line and len(said) < 3:
            os.kill(os.getpid(), signal.SIGTERM)

    tasks = {"listes": Task(command=("attest", "nothing"), every_seconds=1000)}

    assert processes.run_all(config, say=say, tasks=tasks, first_task_seconds=0) == 0
    assert "listes : ÉCHEC" in said


def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    assert megabytes_of(os.getpid()) > 10
    assert megabytes_of(2**22 + 1) == 0


def test_exported_verifier_has_what_it_needs_and_no_key(tmp_path: Path) -> None:
    config, _ = make_installation(tmp_path / "deployment", people=0)
    at = datetime.now(UTC)
    bundle = config.with_name("trust.pem")
    published = sign_records(
        make_records(make_record(), at=at), signer=open_issuer(config, at=at).signer
    )
    bundle.write_bytes(make_issuer().bundle + bundle.read_bytes() + encode_regimes(published))
    out = tmp_path / "commune"

    done = attest(config, "export-verifier", "--out", out)

    assert done.exit_code == 0, done
    names = {file.name for file in out.iterdir()}
    assert names == {
        "trust.pem", "attestation.toml", "attest-verifier.service", "attestation.conf",
        "LISEZ-MOI.txt",
    }  # fmt: skip
    content = b"".join(file.read_bytes() for file in out.iterdir())
    assert b"PRIVATE" not in content
    assert b"AGE-SECRET" not in content
    (organisation,) = load_trust_store((out / "trust.pem").read_bytes()).organisations
    assert organisation.regimes
    assert organisation.regimes.regimes == (make_record(),)
    settings = verifier_settings(load_deployment(out / "attestation.toml"))
    assert settings.section.addresses == ("https://verifier.example",)
    assert "n’est pas vide" in attest(config, "export-verifier", "--out", out).err


def test_exported_verifier_asks_the_organisations_own_and_needs_no_database(
    tmp_path: Path,
) -> None:
    config, _ = make_installation(tmp_path / "deployment")
    out = tmp_path / "town"

    done = attest(
        config, "export-verifier", "--out", out, "--for", "https://attestations.commune.be"
    )

    assert done.exit_code == 0, done
    settings = load_settings(out / "attestation.toml")
    assert settings.register is None
    assert settings.section.addresses == ("https://attestations.commune.be",)
    (source,) = settings.section.source
    assert source.addresses == (ADDRESS,)
    assert (out / "organisation.token").stat().st_mode & 0o777 == 0o600
    token = (out / "organisation.token").read_text()
    assert is_admitted(config.parent / "readers", token)
    assert "server_name attestations.commune.be" in (out / "attestation.conf").read_text()
    assert "est secret" in (out / "LISEZ-MOI.txt").read_text(encoding="utf-8")
    again = attest(config, "export-verifier", "--out", tmp_path / "x", "--for", "http://x")
    assert again.exit_code == 2
