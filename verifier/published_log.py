"""What the verifier publishes of the public log: hashes, and what its key and witnesses signed.

The entries are not published: a statement holds the code that opens an attestation (ADR 0148).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.formats.log_tiles import Tile
from attestation.formats.signed_note import decode_note, log_verifier_key
from attestation.formats.tree_head import decode_tree_head, is_signed_by_log
from attestation.signer import Kid
from attestation.verdict.trusted_logs import TrustedLog
from register.public_log import StoredHead


class LogSource(Protocol):
    """What is asked of the register (``register.public_log.LogReader``)."""

    def newest(self) -> StoredHead | None:
        """Return the newest head."""
        ...

    def tile(self, tile: Tile) -> bytes | None:
        """Return a tile's hashes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedHead:
    """A head that a trusted log signed."""

    note: str
    """With the lines of witnesses (C2SP tlog-checkpoint)."""
    size: int


def published_head(source: LogSource, *, logs: Mapping[Kid, TrustedLog]) -> PublishedHead | None:
    """Return the newest head; None if there is no public log.

    Raises:
        RegisterError: the register does not answer, or no log that is trusted signed its head.
    """
    stored = source.newest()
    if stored is None:
        return None
    try:
        note = decode_note(stored.note)
        head = decode_tree_head(note)
    except MalformedCredentialError:
        raise RegisterError("la tête du journal public est abîmée") from None
    if not any(
        log.refusal_at(stored.made_at) is None
        and is_signed_by_log(note, log_verifier_key(log.origin, log.public_key))
        for log in logs.values()
    ):
        raise RegisterError("la tête du journal public n’est signée par aucun journal connu")
    return PublishedHead(note=stored.note, size=head.size)


def published_tile(
    source: LogSource, tile: Tile, *, logs: Mapping[Kid, TrustedLog]
) -> bytes | None:
    """Return a tile of the published tree; None where that has no such tile.

    Its hashes are not verified here: whoever reads them computes the signed root from them.

    Raises:
        RegisterError: as ``published_head``.
    """
    head = published_head(source, logs=logs)
    if head is None or not tile.is_in(head.size):
        return None
    return source.tile(tile)
