"""A witness that others wrote: torchwood's litewitness, built here, with a key of its own."""

import os
import sqlite3
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from attestation.formats.signed_note import COSIGNATURE, VerifierKey
from tests.support.ports import free_port, wait_until_it_listens
from tests.support.waiting import wait_until

PROJECT = Path(__file__).parent / "witness"
BUILD = PROJECT.parents[2] / "var" / "conformance" / "witness"
NAME = "conformance.example/witness"
TOOLS = {"go": "golang-go", "ssh-agent": "openssh-client", "ssh-add": "openssh-client"}
_TABLES = """
CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL);
CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL,
  FOREIGN KEY(origin) REFERENCES log(origin));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideWitness:
    """A witness that is served."""

    url: str
    key: VerifierKey


def build() -> None:
    """Compile the witness and the judge, as ``go.sum`` pins them."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name, package in (("judge", "."), ("litewitness", "filippo.io/torchwood/cmd/litewitness")):
        command = ("go", "build", "-o", str(BUILD / name), package)
        subprocess.run(command, cwd=PROJECT, check=True)


@contextmanager
def served_witness(folder: Path, log: VerifierKey) -> Iterator[OutsideWitness]:
    """Serve a witness that knows ``log``, and has never seen a head of it."""
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    secret, database, agent = folder / "witness.pem", folder / "witness.db", folder / "s"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    secret.chmod(0o600)
    empty = b64encode(sha256(b"").digest()).decode()
    with closing(sqlite3.connect(database)) as tables, tables:
        tables.executescript(_TABLES)
        tables.execute("INSERT INTO log VALUES (?, 0, ?)", (log.name, empty))
        tables.execute("INSERT INTO key VALUES (?, ?)", (log.name, log.encode()))
    with ExitStack() as stack:
        stack.enter_context(_process(folder, "ssh-agent", "-D", "-a", str(agent)))
        if not wait_until(agent.exists):
            raise TimeoutError("the agent of keys does not listen")
        environment = {**os.environ, "SSH_AUTH_SOCK": str(agent)}
        added = ["ssh-add", "-q", str(secret)]
        subprocess.run(added, env=environment, check=True, stdin=subprocess.DEVNULL)
        port = free_port()
        ssh = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()[1]
        fingerprint = b64encode(sha256(b64decode(ssh)).digest()).decode().rstrip("=")
        served = stack.enter_context(
            _process(
                folder,
                str(BUILD / "litewitness"),
                f"-ssh-agent={agent}",
                f"-db={database}",
                f"-name={NAME}",
                f"-key=SHA256:{fingerprint}",
                f"-listen=127.0.0.1:{port}",
            )
        )
        wait_until_it_listens(port, served)
        verifier = VerifierKey(name=NAME, type=COSIGNATURE, public_key=raw)
        yield OutsideWitness(url=f"http://127.0.0.1:{port}", key=verifier)


def judged(policy: Path, url: str, proofs: list[Path]) -> list[str]:
    """Return what torchwood says of the log at ``url``, then of each proof."""
    command = [str(BUILD / "judge"), str(policy), url, *map(str, proofs)]
    finished = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return finished.stdout.splitlines()


@contextmanager
def _process(folder: Path, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait()
