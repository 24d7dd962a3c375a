"""Signed notes (C2SP signed-note): a text, and lines with whose keys signed it."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attestation.errors import MalformedCredentialError

ED25519, COSIGNATURE = 0x01, 0x04
"""Types of signature that are read here; cosignatures are those of C2SP tlog-cosignature."""
MAX_NOTE_BYTES = 65_536
_MAX_SIGNATURES = 64
_DASH = "— "
_ID_BYTES = 4
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One line under a note, of which nothing was verified."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A text with its signatures, of which nothing was verified."""

    text: str
    """With its last newline."""
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> str:
        """Write the note."""
        return self.text + "\n" + "".join(one.line for one in self.signatures)

    def with_signatures(self, others: Iterable[NoteSignature]) -> "Note":
        """Return the note with ``others`` added, each once."""
        both = dict.fromkeys((*self.signatures, *others))
        return Note(text=self.text, signatures=tuple(both))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key as notes name it: ``NAME+ID+KEY``."""

    name: str
    type: int
    """``ED25519`` of a log, ``COSIGNATURE`` of a witness."""
    public_key: bytes
    """32 bytes (RFC 8032)."""

    @property
    def key_id(self) -> bytes:
        """The first bytes of the hash that name and key have."""
        hashed = self.name.encode() + b"\n" + bytes((self.type,)) + self.public_key
        return sha256(hashed).digest()[:_ID_BYTES]

    def encode(self) -> str:
        """Write the key."""
        encoded = encode_base64(bytes((self.type,)) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def made(self, signature: NoteSignature) -> bool:
        """Check whether a signature says that it is of this key."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Check an Ed25519 signature (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def log_verifier_key(origin: str, public_key: Ed25519PublicKey) -> VerifierKey:
    """Return the key of the log ``origin``, as notes name it."""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return VerifierKey(name=origin, type=ED25519, public_key=raw)


def decode_verifier_key(text: str) -> VerifierKey:
    """Read ``NAME+ID+KEY``.

    Raises:
        MalformedCredentialError: anything else, or a type of signature that is not read here.
    """
    name, key_id, encoded = [*text.split("+", 2), "", ""][:3]
    material = decode_base64(encoded)
    if len(material) != 1 + _KEY_BYTES or material[0] not in (ED25519, COSIGNATURE):
        raise MalformedCredentialError("not an Ed25519 key of a log or witness")
    key = VerifierKey(name=_name(name), type=material[0], public_key=material[1:])
    if key.key_id.hex() != key_id:
        raise MalformedCredentialError("a key under another key's number")
    return key


def decode_note(text: str) -> Note:
    """Read a note; nothing is verified.

    Raises:
        MalformedCredentialError: no note, or with an absurd number of signatures.
    """
    if len(text) > MAX_NOTE_BYTES or any(sign < " " and sign != "\n" for sign in text):
        raise MalformedCredentialError("too long, or with control characters")
    body, found, lines = text.rpartition("\n\n")
    signatures = decode_signatures(lines)
    if not found or not signatures:
        raise MalformedCredentialError("no signature under the text")
    return Note(text=body + "\n", signatures=signatures)


def decode_signatures(lines: str) -> tuple[NoteSignature, ...]:
    """Read signature lines, as they stand under a note or a witness answers them.

    Raises:
        MalformedCredentialError: something else is among them.
    """
    split = lines.split("\n")
    if split.pop() or len(split) > _MAX_SIGNATURES:
        raise MalformedCredentialError("lines that do not end, or too many")
    return tuple(map(_decode_line, split))


def encode_base64(data: bytes) -> str:
    """Encode as RFC 4648 §4."""
    return base64.b64encode(data).decode()


def decode_base64(text: str) -> bytes:
    """Decode RFC 4648 §4, in its one form.

    Raises:
        MalformedCredentialError: not base64, or another form of the same bytes.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedCredentialError("not base64") from None
    if encode_base64(data) != text:
        raise MalformedCredentialError("another form of base64")
    return data


def _decode_line(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = decode_base64(encoded)
    if not line.startswith(_DASH) or len(data) <= _ID_BYTES:
        raise MalformedCredentialError("not a signature line")
    return NoteSignature(name=_name(name), key_id=data[:_ID_BYTES], signature=data[_ID_BYTES:])


def _name(text: str) -> str:
    if not text or "+" in text or any(sign.isspace() for sign in text):
        raise MalformedCredentialError("not the name of a key")
    return text
