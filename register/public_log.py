"""The public log in the register: its heads, the proof of each statement, and its tiles."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from attestation.formats.log_receipt import SignedRoot, encode_inclusion_receipt
from attestation.formats.log_tiles import TILE_WIDTH, Tile
from attestation.formats.merkle import HASH_BYTES, MerkleTree
from attestation.formats.statement import Kind
from register.database import reading
from register.tables.attestations import AttestationRow, State, StatementRow
from register.tables.checkpoints import LeafRow
from register.tables.public_log import LogHeadRow, LogProofRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHead:
    """A head of the log, unverified."""

    origin: str
    size: int
    made_at: datetime
    note: str
    """A signed note (C2SP tlog-checkpoint), with the lines of witnesses."""
    signed: SignedRoot


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedStatement:
    """A statement and its proof under a head of the log, unverified."""

    statement: bytes
    credential_digest: bytes
    index: int
    path: tuple[bytes, ...]
    head: StoredHead

    @property
    def receipt(self) -> bytes:
        """The receipt of RFC 9942."""
        return encode_inclusion_receipt(
            self.head.signed, size=self.head.size, index=self.index, path=self.path
        )


def newest_log_head(session: Session) -> StoredHead | None:
    """Return the head that was signed last; None where there is no public log."""
    row = session.scalar(
        select(LogHeadRow).order_by(LogHeadRow.made_at.desc(), LogHeadRow.size.desc()).limit(1)
    )
    return None if row is None else _head(row)


def log_heads(session: Session) -> list[StoredHead]:
    """Return every head that was kept, largest first."""
    return [
        _head(row) for row in session.scalars(select(LogHeadRow).order_by(LogHeadRow.size.desc()))
    ]


def numbers_not_before(session: Session, size: int) -> list[str]:
    """Return the numbers in force whose issue is not among the first ``size`` statements."""
    first = (
        select(StatementRow.number)
        .join(LeafRow, LeafRow.statement_id == StatementRow.id)
        .where(StatementRow.kind == Kind.ISSUED.value, LeafRow.position < size)
    )
    rows = select(AttestationRow.number).where(
        AttestationRow.state == State.ISSUED, AttestationRow.number.not_in(first)
    )
    return list(session.scalars(rows.order_by(AttestationRow.number)))


def store_log_head(session: Session, head: StoredHead, tree: MerkleTree) -> int:
    """Keep a signed head, and for each statement that it is the first to hold the proof.

    Args:
        session: inside ``writing``.
        head: as the log signed it.
        tree: of which it is the head.

    Returns:
        How many statements it is the first to hold under this name.
    """
    session.merge(
        LogHeadRow(
            origin=head.origin,
            size=head.size,
            made_at=head.made_at,
            note=head.note,
            protected=head.signed.protected,
            signature=head.signed.signature,
        )
    )
    session.flush()
    held = session.scalar(
        select(func.max(LogProofRow.size)).where(LogProofRow.origin == head.origin)
    )
    first = held or 0
    new = range(first, head.size)
    # What another log of before held is proven by the new one from now on.
    session.execute(delete(LogProofRow).where(LogProofRow.position >= first))
    rows = [
        {
            "position": position,
            "origin": head.origin,
            "size": head.size,
            "path": b"".join(tree.inclusion_path(position)),
        }
        for position in new
    ]
    if rows:
        session.execute(insert(LogProofRow), rows)
    return len(rows)


def store_cosigned(session: Session, head: StoredHead, note: str) -> None:
    """Keep a head's note with the lines that witnesses added."""
    session.execute(
        update(LogHeadRow)
        .where(LogHeadRow.origin == head.origin, LogHeadRow.size == head.size)
        .values(note=note)
    )


def logged_statements(session: Session, number: str) -> list[LoggedStatement]:
    """Return what the log holds about attestation ``number``, oldest first."""
    rows = session.execute(
        select(
            StatementRow.signed,
            LeafRow.credential_digest,
            LogProofRow.position,
            LogProofRow.path,
            LogHeadRow,
        )
        .join(LeafRow, LeafRow.statement_id == StatementRow.id)
        .join(LogProofRow, LogProofRow.position == LeafRow.position)
        .join(
            LogHeadRow,
            (LogHeadRow.origin == LogProofRow.origin) & (LogHeadRow.size == LogProofRow.size),
        )
        .where(StatementRow.number == number)
        .order_by(LogProofRow.position)
    )
    return [
        LoggedStatement(
            statement=signed,
            credential_digest=digest,
            index=position,
            path=tuple(path[at : at + HASH_BYTES] for at in range(0, len(path), HASH_BYTES)),
            head=_head(row),
        )
        for signed, digest, position, path, row in rows
    ]


@dataclass(frozen=True, slots=True)
class LogReader:
    """Read-only questions about the public log; each raises RegisterError where it cannot answer.

    The roots of whole tiles never change, so they are kept in memory: 32 bytes for each 256.
    """

    engine: Engine
    _roots: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def newest(self) -> StoredHead | None:
        """Return the newest head; None where there is no public log."""
        with reading(self.engine) as session:
            return newest_log_head(session)

    def tile(self, tile: Tile) -> bytes | None:
        """Return a tile's hashes, one after the other; None where not all are there."""
        with reading(self.engine) as session:
            hashes = self._hashes(session, tile)
        return b"".join(hashes) if len(hashes) == tile.width else None

    def _hashes(self, session: Session, tile: Tile) -> list[bytes]:
        if tile.level == 0:
            query = select(LeafRow.leaf_hash).where(
                LeafRow.position >= tile.first, LeafRow.position < tile.first + tile.width
            )
            return list(session.scalars(query.order_by(LeafRow.position)))
        below = range(tile.first, tile.first + tile.width)
        roots = (self._root(session, tile.level - 1, index) for index in below)
        return [root for root in roots if root is not None]

    def _root(self, session: Session, level: int, index: int) -> bytes | None:
        with self._lock:
            known = self._roots.get((level, index))
        if known is not None:
            return known
        hashes = self._hashes(session, Tile(level=level, index=index, width=TILE_WIDTH))
        if len(hashes) < TILE_WIDTH:
            return None
        root = MerkleTree.of(hashes).root
        with self._lock:
            self._roots[level, index] = root
        return root


def _head(row: LogHeadRow) -> StoredHead:
    return StoredHead(
        origin=row.origin,
        size=row.size,
        made_at=row.made_at,
        note=row.note,
        signed=SignedRoot(protected=row.protected, signature=row.signature),
    )
