"""The desk's tables: accounts, work in progress, the log, and counts for statistics.

Everything that names people here is short-lived: a workbook under way, the drafts of a job and a
held ending are emptied once they have been carried out. The log's entries hold no names.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables.attestations import Base
from register.tables.column_types import UtcDateTime


class AccountRow(Base):
    """Somebody who may sign in."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The shared secret of RFC 6238, encrypted with the desk's own key file."""
    totp_step: Mapped[int] = mapped_column(Integer)
    """The newest time step that was accepted: a one-time password serves once."""
    is_disabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InvitationRow(Base):
    """Somebody who is invited to the desk, or to renew their secrets; known by a digest only."""

    __tablename__ = "account_invitation"

    login: Mapped[str] = mapped_column(String(60), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    role: Mapped[str] = mapped_column(String(12))
    invited_by: Mapped[str] = mapped_column(String(60))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCodeRow(Base):
    """A recovery code that has not been used; only its digest is here."""

    __tablename__ = "recovery_code"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login"), index=True)


class PasskeyRow(Base):
    """A passkey: the public key of somebody's authenticator."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The credential, encrypted with the desk's own key for this account."""
    name: Mapped[str] = mapped_column(String(60))
    newest: Mapped[int] = mapped_column(BigInteger)
    """When the newest question that it answered was asked: an answer serves once."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeskSessionRow(Base):
    """Somebody who is signed in; the cookie's token is known here by its digest only."""

    __tablename__ = "desk_session"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GuessRow(Base):
    """Failed attempts in a row to sign in to one account from one kind of browser."""

    __tablename__ = "guess"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 over login and browser: people type passwords into the field for the login."""
    failures: Mapped[int] = mapped_column(Integer)
    closed_until: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEntryRow(Base):
    """One entry of the log: a signed message and its place; nothing else is believed."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signed: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHeadRow(Base):
    """The last sequence number of the log; writers queue up at this one row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(Integer)


class WorkbookRow(Base):
    """A workbook that somebody brought and has not issued yet; deleted after a day."""

    __tablename__ = "desk_workbook"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """The cells, as ``issuer.desk.workbook_store`` writes them."""
    before: Mapped[str | None] = mapped_column(Text)
    """The cells of the upload before this one, to show the difference."""


class KeptFormRow(Base):
    """What somebody typed, under a number that tells nothing; deleted after a day."""

    __tablename__ = "kept_form"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("account.login"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """As JSON."""


class JobRow(Base):
    """Issuing that somebody confirmed; resumed after a program was stopped."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60))
    module_code: Mapped[str] = mapped_column(String(40), index=True)
    module: Mapped[str] = mapped_column(Text)
    """The module with its sessions, as JSON."""
    state: Mapped[str] = mapped_column(String(10), index=True)
    problem: Mapped[str | None] = mapped_column(String(300))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JobDraftRow(Base):
    """One person of a job; the facts are emptied when the job is done."""

    __tablename__ = "job_draft"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_key: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str | None] = mapped_column(Text)
    """The draft as JSON; None once it was carried out."""
    replaces: Mapped[str | None] = mapped_column(String(40))
    """The number whose place it takes, if any."""


class HeldEndingRow(Base):
    """A withdrawal or a correction that can still be called back: nothing is signed yet."""

    __tablename__ = "held_ending"

    number: Mapped[str] = mapped_column(ForeignKey("attestation.number"), primary_key=True)
    login: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200))
    correction: Mapped[str | None] = mapped_column(Text)
    """The corrected holder as JSON; None for a withdrawal."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class OrganisationVersionRow(Base):
    """One version of the organisation's settings, as the desk signed it; none is ever changed."""

    __tablename__ = "organisation_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signed: Mapped[bytes] = mapped_column(LargeBinary)
    """The message of ``issuer.organisation_versions``; nothing else here is believed."""


class OrganisationDraftRow(Base):
    """Settings that somebody is trying out, until they are kept or dropped."""

    __tablename__ = "organisation_draft"

    login: Mapped[str] = mapped_column(ForeignKey("account.login"), primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)


class ReadingProfileRow(Base):
    """How files of one shape are read; believed where an entry of the log has the digest."""

    __tablename__ = "reading_profile"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class WithoutRightRow(Base):
    """Somebody of a module's list who was issued nothing, with the reason; deleted after a year."""

    __tablename__ = "without_right"

    module_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_key: Mapped[str | None] = mapped_column(String(64))
    """As in ``attestation``; None where the birth date is not known."""
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """``register.without_right.WithoutRight`` as JSON."""


class PlannedModuleRow(Base):
    """A module to come; deleted when something is issued of it, or after a year."""

    __tablename__ = "planned_module"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    login: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[str] = mapped_column(Text)
    """``register.planned_modules.PlannedModule`` as JSON."""


class ModuleFiguresRow(Base):
    """What the workbook of a module said, counted: for funders, and without any name."""

    __tablename__ = "module_figures"

    module_code: Mapped[str] = mapped_column(ForeignKey("module.code"), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    participants: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[str] = mapped_column(Text)
    """Participants by reason of enrolment, as JSON."""
    marks: Mapped[str] = mapped_column(Text)
    """Marks by letter, as JSON; one for each person and session."""
