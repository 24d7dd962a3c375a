"""The log of acts: who did what when, each entry signed over the one before it.

An entry is a COSE_Sign1 of the issuing key (typ ``application/attestation-audit+cwt``; claims
``6`` iat, ``-65540`` a map: 1 sequence, 2 SHA-256 of the entry before, 3 who, 4 act, 5 subject,
6 detail). Who can write the database can thus neither change an entry nor add one. That the end
was not cut off is told by a copy of the last entry in a file beside the keys. ADR 0052.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError, MalformedCredentialError, RegisterError
from attestation.formats.cose import (
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    sign_envelope,
)
from issuer.context import Office
from issuer.export.documents import write_whole
from register import audit_log
from register.database import reading, writing

TYP = "application/attestation-audit+cwt"
MAX_ENTRY_BYTES = 1024
_IAT = 6  # RFC 8392 §4
_ENTRY = -65540  # private use, RFC 8392 §9.1
_SEQUENCE, _PREVIOUS, _WHO, _ACT, _SUBJECT, _DETAIL = 1, 2, 3, 4, 5, 6
NOTHING_BEFORE = bytes(32)


class Act(StrEnum):
    """What can be done; the values stay for ever."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    CLOSED = "guessing-stopped"
    USER_ADDED = "user-added"
    USER_DISABLED = "user-disabled"
    USER_RESET = "user-reset"
    WORKBOOK_BROUGHT = "workbook-brought"
    ISSUE_ASKED = "issue-asked"
    ISSUED = "issued"
    WITHDRAWAL_ASKED = "withdrawal-asked"
    CORRECTION_ASKED = "correction-asked"
    CALLED_BACK = "called-back"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    EXPORTED = "exported"
    PUBLISHED = "published"
    EXTENDED = "extended"
    PERSON_EXPORTED = "person-exported"
    PERSON_ERASED = "person-erased"
    SETTINGS_CHANGED = "settings-changed"
    DELIVERY_ASKED = "delivery-asked"
    DELIVERY_ASKED_AGAIN = "delivery-asked-again"
    MESSAGES_SENT = "messages-sent"
    ADDRESS_CHANGED = "address-changed"
    LINK_RENEWED = "link-renewed"
    LINKS_CUT_OFF = "links-cut-off"
    CHECKPOINT_KEPT = "checkpoint-kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did; never with a holder's name."""

    who: str
    """A login, or ``commande:`` and the user of the machine."""
    act: Act
    subject: str | None = None
    """A number, a module's code, a login."""
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, decoded; verified or not is for the caller to know."""

    sequence: int
    at: datetime
    previous: bytes
    deed: Deed


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
    """Copy the last entry to the file that no writer of the database reaches.

    Raises:
        ConfigurationError: the file cannot be written; the act itself stands.
    """
    file = office.settings.desk.audit_head_file
    with _one_at_a_time(file), reading(office.register) as session:
        signed = audit_log.entry(session, audit_log.last_sequence(session))
        if signed is not None:
            write_whole(file, signed)


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


def decode_entry(signed: bytes) -> Entry:
    """Read an entry without verifying it.

    Raises:
        MalformedCredentialError: it is not one.
    """
    return decode_claims(decode_envelope(signed, typ=TYP, max_bytes=MAX_ENTRY_BYTES).payload)


def decode_claims(payload: bytes) -> Entry:
    """Read the claims of an entry.

    Raises:
        MalformedCredentialError: any others.
    """
    match decode_deterministic(payload):
        case {6: int(iat), -65540: {**entry}, **others} if not others:
            pass
        case _:
            raise MalformedCredentialError("not the claims of an entry of the log")
    known = {_SEQUENCE, _PREVIOUS, _WHO, _ACT, _SUBJECT, _DETAIL}
    match [entry.get(key) for key in sorted(known)]:
        case [
            int(sequence),
            bytes(previous),
            str(who),
            str(act),
            (str() | None) as subject,
            (str() | None) as detail,
        ] if set(entry) <= known:
            pass
        case _:
            raise MalformedCredentialError("not an entry of the log")
    try:
        deed = Deed(who=who, act=Act(act), subject=subject, detail=detail)
        at = datetime.fromtimestamp(iat, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible entry of the log") from error
    return Entry(sequence=sequence, at=at, previous=previous, deed=deed)


def _append(office: Office, session: Session, deed: Deed) -> None:
    sequence, last = audit_log.lock_log(session)
    _refuse_another_log(office, session, sequence, last)
    entry: dict[int, object] = {
        _SEQUENCE: sequence + 1,
        _PREVIOUS: NOTHING_BEFORE if last is None else sha256(last).digest(),
        _WHO: deed.who,
        _ACT: deed.act.value,
    }
    if deed.subject is not None:
        entry[_SUBJECT] = deed.subject
    if deed.detail is not None:
        entry[_DETAIL] = deed.detail
    claims = encode_deterministic({_IAT: int(office.instant().timestamp()), _ENTRY: entry})
    audit_log.append(session, sequence + 1, sign_envelope(claims, typ=TYP, signer=office.signer))


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
