"""Checkpoints: a head over all statements, prepared here, signed by a witness, kept here.

The witness, or the root, is another key than the issuing one, so that whoever steals the issuing
key cannot prove an earlier date.
"""

from datetime import datetime

from sqlalchemy import Engine

from attestation.errors import RegisterError, SigningError
from attestation.formats.checkpoint import Checkpoint
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.lifecycle.statement_tree import (
    check_past,
    grown_tree,
    newest_believed,
    read_checkpoint,
)
from keys.trust import TrustStore
from register.checkpoints import checkpoints, store_checkpoint, tree_of
from register.database import writing


def prepare_checkpoint(register: Engine, *, trust: TrustStore, at: datetime) -> Checkpoint | None:
    """Return the head over all statements there are; None if nothing was added to the last one.

    Raises:
        RegisterError: what the last checkpoint covers has changed since; or the register failed.
        DisagreementError: a statement since then is not ours or about another number, or one is
            missing.
    """
    with writing(register) as session:
        tree, newest = grown_tree(session, trust=trust), newest_believed(session, trust)
        if len(tree) == (0 if newest is None else newest.size):
            return None
        return Checkpoint(size=len(tree), root=tree.root, made_at=at.replace(microsecond=0))


def keep_checkpoint(context: IssuerContext, token: bytes, *, trust: TrustStore, who: str) -> int:
    """Keep a signed checkpoint; return how many statements it is the first to cover.

    Raises:
        SigningError: no witness that verifiers trust signed it.
        RegisterError: it is not a head of this register, or the register failed.
    """
    checkpoint = read_checkpoint(token, trust=trust)
    if checkpoint is None:
        raise SigningError(
            "ce point de contrôle n’est pas signé par la racine ou un témoin de ce trousseau"
        )
    with audited(context, AuditEvent(who=who, action=AuditAction.CHECKPOINT_KEPT)) as session:
        newest = newest_believed(session, trust)
        if newest is not None and newest.size >= checkpoint.size:
            raise RegisterError("un point de contrôle aussi récent est déjà là")
        tree = tree_of(session, size=checkpoint.size)
        if tree.root != checkpoint.root:
            raise RegisterError("ce point de contrôle n’est pas celui de ce registre")
        check_past(tree, newest)
        distrusted = [
            stored.size
            for stored in checkpoints(session)
            if read_checkpoint(stored.token, trust=trust) is None
        ]
        return store_checkpoint(
            session, token, tree, made_at=checkpoint.made_at, distrusted=distrusted
        )
