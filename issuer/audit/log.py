"""The log of acts: each act appends one signed entry, in its own transaction.

Whoever can write the database can neither change an entry nor add one (see
``attestation.formats.audit_entry``). A copy of the last entry, in a file beside the keys, shows
whether the end was cut off. ADR 0052.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError, MalformedCredentialError, RegisterError
from attestation.formats.audit_entry import (
    NOTHING_BEFORE,
    AuditAction,
    AuditEvent,
    Entry,
    decode_entry,
    sign_entry,
)
from issuer.audit.clock import refuse_implausible
from issuer.audit.published_lists import keep_lists
from issuer.context import IssuerContext
from issuer.export.documents import write_whole
from issuer.words.sentence import Sentence, sentence
from register import audit_log
from register.database import reading, writing
from register.status_lists import newest_list_at

__all__ = [
    "AuditAction",
    "AuditEvent",
    "AuditedTransaction",
    "Entry",
    "audited",
    "audited_transaction",
    "decode_entry",
    "publish_audit_head",
    "read_head",
    "record",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How the register's log and the copy of its last entry differ."""

    kept: int
    """The last entry in the register; 0 if it has none."""
    head: int | None
    """Which entry the copy is; None where there is no readable copy."""
    words: Sentence


@dataclass(frozen=True, slots=True)
class AuditedTransaction:
    """A transaction that writes its own entries into the log."""

    context: IssuerContext
    session: Session
    events: list[AuditEvent] = field(default_factory=list, init=False)
    """What it has written so far."""

    def append(self, event: AuditEvent) -> None:
        """Append the entry of an act, which is committed with the transaction.

        Raises:
            RegisterError: the register failed, or the log in it is not the one that was left.
            SigningError: the signer refused.
        """
        audit_log.lock_log(self.session)
        require_signable(self.context, self.session)
        self.append_repair(event)

    def append_repair(self, event: AuditEvent) -> None:
        """Append the entry of a repair, which is allowed where any other act is refused.

        Raises:
            RegisterError: the register failed.
            SigningError: the signer refused.
        """
        sequence, last = audit_log.lock_log(self.session)
        entry = Entry(
            sequence=sequence + 1,
            at=self.context.instant(),
            previous=NOTHING_BEFORE if last is None else sha256(last).digest(),
            event=event,
        )
        signed = sign_entry(entry, signer=self.context.statement_signer)
        audit_log.append(self.session, entry.sequence, signed)
        self.events.append(event)


@contextmanager
def audited_transaction(context: IssuerContext) -> Iterator[AuditedTransaction]:
    """Open a transaction that may append to the log; the copy of its end is made afterwards.

    Raises:
        RegisterError: the register failed; nothing was written.
        ConfigurationError: the copy cannot be written; the act itself stands.
    """
    with writing(context.register) as session:
        transaction = AuditedTransaction(context, session)
        yield transaction
    if transaction.events:
        publish_audit_head(context)


@contextmanager
def audited(context: IssuerContext, event: AuditEvent) -> Iterator[Session]:
    """Open a transaction that ends with ``event`` in the log.

    Raises:
        RegisterError: the register failed, or the log in it is not the one that was left.
        SigningError: the signer refused. Nothing was written.
    """
    with audited_transaction(context) as transaction:
        yield transaction.session
        transaction.append(event)


def record(context: IssuerContext, event: AuditEvent) -> None:
    """Write into the log an act that changes nothing else in the register.

    Raises:
        RegisterError: the register failed, or the log in it is not the one that was left.
        SigningError: the signer refused.
    """
    with audited(context, event):
        pass


def publish_audit_head(context: IssuerContext) -> None:
    """Copy the last entry and the newest status lists to files out of the database's reach.

    Raises:
        ConfigurationError: the file cannot be written; the act itself stands.
    """
    file = context.settings.desk.audit_head_file
    with _one_at_a_time(file), reading(context.register) as session:
        signed = audit_log.entry(session, audit_log.last_sequence(session))
        if signed is not None:
            write_whole(file, signed)
        keep_lists(context, session)


def read_head(file: Path) -> bytes | None:
    """Return the copy of the last entry; None where none was made yet.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(
            "desk.audit_head_file", sentence("illisible ({error})", error=error.strerror)
        ) from None


def require_signable(context: IssuerContext, session: Session) -> None:
    """Refuse to sign if the clock is wrong, or if the log differs from the copy of its end.

    Raises:
        RegisterError: the log was cut off, or the register is an older one, or another one's.
        SigningError: the clock contradicts the newest signature, or another clock.
    """
    # SECURITY: appending to a log that was cut off would move the head onwards and hide the cut:
    # test_log_that_was_cut_off_takes_no_entry.
    gap = gap_in_log(context, session)
    if gap is not None:
        raise RegisterError(
            sentence(
                "le journal n’est pas entier ({gap}) : attest-issuer audit verify ; si une "
                "sauvegarde a été restaurée : attest-issuer register accept-restore",
                gap=gap.words,
            )
        )
    refuse_implausible(
        context.settings.clock, now=context.instant(), newest=newest_signature(session)
    )


def gap_in_log(context: IssuerContext, session: Session) -> Gap | None:
    """Return how the register's log differs from what its copy says of it; None if it does not.

    Raises:
        ConfigurationError: the copy cannot be read.
    """
    kept = audit_log.last_sequence(session)
    last = audit_log.entry(session, kept)
    if (last is None) != (kept == 0):
        return Gap(kept=kept, head=None, words=sentence("l’entrée {entry} manque", entry=kept))
    head = read_head(context.settings.desk.audit_head_file)
    if head is None:
        # 1: a program was stopped between the very first entry and its copy
        words = sentence("la copie de sa dernière entrée manque")
        return None if kept <= 1 else Gap(kept=kept, head=None, words=words)
    try:
        sequence = decode_entry(head).sequence
    except MalformedCredentialError:
        return Gap(
            kept=kept, head=None, words=sentence("la copie de sa dernière entrée est abîmée")
        )
    if audit_log.entry(session, sequence) == head:
        return None
    if sequence > kept:
        words = sentence(
            "il finit à l’entrée {entry}, la copie est l’entrée {copy}", entry=kept, copy=sequence
        )
    else:
        words = sentence(
            "l’entrée {entry} n’est pas celle de la copie : deux registres ont signé",
            entry=sequence,
        )
    return Gap(kept=kept, head=sequence, words=words)


def newest_signature(session: Session) -> datetime | None:
    """Return the date of the newest entry or status list; None where nothing was signed yet."""
    last = audit_log.entry(session, audit_log.last_sequence(session))
    dates = [newest_list_at(session), decode_entry(last).at if last else None]
    return max((date for date in dates if date is not None), default=None)


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    """Keep two programs from writing the head in the wrong order."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(
            "desk.audit_head_file",
            sentence("impossible d’y écrire ({error})", error=error.strerror),
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
