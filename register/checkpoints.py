"""The tree over all statements: places assigned once, signed heads, and proofs of inclusion."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.formats.checkpoint import Inclusion, statement_leaf
from attestation.formats.merkle import HASH_BYTES, MerkleTree
from attestation.formats.statement import Kind
from register.tables.attestations import AttestationRow, State, StatementRow
from register.tables.checkpoints import CheckpointRow, LeafRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheckpoint:
    """A head, undecoded."""

    size: int
    token: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatement:
    """A statement that has no place in the tree yet, and what its row says, undecoded."""

    number: str
    signed: bytes
    code: str | None
    """None, as below, where there is no attestation under its number."""
    credential: bytes | None
    is_erased: bool


def new_statements(session: Session) -> Iterator[NewStatement]:
    """Yield the statements that have no place in the tree yet, oldest first."""
    rows = session.execute(
        select(
            StatementRow.number,
            StatementRow.signed,
            AttestationRow.code,
            AttestationRow.credential,
            AttestationRow.erased_at,
        )
        .outerjoin(AttestationRow, AttestationRow.number == StatementRow.number)
        .outerjoin(LeafRow, LeafRow.statement_id == StatementRow.id)
        .where(LeafRow.statement_id.is_(None))
        .order_by(StatementRow.id)
    )
    for number, signed, code, credential, erased_at in rows:
        yield NewStatement(
            number=number,
            signed=signed,
            code=code,
            credential=credential,
            is_erased=erased_at is not None,
        )


def numbers_without_statement(session: Session) -> list[str]:
    """Return what lacks the statement that its row says there is: of its issue, end or erasure."""
    wanted = (
        (AttestationRow.state != State.RESERVED, Kind.ISSUED),
        (AttestationRow.state == State.WITHDRAWN, Kind.WITHDRAWN),
        (AttestationRow.state == State.REPLACED, Kind.REPLACED),
        (AttestationRow.erased_at.is_not(None), Kind.ERASED),
    )
    lacking: set[str] = set()
    for condition, kind in wanted:
        counted = (
            select(StatementRow.id)
            .where(StatementRow.number == AttestationRow.number, StatementRow.kind == kind.value)
            .exists()
        )
        lacking.update(session.scalars(select(AttestationRow.number).where(condition, ~counted)))
    return sorted(lacking)


def order_statements(session: Session) -> int:
    """Give each new statement its place at the end of the tree; return the tree's size."""
    last = session.scalar(select(func.max(LeafRow.position)))
    size = 0 if last is None else last + 1
    new = session.execute(
        select(StatementRow.id, StatementRow.signed, AttestationRow.credential)
        .join(AttestationRow, AttestationRow.number == StatementRow.number)
        .outerjoin(LeafRow, LeafRow.statement_id == StatementRow.id)
        .where(LeafRow.statement_id.is_(None))
        .order_by(StatementRow.id)
    )
    for statement_id, signed, credential in new:
        digest = _digest(credential)
        session.add(
            LeafRow(
                position=size,
                statement_id=statement_id,
                leaf_hash=statement_leaf(signed, digest),
                credential_digest=digest,
            )
        )
        size += 1
    session.flush()
    return size


def tree_of(session: Session, *, size: int) -> MerkleTree:
    """Make the tree over the first ``size`` statements, from the statements themselves.

    Raises:
        RegisterError: a statement or credential is not what it was when it got its place.
    """
    query = (
        select(
            LeafRow.leaf_hash,
            StatementRow.signed,
            AttestationRow.credential,
            AttestationRow.erased_at,
        )
        .join(StatementRow, StatementRow.id == LeafRow.statement_id)
        .join(AttestationRow, AttestationRow.number == StatementRow.number)
        .where(LeafRow.position < size)
        .order_by(LeafRow.position)
        .execution_options(yield_per=1000)
    )
    leaves = []
    with session.execute(query) as rows:
        for leaf, signed, credential, erased_at in rows:
            # Of an erased record only the leaf is left, which an earlier head covers.
            if erased_at is None and statement_leaf(signed, _digest(credential)) != leaf:
                raise RegisterError("une déclaration du registre n’est plus celle d’alors")
            leaves.append(leaf)
    if len(leaves) != size:
        raise RegisterError("une déclaration du registre manque")
    return MerkleTree.of(leaves)


def checkpoints(session: Session) -> list[StoredCheckpoint]:
    """Return every head that was kept, newest first."""
    rows = session.scalars(select(CheckpointRow).order_by(CheckpointRow.size.desc()))
    return [StoredCheckpoint(size=row.size, token=row.token) for row in rows]


def newest_checkpoint(session: Session) -> StoredCheckpoint | None:
    """Return the newest head that was kept."""
    row = session.scalar(select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1))
    return None if row is None else StoredCheckpoint(size=row.size, token=row.token)


def store_checkpoint(
    session: Session,
    token: bytes,
    tree: MerkleTree,
    *,
    made_at: datetime,
    distrusted: Collection[int] = (),
) -> int:
    """Keep a signed head, and for each statement it is the first to cover the proof that it is.

    Args:
        session: inside ``writing``.
        token: the signed head.
        tree: of which it is the head.
        made_at: when it was signed.
        distrusted: sizes of earlier heads that prove nothing any more; this one takes over what
            they cover.

    Returns:
        How many statements it is the first to cover.
    """
    size = len(tree)
    session.merge(CheckpointRow(size=size, made_at=made_at, token=token))
    session.flush()
    waiting = session.scalars(
        select(LeafRow.position).where(
            or_(LeafRow.checkpoint_size.is_(None), LeafRow.checkpoint_size.in_(distrusted)),
            LeafRow.position < size,
        )
    )
    rows = [
        {
            "position": position,
            "checkpoint_size": size,
            "path": b"".join(tree.inclusion_path(position)),
        }
        for position in waiting
    ]
    if rows:
        session.execute(update(LeafRow), rows)
    return len(rows)


def inclusions(session: Session, number: str) -> tuple[Inclusion, ...]:
    """Return the proofs for all statements about attestation ``number`` that a head covers."""
    rows = session.execute(
        select(
            StatementRow.signed,
            LeafRow.credential_digest,
            LeafRow.position,
            LeafRow.path,
            CheckpointRow.token,
        )
        .join(LeafRow, LeafRow.statement_id == StatementRow.id)
        .join(CheckpointRow, CheckpointRow.size == LeafRow.checkpoint_size)
        .where(StatementRow.number == number)
        .order_by(LeafRow.position)
    )
    return tuple(inclusion_of(*row) for row in rows)


def inclusion_of(
    signed: bytes, digest: bytes, position: int, path: bytes | None, token: bytes
) -> Inclusion:
    """Put a proof together from its row."""
    return Inclusion(
        statement=signed,
        credential_digest=digest,
        index=position,
        path=_hashes(path),
        checkpoint=token,
    )


def _digest(credential: bytes | None) -> bytes:
    # Statements are about issued attestations, so the row exists unless it was deleted.
    return sha256(credential or b"").digest()


def _hashes(path: bytes | None) -> tuple[bytes, ...]:
    joined = path or b""
    return tuple(joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES))
