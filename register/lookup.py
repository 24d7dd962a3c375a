"""What a verifier may ask of the register: bytes to be verified, never facts to be believed.

The questions are made once: putting one together anew costs more than the answer.
"""

from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, select

from attestation.code import Code
from attestation.facts import Number
from attestation.verify import RegisterEvidence
from register.check_counts import number_to_count
from register.checkpoints import inclusion_of, newest_checkpoint
from register.database import asking, reading
from register.tables import METADATA

_ATTESTATION = METADATA.tables["attestation"]
_DOCUMENT = METADATA.tables["document"]
_STATEMENT = METADATA.tables["statement"]
_LEAF = METADATA.tables["leaf"]
_CHECKPOINT = METADATA.tables["checkpoint"]
_STATUS_LIST = METADATA.tables["status_list"]
_SUCCESSOR = _ATTESTATION.alias("successor")

_CREDENTIAL_OF = select(_ATTESTATION.c.credential).where(_ATTESTATION.c.code == bindparam("code"))
_CREDENTIAL_BY_DIGEST = (
    select(_ATTESTATION.c.credential)
    .join(_DOCUMENT, _DOCUMENT.c.number == _ATTESTATION.c.number)
    .where(_DOCUMENT.c.digest == bindparam("digest"))
)
BY_CODE = (
    select(
        _ATTESTATION.c.number,
        _SUCCESSOR.c.credential,
        select(_STATUS_LIST.c.token)
        .where(_STATUS_LIST.c.uri == bindparam("uri"))
        .scalar_subquery(),
    )
    .outerjoin(_SUCCESSOR, _SUCCESSOR.c.replaces == _ATTESTATION.c.number)
    .where(_ATTESTATION.c.code == bindparam("code"))
)
"""An attestation's number, its successor's credential, and its status list, by its code."""
_LIST_BY_URI = select(_STATUS_LIST.c.token).where(_STATUS_LIST.c.uri == bindparam("uri"))
_LIST_BY_NUMBER = select(_STATUS_LIST.c.token).where(
    _STATUS_LIST.c.list_number == bindparam("list_number")
)
_STATEMENTS = (
    select(
        _STATEMENT.c.signed,
        _LEAF.c.credential_digest,
        _LEAF.c.position,
        _LEAF.c.path,
        _CHECKPOINT.c.token,
    )
    .outerjoin(_LEAF, _LEAF.c.statement_id == _STATEMENT.c.id)
    .outerjoin(_CHECKPOINT, _CHECKPOINT.c.size == _LEAF.c.checkpoint_size)
    .where(_STATEMENT.c.number == bindparam("number"))
    .order_by(_STATEMENT.c.id)
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Read-only questions; each raises RegisterError when the register cannot answer."""

    engine: Engine

    def credential_by_code(self, code: Code) -> bytes | None:
        """Give the credential of the attestation with ``code``, if one was issued and is kept."""
        with asking(self.engine) as connection:
            credential = connection.scalar(_CREDENTIAL_OF, {"code": code})
        return credential or None  # empty once erased

    def credential_by_digest(self, digest: bytes) -> bytes | None:
        """Give the credential of the document whose SHA-256 is ``digest``, if it is stored."""
        with asking(self.engine) as connection:
            credential: bytes | None = connection.scalar(_CREDENTIAL_BY_DIGEST, {"digest": digest})
        return credential

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        """Give all that is on record about ``code``, in one consistent reading."""
        with asking(self.engine) as connection:
            found = connection.execute(BY_CODE, {"code": code, "uri": status_uri}).first()
            if found is None:
                token = connection.scalar(_LIST_BY_URI, {"uri": status_uri})
                return RegisterEvidence(status_list=token, statements=())
            number, successor, token = found
            rows = connection.execute(_STATEMENTS, {"number": number}).all()
        proven = sorted(
            (row for row in rows if row.token is not None), key=lambda row: row.position
        )
        return RegisterEvidence(
            status_list=token,
            statements=tuple(row.signed for row in rows),
            successor=successor,
            inclusions=tuple(inclusion_of(*row) for row in proven),
        )

    def number_to_count(self, code: Code) -> Number | None:
        """Give the number under which checks of ``code`` are counted, if they are."""
        with reading(self.engine) as session:
            return number_to_count(session, code)

    def checkpoint(self) -> bytes | None:
        """Give the newest signed checkpoint."""
        with reading(self.engine) as session:
            newest = newest_checkpoint(session)
        return None if newest is None else newest.token

    def status_list(self, list_number: int) -> bytes | None:
        """Give the published Status List Token ``list_number``."""
        with asking(self.engine) as connection:
            token: bytes | None = connection.scalar(_LIST_BY_NUMBER, {"list_number": list_number})
        return token
