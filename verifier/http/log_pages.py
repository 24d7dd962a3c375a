"""The public log as others fetch it (C2SP tlog-tiles): its head, its tiles, its keys."""

from collections.abc import Mapping
from hashlib import sha256

from flask import Response, current_app, make_response

from attestation.errors import MalformedCredentialError
from attestation.formats.log_tiles import decode_tile_path
from attestation.formats.signed_note import log_verifier_key
from attestation.signer import Kid
from attestation.verdict.trusted_logs import TrustedLog
from verifier.assembly import LiveVerifier
from verifier.http.caching import as_published
from verifier.http.instrumentation import EXTENSION
from verifier.published_log import published_head, published_tile

NOTE_TYPE = "text/plain; charset=utf-8"  # C2SP tlog-tiles
TILE_TYPE = "application/octet-stream"
_HEAD_SECONDS = 5  # "prevent caching beyond a few seconds"
_KEY_SECONDS = 60
_TILE_SECONDS = 31_536_000  # a tile never changes


def log_head() -> Response:
    """Publish the newest head, with the lines of witnesses."""
    live = _live()
    head = None if live.log is None else published_head(live.log, logs=_logs(live))
    if head is None:
        return make_response("", 404)
    return _text(head.note, seconds=_HEAD_SECONDS)


def log_key() -> Response:
    """Publish the keys of the logs that are trusted, as witnesses ask for them."""
    logs = _logs(_live()).values()
    keys = [log_verifier_key(log.origin, log.public_key).encode() for log in logs]
    if not keys:
        return make_response("", 404)
    return _text("".join(f"{key}\n" for key in keys), seconds=_KEY_SECONDS)


def log_tile(path: str) -> Response:
    """Publish a tile of hashes."""
    try:
        tile = decode_tile_path(path)
    except MalformedCredentialError:
        return make_response("", 404)
    live = _live()
    hashes = None if live.log is None else published_tile(live.log, tile, logs=_logs(live))
    if hashes is None:
        return make_response("", 404)
    response = Response(hashes, content_type=TILE_TYPE)
    return as_published(response, tag=sha256(hashes).hexdigest()[:32], seconds=_TILE_SECONDS)


def _text(text: str, *, seconds: int) -> Response:
    response = Response(text, content_type=NOTE_TYPE)
    return as_published(response, tag=sha256(text.encode()).hexdigest()[:32], seconds=seconds)


def _logs(live: LiveVerifier) -> Mapping[Kid, TrustedLog]:
    return live.trusted().store.logs


def _live() -> LiveVerifier:
    live: LiveVerifier = current_app.extensions[EXTENSION]
    return live
