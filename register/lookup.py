"""What a verifier may ask of the register: bytes to be verified, never facts to be believed."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from attestation.code import Code
from attestation.facts import Number
from attestation.verify import RegisterEvidence
from register.check_counts import number_to_count
from register.checkpoints import inclusions, newest_checkpoint
from register.database import reading
from register.schema import AttestationRow, DocumentRow, StatementRow, StatusListRow


@dataclass(frozen=True, slots=True)
class Lookup:
    """Read-only questions; each raises RegisterError when the register cannot answer."""

    engine: Engine

    def credential_by_code(self, code: Code) -> bytes | None:
        """Give the credential of the attestation with ``code``, if one was issued and is kept."""
        with reading(self.engine) as session:
            credential = session.scalar(
                select(AttestationRow.credential).where(AttestationRow.code == code)
            )
        return credential or None  # empty once erased

    def credential_by_digest(self, digest: bytes) -> bytes | None:
        """Give the credential of the document whose SHA-256 is ``digest``, if it is stored."""
        with reading(self.engine) as session:
            return session.scalar(
                select(AttestationRow.credential)
                .join(DocumentRow, DocumentRow.number == AttestationRow.number)
                .where(DocumentRow.digest == digest)
            )

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        """Give all that is on record about ``code``, in one consistent reading."""
        with reading(self.engine) as session:
            number = session.scalar(
                select(AttestationRow.number).where(AttestationRow.code == code)
            )
            statements = session.scalars(
                select(StatementRow.signed)
                .where(StatementRow.number == number)
                .order_by(StatementRow.id)
            )
            return RegisterEvidence(
                status_list=session.scalar(
                    select(StatusListRow.token).where(StatusListRow.uri == status_uri)
                ),
                statements=tuple(statements),
                successor=session.scalar(
                    select(AttestationRow.credential).where(AttestationRow.replaces == number)
                ),
                inclusions=() if number is None else inclusions(session, number),
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
        with reading(self.engine) as session:
            return session.scalar(
                select(StatusListRow.token).where(StatusListRow.list_number == list_number)
            )
