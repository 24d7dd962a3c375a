"""A deployment that was restored from a backup, and what others still have."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from attestation.facts import Number
from attestation.formats.checkpoint import sign_checkpoint
from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    audited,
    decode_entry,
    read_head,
)
from issuer.audit.verification import check_log
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.restored_register import Accepted, accept_restored
from keys.custody.reloading import ring_store
from keys.custody.signing import open_checkpoint_signer
from register import audit_log
from register.database import reading
from register.lookup import Lookup
from tests.support.issuer_contexts import (
    PASSPHRASE,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)

EVENT = AuditEvent(who="ines", action=AuditAction.PUBLISHED)
REASON = "disque remplacé"


class Deployment:
    """An issuer whose register can be copied and put back, as a backup is."""

    def __init__(self, folder: Path) -> None:
        self.config = make_deployment(folder)
        self.context = open_issuer(self.config)
        self._file = folder / "register.db"
        self._kept = folder / "backup.db"

    def action(self, count: int = 1) -> None:
        """Write something into the log."""
        for _ in range(count):
            with audited(self.context, EVENT):
                pass

    def issue(self, name: str) -> Number:
        (answer,) = issue(self.context, make_module(), [make_draft(name)])
        self.action()
        return Number(str(answer))

    def back_up(self) -> None:
        old, copy = sqlite3.connect(self._file), sqlite3.connect(self._kept)
        with closing(old), closing(copy):
            old.backup(copy)

    def restore(self, *, without_head: bool = False) -> None:
        self.context.register.dispose()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(self._kept.read_bytes())
        if without_head:
            self.head.unlink()
        self.context = open_issuer(self.config)

    @property
    def head(self) -> Path:
        return self.context.settings.desk.audit_head_file

    def accept(self, *tokens: bytes, heads: tuple[bytes, ...] = ()) -> Accepted:
        return accept_restored(
            self.context, who="ines", reason=REASON, tokens=tokens, heads=heads, margin=10
        )

    def witness(self) -> bytes:
        """Have the root sign a head over all statements, and keep it; return the copy."""
        ring = self.context.settings.keys.ring
        trust = ring_store(ring)
        head = prepare_checkpoint(self.context.register, trust=trust, at=self.context.now())
        assert head is not None
        root = open_checkpoint_signer(ring, PASSPHRASE, at=self.context.now())
        token = sign_checkpoint(head, signer=root)
        keep_checkpoint(self.context, token, trust=trust, who="ines")
        return token

    def last_event(self) -> AuditEvent:
        with reading(self.context.register) as session:
            last = audit_log.entry(session, audit_log.last_sequence(session))
        assert last is not None
        return decode_entry(last).event

    def is_whole(self) -> bool:
        with reading(self.context.register) as session:
            return not check_log(
                session, keys=self.context.trusted, head=read_head(self.head)
            ).flaws


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    deployment = Deployment(tmp_path)
    deployment.issue("Bah")
    deployment.action()
    return deployment


def published(context: IssuerContext) -> list[bytes]:
    token = Lookup(context.register).status_list(1)
    return [] if token is None else [token]
