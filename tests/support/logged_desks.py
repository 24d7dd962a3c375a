"""Deployments with a public log, and witnesses that do what C2SP tlog-witness says."""

import base64
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from attestation.formats.log_policy import LogPolicy, decode_policy
from attestation.formats.merkle import is_consistent
from attestation.formats.signed_note import (
    Note,
    decode_note,
    log_verifier_key,
)
from attestation.formats.tree_head import decode_tree_head
from issuer.lifecycle.public_log import extend_log
from issuer.lifecycle.withdrawal import withdraw
from issuer.lifecycle.witness_round import WitnessAnswer, ask_witnesses, has_quorum
from issuer.settings.public_log import LogSettings
from keys.custody.log_key import open_log_signer
from register.database import reading
from register.public_log import StoredHead, newest_log_head
from tests.support.command_context import PASSPHRASE, Desk
from tests.support.issuer_contexts import register_of
from tests.support.issuers import NOW
from tests.support.key_rings import Keys
from tests.support.logs import ORIGIN, WitnessKey


class LoggedDesk(Desk):
    """A deployment with a public log."""

    def __init__(self, folder: Path, *, like: "LoggedDesk | None" = None) -> None:
        if like is None:
            super().__init__(folder)
            self.keys("log-key", "--origin", ORIGIN)
            return
        subprocess.run(["cp", "-a", f"{like.folder}/.", str(folder)], check=True)
        self.folder, self.numbers = folder, list(like.numbers)
        self.config = folder / like.config.name
        self.keys = Keys(folder=folder, at=like.keys.at)

    @property
    def policy(self) -> LogSettings:
        return self.context.settings.log

    def extend(self) -> StoredHead | None:
        signer = open_log_signer(self.keys.ring, PASSPHRASE, at=self.keys.at)
        assert signer is not None
        return extend_log(self.context, signer, trust=self.keys.trust(), who="ines")

    def keep(self, name: str = "kept") -> None:
        """Keep a copy of the register, as a backup does."""
        self._copy("register.db", f"{name}.db")

    def put_back(self, name: str = "kept") -> None:
        self._copy(f"{name}.db", "register.db")

    def _copy(self, source: str, target: str) -> None:
        with (
            closing(sqlite3.connect(self.folder / source)) as old,
            closing(sqlite3.connect(self.folder / target)) as copy,
        ):
            old.backup(copy)

    def newest(self) -> Note:
        with reading(register_of(self.config)) as session:
            head = newest_log_head(session)
        assert head is not None
        return decode_note(head.note)

    def grow(self, reason: str = "présences corrigées") -> None:
        number = self.numbers.pop()
        withdraw(self.context, number, reason=reason, who="ines")

    def ask(self, *witnesses: "FakeWitness") -> list[WitnessAnswer]:
        settings = LogSettings(head_file=self.policy.head_file, policy=policy_of(self, *witnesses))
        by_url = {witness.url + "/add-checkpoint": witness for witness in witnesses}
        return ask_witnesses(
            register_of(self.config),
            settings,
            trust=self.keys.trust(),
            send=lambda address, body: by_url[address].answer(body),
        )

    def is_seen_enough(self, policy: LogPolicy) -> bool:
        settings = LogSettings(head_file=self.policy.head_file, policy=policy)
        return has_quorum(register_of(self.config), settings, trust=self.keys.trust())


class FakeWitness:
    """A witness that does what C2SP tlog-witness says, and may be told to do else."""

    def __init__(self, name: str = "witness.example") -> None:
        self.key = WitnessKey(name)
        self.url = f"https://{name}"
        self.size, self.root = 0, b""
        self.instead: Callable[[bytes], tuple[int, bytes] | None] | None = None

    def answer(self, body: bytes) -> tuple[int, bytes] | None:
        if self.instead is not None:
            return self.instead(body)
        before, _, text = body.decode().partition("\n\n")
        old, *proof = before.split("\n")
        note = decode_note(text)
        head = decode_tree_head(note)
        if int(old.removeprefix("old ")) != self.size:
            return 409, f"{self.size}\n".encode()
        path = [base64.b64decode(one) for one in proof]
        if self.size and not is_consistent(
            old_size=self.size, old_root=self.root, size=head.size, root=head.root, path=path
        ):
            return 422, b""
        self.size, self.root = head.size, head.root
        return 200, self.key.cosign(note, NOW).line.encode()


def policy_of(desk: LoggedDesk, *witnesses: FakeWitness) -> LogPolicy:
    (log,) = desk.keys.trust().logs.values()
    lines = [f"log {log_verifier_key(log.origin, log.public_key).encode()}"]
    lines += [f"witness w{n} {one.key.verifier.encode()} {one.url}"
              for n, one in enumerate(witnesses)]  # fmt: skip
    names = " ".join(f"w{n}" for n in range(len(witnesses)))
    lines += [f"group all all {names}", "quorum all"] if witnesses else ["quorum none"]
    return decode_policy("\n".join(lines))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> LoggedDesk:
    """Make a deployment with a log that has issued three."""
    return LoggedDesk(tmp_path_factory.mktemp("made"))


@pytest.fixture
def desk(made: LoggedDesk, tmp_path: Path) -> LoggedDesk:
    """Copy it: a deployment's folder can be copied."""
    return LoggedDesk(tmp_path, like=made)
