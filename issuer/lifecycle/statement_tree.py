"""The tree over all statements, as it may be signed: ours, whole, and consistent with its past."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from attestation.errors import DisagreementError, RegisterError
from attestation.formats.checkpoint import CHECKPOINT, Checkpoint
from attestation.formats.credential import CREDENTIAL
from attestation.formats.merkle import MerkleTree, is_consistent
from attestation.formats.statement import STATEMENT
from attestation.formats.tree_head import TreeHead
from attestation.verdict.trusted_keys import Verified
from issuer.signed.opening import opened
from keys.trust import TrustStore
from register.checkpoints import (
    NewStatement,
    checkpoints,
    new_statements,
    numbers_without_statement,
    order_statements,
    tree_of,
)


def grown_tree(session: Session, *, trust: TrustStore) -> MerkleTree:
    """Give each new statement its place, and return the tree over all.

    Args:
        session: inside ``writing``.
        trust: the organisation's keys.

    Raises:
        RegisterError: what the last checkpoint covers has changed since; or the register failed.
        DisagreementError: a statement since then is not ours or about another number, or one is
            missing.
    """
    new = list(new_statements(session))
    size = order_statements(session)
    tree = tree_of(session, size=size)
    # Also if nothing is new, because a rewritten past may be as long as the true one.
    check_past(tree, newest_believed(session, trust))
    _check_new(session, new, trust)
    _check_once(tree, new)
    return tree


def read_checkpoint(token: bytes, *, trust: TrustStore) -> Checkpoint | None:
    """Return the checkpoint that a trusted witness signed; None for anything else."""
    match trust.trusted.open(token, CHECKPOINT):
        case Verified(message=checkpoint):
            return checkpoint
        case _:
            return None


def newest_believed(session: Session, trust: TrustStore) -> Checkpoint | None:
    """Return the newest head whose witness is still believed."""
    heads = (read_checkpoint(stored.token, trust=trust) for stored in checkpoints(session))
    return next((head for head in heads if head is not None), None)


def check_past(tree: MerkleTree, before: Checkpoint | TreeHead | None) -> None:
    """Refuse a register that is not consistent with an earlier head.

    Raises:
        RegisterError: it is not.
    """
    if before is None:
        return
    if before.size > len(tree):
        raise RegisterError("une déclaration du registre manque : une tête signée la comptait")
    if not is_consistent(
        old_size=before.size,
        old_root=before.root,
        size=len(tree),
        root=tree.root,
        path=tree.consistency_path(before.size),
    ):
        raise RegisterError("le passé du registre a changé depuis le dernier point de contrôle")


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
