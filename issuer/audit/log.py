"""The log of acts: each act appends one signed entry, in its own transaction.

Who can write the database can neither change an entry nor add one (see
``attestation.formats.audit_entry``). That the end was not cut off is told by a copy of the last
entry in a file beside the keys. ADR 0052.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError, MalformedCredentialError, RegisterError
from attestation.formats.audit_entry import (
    NOTHING_BEFORE,
    Act,
    Deed,
    Entry,
    decode_entry,
    sign_entry,
)
from issuer.audit.published_lists import keep_lists
from issuer.context import Office
from issuer.export.documents import write_whole
from register import audit_log
from register.database import reading, writing

__all__ = ["Act", "Deed", "Entry", "anchor", "decode_entry", "entry_for", "read_head", "recorded"]


def entry_for(office: Office, deed: Deed) -> Callable[[Session], None]:
    """Give what writes ``deed`` into the log, to be called in the transaction of the act itself.

    Whoever calls it calls ``anchor`` once that is committed.
    """
    return lambda session: _append(office, session, deed)


@contextmanager
def recorded(office: Office, deed: Deed) -> Iterator[Session]:
    """Open a transaction that ends with ``deed`` in the log.

    Raises:
        RegisterError: the register failed, or the log in it is not the one that was left.
        SigningError: the signer refused. Nothing was written.
    """
    with writing(office.register) as session:
        yield session
        _append(office, session, deed)
    anchor(office)


def anchor(office: Office) -> None:
    """Copy the last entry, and the newest status lists, where no writer of the database reaches.

    Raises:
        ConfigurationError: the file cannot be written; the act itself stands.
    """
    file = office.settings.desk.audit_head_file
    with _one_at_a_time(file), reading(office.register) as session:
        signed = audit_log.entry(session, audit_log.last_sequence(session))
        if signed is not None:
            write_whole(file, signed)
        keep_lists(office, session)


def read_head(file: Path) -> bytes | None:
    """Give the copy of the last entry; None where none was made yet.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError("desk.audit_head_file", f"illisible ({error.strerror})") from None


def _append(office: Office, session: Session, deed: Deed) -> None:
    sequence, last = audit_log.lock_log(session)
    _refuse_another_log(office, session, sequence, last)
    entry = Entry(
        sequence=sequence + 1,
        at=office.instant(),
        previous=NOTHING_BEFORE if last is None else sha256(last).digest(),
        deed=deed,
    )
    audit_log.append(session, entry.sequence, sign_entry(entry, signer=office.statement_signer))


def _refuse_another_log(
    office: Office, session: Session, sequence: int, last: bytes | None
) -> None:
    # SECURITY: appending to a log that was cut off would move the head onwards and hide the cut:
    # test_log_that_was_cut_off_takes_no_entry.
    head = read_head(office.settings.desk.audit_head_file)
    if head is None:
        is_ours = (
            sequence <= 1
        )  # 1: a program was stopped between the very first entry and its copy
    else:
        try:
            is_ours = audit_log.entry(session, decode_entry(head).sequence) == head
        except MalformedCredentialError:
            is_ours = False
    if not is_ours or (last is None) != (sequence == 0):
        raise RegisterError("le journal n’est pas entier : attest-issuer audit verify")


@contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    """Keep two programs from writing the head in the wrong order."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(
            "desk.audit_head_file", f"impossible d’y écrire ({error.strerror})"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
