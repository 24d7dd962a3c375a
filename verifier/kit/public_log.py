"""The public log in a kit: its head with the lines of witnesses, its keys, and all its hashes.

From them whoever has a statement proves that it is in the log (C2SP tlog-tiles), with any tool.
"""

from collections.abc import Iterator, Mapping

from attestation.errors import RegisterError
from attestation.formats.log_tiles import TILE_HEIGHT, TILE_WIDTH, Tile
from attestation.formats.signed_note import log_verifier_key
from attestation.signer import Kid
from attestation.verdict.trusted_logs import TrustedLog
from verifier.published_log import LogSource, published_head


def log_files(
    source: LogSource, *, logs: Mapping[Kid, TrustedLog], anchor: bytes
) -> dict[str, bytes]:
    """Return the files of ``anchor``'s log under ``log/``; none where it has no log.

    Raises:
        RegisterError: the register does not answer, lacks hashes, or no trusted log signed its
            head.
    """
    own = {kid: log for kid, log in logs.items() if log.anchor == anchor}
    head = published_head(source, logs=own) if own else None
    if head is None:
        return {}
    keys = [log_verifier_key(log.origin, log.public_key).encode() for log in own.values()]
    files = {
        "log/checkpoint": head.note.encode(),
        "log/key": "".join(f"{key}\n" for key in sorted(keys)).encode(),
    }
    for tile in _tiles_of(head.size):
        hashes = source.tile(tile)
        if hashes is None:
            raise RegisterError("il manque des empreintes du journal public")
        files[f"log/tile/{tile.path}"] = hashes
    return files


def _tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile of a tree, the last of each level as wide as it is."""
    level = 0
    while (hashes := size >> TILE_HEIGHT * level) > 0:
        for index in range(-(-hashes // TILE_WIDTH)):
            width = min(TILE_WIDTH, hashes - index * TILE_WIDTH)
            yield Tile(level=level, index=index, width=width)
        level += 1
