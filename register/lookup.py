"""The verifier's queries, which return bytes to be verified and never facts to be believed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Engine, Select, bindparam, literal_column, select

from attestation.code import Code
from attestation.facts import Number
from attestation.formats.credential import StatusReference
from attestation.verdict.verify import RegisterEvidence
from register.check_counts import numbers_to_count
from register.checkpoints import inclusion_of, newest_checkpoint
from register.database import reading
from register.fast_query import fetch_all
from register.tables.attestations import (
    AttestationRow,
    Base,
    DocumentRow,
    StatementRow,
    StatusListRow,
)
from register.tables.checkpoints import CheckpointRow, LeafRow

_NOBODY = Code("0" * 16)
_TABLES = Base.metadata.tables
_ATTESTATION = _TABLES[AttestationRow.__tablename__]
_DOCUMENT = _TABLES[DocumentRow.__tablename__]
_STATEMENT = _TABLES[StatementRow.__tablename__]
_LEAF = _TABLES[LeafRow.__tablename__]
_CHECKPOINT = _TABLES[CheckpointRow.__tablename__]
_STATUS_LIST = _TABLES[StatusListRow.__tablename__]
_SUCCESSOR = _ATTESTATION.alias("successor")

_CREDENTIAL_OF = select(_ATTESTATION.c.credential).where(_ATTESTATION.c.code == bindparam("code"))
_CREDENTIAL_BY_NUMBER = select(_ATTESTATION.c.credential).where(
    _ATTESTATION.c.number == bindparam("number")
)
_DOCUMENT_BY_DIGEST = select(_DOCUMENT.c.content).where(_DOCUMENT.c.digest == bindparam("digest"))
_CREDENTIAL_BY_DIGEST = (
    select(_ATTESTATION.c.credential)
    .join(_DOCUMENT, _DOCUMENT.c.number == _ATTESTATION.c.number)
    .where(_DOCUMENT.c.digest == bindparam("digest"))
)
BY_CODE = (
    select(
        _STATUS_LIST.c.token,
        _SUCCESSOR.c.credential,
        _STATEMENT.c.signed,
        _LEAF.c.credential_digest,
        _LEAF.c.position,
        _LEAF.c.path,
        _CHECKPOINT.c.token,
    )
    .select_from(select(literal_column("1").label("row")).subquery("one"))
    .outerjoin(_STATUS_LIST, _STATUS_LIST.c.uri == bindparam("uri"))
    .outerjoin(_ATTESTATION, _ATTESTATION.c.code == bindparam("code"))
    .outerjoin(_SUCCESSOR, _SUCCESSOR.c.replaces == _ATTESTATION.c.number)
    .outerjoin(_STATEMENT, _STATEMENT.c.number == _ATTESTATION.c.number)
    .outerjoin(_LEAF, _LEAF.c.statement_id == _STATEMENT.c.id)
    .outerjoin(_CHECKPOINT, _CHECKPOINT.c.size == _LEAF.c.checkpoint_size)
    .order_by(_STATEMENT.c.id)
)
"""By code, a row for each statement about an attestation: the status list and the successor's
credential, equal in all rows, then the statement and its proof. There is at least one row for any
code, so that an unknown code takes the same time."""
_ALL_CODES = select(_ATTESTATION.c.code)
_ALL_LISTS = select(_STATUS_LIST.c.token)
_ALL_ISSUED = (
    select(_ATTESTATION.c.number, _ATTESTATION.c.code)
    .where(_ATTESTATION.c.credential.is_not(None))
    .order_by(_ATTESTATION.c.number)
)
_LIST_BY_NUMBER = (
    select(_STATUS_LIST.c.token)
    .where(_STATUS_LIST.c.list_number == bindparam("list_number"))
    .order_by(
        (_STATUS_LIST.c.uri == bindparam("uri")).desc(),
        _STATUS_LIST.c.issued_at.desc(),
        _STATUS_LIST.c.uri,
    )
)


class _Stated(NamedTuple):
    """A statement in a row of ``BY_CODE``, and its proof if a checkpoint covers it."""

    signed: bytes
    credential_digest: bytes
    position: int
    path: bytes | None
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class Lookup:
    """Read-only questions; each raises RegisterError when the register cannot answer."""

    engine: Engine

    def require_rights(self) -> None:
        """Ask once about nothing, so that a right that is missing is said at the start.

        Raises:
            RegisterError: this account may not read all that a check asks for, or the register
                failed.
        """
        self.evidence(_NOBODY, status_uri="")
        self.checkpoint()
        self.status_lists()

    def credential_by_code(self, code: Code) -> bytes | None:
        """Return the credential of the attestation with ``code``, if one was issued and is kept."""
        return self._only(_CREDENTIAL_OF, code=code) or None  # empty once erased

    def credential_by_number(self, number: Number) -> bytes | None:
        """Return the credential that is kept under ``number``."""
        return self._only(_CREDENTIAL_BY_NUMBER, number=number) or None  # empty once erased

    def credential_by_digest(self, digest: bytes) -> bytes | None:
        """Return the credential of the document whose SHA-256 is ``digest``, if it is stored."""
        return self._only(_CREDENTIAL_BY_DIGEST, digest=digest)

    def document(self, digest: bytes) -> bytes | None:
        """Return the document whose SHA-256 is said to be ``digest``, if it is stored."""
        return self._only(_DOCUMENT_BY_DIGEST, digest=digest)

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        """Return all that is on record about ``code``, in one consistent reading."""
        rows = fetch_all(self.engine, BY_CODE, code=code, uri=status_uri)
        token, successor, *_ = rows[0]
        stated = [_Stated(*proof) for _, _, *proof in rows if proof[0] is not None]
        proven = sorted((one for one in stated if one.checkpoint), key=lambda one: one.position)
        return RegisterEvidence(
            status_list=token,
            statements=tuple(one.signed for one in stated),
            successor=successor,
            inclusions=tuple(inclusion_of(*one) for one in proven),
        )

    def evidence_of_status(self, code: Code, status: StatusReference) -> RegisterEvidence:
        """Return the same, which costs one question here whatever is left out."""
        return self.evidence(code, status_uri=status.uri)

    def codes(self) -> list[Code]:
        """Return the code of each attestation, of erased records too."""
        return [Code(code) for (code,) in fetch_all(self.engine, _ALL_CODES)]

    def numbers_to_count(self, codes: Collection[Code]) -> dict[Code, Number]:
        """Return the numbers under which checks of ``codes`` are counted, where they are."""
        with reading(self.engine) as session:
            return numbers_to_count(session, codes)

    def checkpoint(self) -> bytes | None:
        """Return the newest signed checkpoint."""
        with reading(self.engine) as session:
            newest = newest_checkpoint(session)
        return None if newest is None else newest.token

    def status_list(self, list_number: int, *, uri: str = "") -> bytes | None:
        """Return the Status List Token ``list_number`` for ``uri``, or else the newest one."""
        return self._only(_LIST_BY_NUMBER, list_number=list_number, uri=uri)

    def status_lists(self) -> list[bytes]:
        """Return every published Status List Token."""
        return [token for (token,) in fetch_all(self.engine, _ALL_LISTS)]

    def issued_codes(self) -> list[tuple[Number, Code]]:
        """Return number and code of all that was issued, what was erased since included."""
        return [
            (Number(number), Code(code)) for number, code in fetch_all(self.engine, _ALL_ISSUED)
        ]

    def _only(self, question: Select[tuple[bytes | None]], **values: object) -> bytes | None:
        rows = fetch_all(self.engine, question, **values)
        return rows[0][0] if rows else None
