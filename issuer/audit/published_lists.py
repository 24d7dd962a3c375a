"""Which indices of a status list are condemned: those published before stay so.

The newest list is copied to a file beside the log's head, which no writer of the database reaches.
A new list holds the bits of that file, of each list that we signed and of each ending that we
signed. No row sets a bit, and nothing clears one. ADR 0091.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.cose import decode_deterministic
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT
from attestation.formats.status_list import STATUS_LIST, StatusList, decode_list_envelope
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.context import IssuerContext
from issuer.export.documents import write_whole
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from register.status_lists import signed_endings
from register.tables.attestations import StatusListRow


def uri_of(token: bytes) -> str:
    """Return the uri of a token, verified or not; empty if it is no token."""
    try:
        match decode_deterministic(decode_list_envelope(token).payload):
            case {2: str(uri)}:
                return uri
    except MalformedCredentialError:
        pass
    return ""


def condemned(context: IssuerContext, session: Session, list_number: int) -> set[int]:
    """Return the indices that list ``list_number`` condemns, or must from now on.

    Raises:
        ConfigurationError: the file of the newest list, or the key ring, cannot be read.
        RegisterError: the register failed.
    """
    keys = context.trusted
    indices: set[int] = set()
    for token in (_kept(context, list_number), *session.scalars(select(StatusListRow.token))):
        indices |= indices_of(_opened(token, keys, list_number))
    for credential_bytes, signed in signed_endings(session):
        credential = opened(credential_bytes, CREDENTIAL, keys)
        if credential is None or credential.status.index in indices:
            continue
        statement = opened(signed, STATEMENT, keys)
        if (
            statement is not None
            and statement.is_ending
            and statement.code == credential.attestation.code
            and list_number_in(credential.status.uri) == list_number
        ):
            indices.add(credential.status.index)
    return indices


def keep_lists(context: IssuerContext, session: Session) -> None:
    """Copy the newest lists to files beside the log's head; a copy only ever condemns more.

    Raises:
        ConfigurationError: a file cannot be read or written.
    """
    for token in session.scalars(select(StatusListRow.token)).all():
        list_number = list_number_in(uri_of(token))
        if list_number is None or token == (before := _kept(context, list_number)):
            continue
        keys = context.trusted
        new = _opened(token, keys, list_number)
        old = _opened(before, keys, list_number)
        if new is not None and indices_of(old) <= indices_of(new):
            write_whole(_file(context, list_number), token)


def _file(context: IssuerContext, list_number: int) -> Path:
    head = context.settings.desk.audit_head_file
    return head.with_name(f"{head.name}.status-{list_number}")


def _kept(context: IssuerContext, list_number: int) -> bytes:
    try:
        return _file(context, list_number).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ConfigurationError("desk.audit_head_file", f"illisible ({error.strerror})") from None


def _opened(token: bytes, keys: TrustedKeys, list_number: int) -> StatusList | None:
    """Return the list that we signed under that number; None for anything else."""
    status_list = opened(token, STATUS_LIST, keys)
    if status_list is None or list_number_in(status_list.uri) != list_number:
        return None
    return status_list


def indices_of(status_list: StatusList | None) -> set[int]:
    """Return the indices that a list condemns."""
    if status_list is None:
        return set()
    return {
        place * 8 + bit
        for place, byte in enumerate(status_list.statuses.packed)
        if byte
        for bit in range(8)
        if byte >> bit & 1
    }
