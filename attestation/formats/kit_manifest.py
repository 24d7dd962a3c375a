"""The manifest of a kit: which files are in it, whose keys count, until when; signed by the root.

A checker without a server believes what this says, and reads no certificate: whoever signs it has
compared it with the trust bundle beside it (docs/adr/0150).
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.claims import present
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.signer import Kid, Signer

TYP = "application/attestation-kit+cwt"
MAX_MANIFEST_BYTES = 1 << 20
MAX_FILES = 5000  # a million statements in the log are 3,922 tiles
KIT = -65550  # private use, RFC 8392 §9.1
CLAIMS_FILE, SIGNED_FILE, SCRIPT_FILE = "manifest.cbor", "manifest.cwt", "manifest.js"
"""What the root is to sign, what it signed, and the same for a page that may read no file."""
_IAT = 6  # RFC 8392 §4
_FILES, _POLICY, _IS_LAST = range(1, 4)
_KEYS, _ADDRESSES, _SLACK, _DOCUMENT_KEYS = range(1, 5)
_KID, _USE, _POINT, _FROM, _TO, _REVOCATION, _NAME, _CONTACT = range(1, 9)
_POINT_BYTES = 65
_ValueT = TypeVar("_ValueT")


class KeyUse(IntEnum):
    """What a key signs."""

    ISSUING = 1
    WITNESS = 2
    ROOT = 3
    """Checkpoints as a witness does, statements and lists as an issuing key does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitKey:
    """A key of the organisation, as the checker believes it."""

    kid: Kid
    use: KeyUse
    point: bytes
    """The public key, P-256, 65 bytes, not compressed (SEC 1 §2.3.3)."""
    not_before: datetime
    not_after: datetime
    revocation: tuple[bool, datetime] | None
    """Whether it is a compromise, and from which instant the key signs nothing."""
    name: str
    contact: str | None

    def __post_init__(self) -> None:
        """Refuse what is no point."""
        if len(self.point) != _POINT_BYTES:
            raise ValueError("a point of P-256 has 65 bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPolicy:
    """All that decides a verification, besides the bytes and the instant."""

    keys: tuple[KitKey, ...]
    addresses: tuple[str, ...]
    clock_slack: int
    """Seconds."""
    document_keys: tuple[bytes, ...]
    """Points of seals that sign documents beside the issuing key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitManifest:
    """What the root says of a kit."""

    made_at: datetime
    files: Mapping[str, bytes]
    """SHA-256 of each file, by its path."""
    policy: KitPolicy
    is_last: bool
    """Nothing was issued after it: what it does not know was never issued."""

    def __post_init__(self) -> None:
        """Refuse a kit that leads out of its folder."""
        if not 1 <= len(self.files) <= MAX_FILES:
            raise ValueError(f"a kit has 1 to {MAX_FILES} files")
        for path, digest in self.files.items():
            parts = path.split("/")
            if not all(part and part[0] != "." for part in parts) or "\\" in path:
                raise ValueError("a path that leads out of the kit")
            if len(digest) != sha256().digest_size:
                raise ValueError("the digest is not SHA-256")


def encode_manifest(manifest: KitManifest) -> bytes:
    """Encode the claims, which is what the root signs."""
    policy = manifest.policy
    kit = {
        _FILES: dict(manifest.files),
        _POLICY: {
            _KEYS: [_encode_key(key) for key in policy.keys],
            _ADDRESSES: list(policy.addresses),
            _SLACK: policy.clock_slack,
            _DOCUMENT_KEYS: list(policy.document_keys),
        },
        _IS_LAST: manifest.is_last,
    }
    return encode_deterministic({_IAT: int(manifest.made_at.timestamp()), KIT: kit})


def decode_manifest(claims: bytes) -> KitManifest:
    """Read the claims of a manifest.

    Raises:
        MalformedCredentialError: any others.
    """
    match decode_deterministic(claims):
        case {6: int(iat), -65550: {1: dict(files), 2: dict(policy), 3: bool(is_last)}}:
            pass
        case _:
            raise MalformedCredentialError("not the claims of a kit")
    try:
        manifest = KitManifest(
            made_at=datetime.fromtimestamp(iat, UTC),
            files=files,
            policy=KitPolicy(
                keys=tuple(map(_decode_key, policy[_KEYS])),
                addresses=tuple(_only(str, one) for one in policy[_ADDRESSES]),
                clock_slack=_only(int, policy[_SLACK]),
                document_keys=tuple(_only(bytes, one) for one in policy[_DOCUMENT_KEYS]),
            ),
            is_last=is_last,
        )
        is_all = encode_manifest(manifest) == claims
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, OSError) as error:
        raise MalformedCredentialError("an impossible kit") from error
    # One manifest has one byte string: what it holds besides, or as another type, is refused.
    if not is_all:
        raise MalformedCredentialError("not a kit of ours")
    return manifest


def sign_manifest(manifest: KitManifest, *, signer: Signer) -> bytes:
    """Make the signed manifest.

    Raises:
        SigningError: the signer refused.
    """
    return sign_envelope(encode_manifest(manifest), typ=TYP, signer=signer)


def manifest_script(signed: bytes | None) -> bytes:
    """Write the signed manifest as the script that the page loads; None where nobody signed."""
    text = "" if signed is None else b64encode(signed).decode()
    return f'self.KIT_MANIFEST="{text}";\n'.encode()


def _encode_key(key: KitKey) -> dict[int, object]:
    revocation = key.revocation and [key.revocation[0], int(key.revocation[1].timestamp())]
    return present(
        {
            _KID: key.kid,
            _USE: int(key.use),
            _POINT: key.point,
            _FROM: int(key.not_before.timestamp()),
            _TO: int(key.not_after.timestamp()),
            _REVOCATION: revocation,
            _NAME: key.name,
            _CONTACT: key.contact,
        }
    )


def _decode_key(stated: Mapping[int, Any]) -> KitKey:
    revocation = stated.get(_REVOCATION)
    return KitKey(
        kid=Kid(_only(bytes, stated[_KID])),
        use=KeyUse(stated[_USE]),
        point=_only(bytes, stated[_POINT]),
        not_before=datetime.fromtimestamp(stated[_FROM], UTC),
        not_after=datetime.fromtimestamp(stated[_TO], UTC),
        revocation=revocation
        and (_only(bool, revocation[0]), datetime.fromtimestamp(revocation[1], UTC)),
        name=_only(str, stated[_NAME]),
        contact=stated.get(_CONTACT) and _only(str, stated[_CONTACT]),
    )


def _only(kind: type[_ValueT], value: object) -> _ValueT:
    if type(value) is kind:  # a boolean is an integer otherwise
        return value
    raise TypeError("a value of another type")


def _decode_envelope(signed: bytes) -> Envelope:
    return decode_envelope(signed, typ=TYP, max_bytes=MAX_MANIFEST_BYTES)


def _verify(envelope: Envelope, public_key: EllipticCurvePublicKey) -> KitManifest | None:
    return decode_manifest(envelope.payload) if is_signed_by(envelope, public_key) else None


# The root alone: a thief of an issuing key must not say which keys count, nor what was withdrawn.
KIT_MANIFEST = MessageType(
    decode_envelope=_decode_envelope,
    verify=_verify,
    signed_at=lambda manifest: manifest.made_at,
    signed_by=SignedBy.ROOT,
    after_compromise=AfterCompromise.REFUSED,
)
