"""Checkpoints: a head over all statements, prepared here, signed by a witness, kept here.

The witness, or the root, is another key than the issuing one, so that whoever steals the issuing
key cannot prove an earlier date.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from attestation.errors import DisagreementError, RegisterError, SigningError
from attestation.formats.checkpoint import CHECKPOINT, Checkpoint
from attestation.formats.credential import CREDENTIAL
from attestation.formats.merkle import MerkleTree, is_consistent
from attestation.formats.statement import STATEMENT
from attestation.verdict.trusted_keys import Verified
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.context import IssuerContext
from issuer.signed.opening import opened
from keys.trust import TrustStore
from register.checkpoints import (
    NewStatement,
    checkpoints,
    new_statements,
    numbers_without_statement,
    order_statements,
    store_checkpoint,
    tree_of,
)
from register.database import writing


def prepare_checkpoint(register: Engine, *, trust: TrustStore, at: datetime) -> Checkpoint | None:
    """Return the head over all statements there are; None if nothing was added to the last one.

    Raises:
        RegisterError: what the last checkpoint covers has changed since; or the register failed.
        DisagreementError: a statement since then is not ours or about another number, or one is
            missing.
    """
    with writing(register) as session:
        new = list(new_statements(session))
        size = order_statements(session)
        tree, newest = tree_of(session, size=size), _newest_believed(session, trust)
        # Also if nothing is new, because a rewritten past may be as long as the true one.
        _check_past(tree, newest)
        _check_new(session, new, trust)
        _check_once(tree, new)
        if size == (0 if newest is None else newest.size):
            return None
        return Checkpoint(size=size, root=tree.root, made_at=at.replace(microsecond=0))


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
        newest = _newest_believed(session, trust)
        if newest is not None and newest.size >= checkpoint.size:
            raise RegisterError("un point de contrôle aussi récent est déjà là")
        tree = tree_of(session, size=checkpoint.size)
        if tree.root != checkpoint.root:
            raise RegisterError("ce point de contrôle n’est pas celui de ce registre")
        _check_past(tree, newest)
        distrusted = [
            stored.size
            for stored in checkpoints(session)
            if read_checkpoint(stored.token, trust=trust) is None
        ]
        return store_checkpoint(
            session, token, tree, made_at=checkpoint.made_at, distrusted=distrusted
        )


def read_checkpoint(token: bytes, *, trust: TrustStore) -> Checkpoint | None:
    """Return the checkpoint that a trusted witness signed; None for anything else."""
    match trust.trusted.open(token, CHECKPOINT):
        case Verified(message=checkpoint):
            return checkpoint
        case _:
            return None


def _newest_believed(session: Session, trust: TrustStore) -> Checkpoint | None:
    """Return the newest head whose witness is still believed."""
    heads = (read_checkpoint(stored.token, trust=trust) for stored in checkpoints(session))
    return next((head for head in heads if head is not None), None)


def _check_new(session: Session, statements: Iterable[NewStatement], trust: TrustStore) -> None:
    """Refuse to witness a statement that we did not sign, or less than all that we signed.

    Raises:
        DisagreementError: naming the number.
    """
    # SECURITY: a witnessed statement is believed for ever:
    # test_statement_that_is_not_ours_or_missing_stops_the_next_checkpoint.
    keys = trust.trusted
    for new in statements:
        statement = opened(new.signed, STATEMENT, keys)
        credential = opened(new.credential or b"", CREDENTIAL, keys)
        code = credential.attestation.code if credential else new.code
        number = credential.attestation.number if credential else new.number
        if new.is_erased and not new.signed:
            continue  # emptied with the record: it counted for nothing
        if statement is None or (statement.code, number) != (code, new.number):
            raise DisagreementError(
                f"{new.number} : une déclaration du registre n’a pas été signée à son sujet"
            )
    for number in numbers_without_statement(session):
        raise DisagreementError(f"{number} : une déclaration du registre manque")


def _check_once(tree: MerkleTree, new: Sequence[NewStatement]) -> None:
    """Refuse a new statement that has another place as well: what is signed is witnessed once.

    Raises:
        DisagreementError: naming the number.
    """
    counts = Counter(tree.levels[0])
    for leaf, statement in zip(reversed(tree.levels[0]), reversed(new), strict=False):
        if counts[leaf] > 1:
            raise DisagreementError(
                f"{statement.number} : une déclaration du registre s’y trouve deux fois"
            )


def _check_past(tree: MerkleTree, before: Checkpoint | None) -> None:
    """Refuse a register that is not consistent with an earlier head.

    Raises:
        RegisterError: it is not.
    """
    if before is None:
        return
    if before.size > len(tree):
        raise RegisterError("une déclaration du registre manque : un témoin l’avait vue")
    if not is_consistent(
        old_size=before.size,
        old_root=before.root,
        size=len(tree),
        root=tree.root,
        path=tree.consistency_path(before.size),
    ):
        raise RegisterError("le passé du registre a changé depuis le dernier point de contrôle")
