"""Signed messages in a trust bundle, as blocks of text beside its certificates (RFC 7468)."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator

from attestation.formats.message_type import MessageT, MessageType
from attestation.verdict.trusted_keys import TrustedKeys, Verified

_LINE = 64  # RFC 7468 §2
_BEGIN = re.compile(rb"-----BEGIN (ATTESTATION-[A-Z-]+)-----")


def encode_block(label: str, message: bytes) -> bytes:
    """Write a message as a block.

    A hyphen in ``label`` lets a verifier from before the label read the rest of the bundle: it
    knows as blocks only those whose label has none.
    """
    text = base64.b64encode(message).decode()
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()


def messages_in(bundle: bytes, label: str) -> Iterator[bytes]:
    """Yield the message of each block with ``label``; one that is damaged is passed over."""
    block = f"-----BEGIN {label}-----\\s([A-Za-z0-9+/=\\s]*?)-----END {label}-----".encode()
    for found in re.finditer(block, bundle):
        try:
            yield base64.b64decode(b"".join(found[1].split()), validate=True)
        except binascii.Error:
            continue


def damaged_labels(bundle: bytes) -> list[str]:
    """Return the label of each block that begins and cannot be read, in the order of labels."""
    begun = Counter(found.decode() for found in _BEGIN.findall(bundle))
    read = {label: sum(1 for _ in messages_in(bundle, label)) for label in begun}
    return sorted((begun - Counter(read)).elements())


def newest_of_each(
    bundle: bytes, label: str, type_: MessageType[MessageT], keys: TrustedKeys
) -> dict[bytes, tuple[MessageT, bytes]]:
    """Return the newest message of each root, by its fingerprint: opened, and as it was signed."""
    newest: dict[bytes, tuple[MessageT, bytes]] = {}
    for signed in messages_in(bundle, label):
        # SECURITY: what no key of the bundle may sign is not shown, and what one organisation
        # signed says nothing of another: test_record_that_no_trusted_root_signed_says_nothing,
        # test_records_that_no_trusted_key_signed_are_not_shown.
        match keys.open(signed, type_):
            case Verified(message=message, key=key):
                known = newest.get(key.issuer.anchor)
                if known is None or type_.signed_at(known[0]) < type_.signed_at(message):
                    newest[key.issuer.anchor] = message, signed
            case _:
                pass
    return newest
