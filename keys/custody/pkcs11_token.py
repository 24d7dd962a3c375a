"""Keys in a hardware token (PKCS#11 v2.40): made and used there, never exported.

A key is named by a PKCS#11 URI (RFC 7512) with the token's label, the key's id and the path of
the token's library. Its PIN comes as passphrases do. A PIN is tried once, because most tokens lock
themselves after three wrong ones.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn, Protocol, Self, cast
from urllib.parse import parse_qs, quote, unquote_to_bytes

import pkcs11
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from attestation.errors import ConfigurationError, SigningError
from keys.custody.passphrase import Passphrase

_ID_BYTES = 8
_HALF = 32  # bytes of r, and of s, on P-256 (PKCS#11 §2.3.1)


class _SigningObject(Protocol):
    def sign(self, data: bytes, mechanism: pkcs11.Mechanism) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAddress:
    """Where a key in a token is."""

    module: str
    """Path of the token's PKCS#11 library."""
    token: str
    """The token's label."""
    key_id: bytes

    def encode(self) -> str:
        """Write it as a PKCS#11 URI."""
        key_id = "".join(f"%{byte:02X}" for byte in self.key_id)
        token, module = quote(self.token, safe=""), quote(self.module, safe="/")
        return f"pkcs11:token={token};id={key_id};type=private?module-path={module}"

    @classmethod
    def decode(cls, uri: str) -> Self:
        """Read a PKCS#11 URI that ``encode`` wrote.

        Raises:
            ConfigurationError: another URI.
        """
        path, _, query = uri.removeprefix("pkcs11:").partition("?")
        parts = dict(part.partition("=")[::2] for part in path.split(";"))
        modules = parse_qs(query).get("module-path", [])
        if not uri.startswith("pkcs11:") or not {"token", "id"} <= parts.keys() or not modules:
            raise ConfigurationError("keys.ring", "l’adresse d’une clé PKCS#11 est abîmée")
        return cls(
            module=modules[0],
            token=unquote_to_bytes(parts["token"]).decode(),
            key_id=unquote_to_bytes(parts["id"]),
        )


class TokenKey(ec.EllipticCurvePrivateKey):
    """A private key that stays in its token; whoever can use a P-256 key can use this one."""

    def __init__(
        self, session: pkcs11.Session, private: object, public: ec.EllipticCurvePublicKey
    ) -> None:
        # The library's types leave out what an object in a token can do.
        self._private, self._public = cast("_SigningObject", private), public
        self._session = session

    def close(self) -> None:
        """Close the session; once a token's last key is closed, its PIN is needed again."""
        with suppress(pkcs11.PKCS11Error):  # closed before, or the token is gone
            self._session.close()

    def sign(self, data: bytes, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:  # type: ignore[override]
        """Sign with ECDSA and SHA-256; the digest is made here, the signature in the token.

        Raises:
            SigningError: the token is gone, or refuses.
        """
        algorithm = signature_algorithm.algorithm
        if isinstance(algorithm, Prehashed) or not isinstance(algorithm, hashes.SHA256):
            raise SigningError("le jeton ne signe ici qu’avec SHA-256")
        digest = hashes.Hash(algorithm)
        digest.update(data)
        with _translated():
            raw = self._private.sign(digest.finalize(), mechanism=pkcs11.Mechanism.ECDSA)
        r, s = (int.from_bytes(half, "big") for half in (raw[:_HALF], raw[_HALF:]))
        return encode_dss_signature(r, s)

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Return the public key."""
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Bits of the key."""
        return self._public.key_size

    def exchange(self, *_: object) -> NoReturn:
        """Refuse: this key signs."""
        raise SigningError("la clé d’un jeton ne fait que signer")

    def private_numbers(self) -> NoReturn:
        """Refuse: the key stays in its token."""
        raise SigningError("la clé ne quitte pas son jeton")

    def private_bytes(self, *_: object) -> NoReturn:
        """Refuse: the key stays in its token."""
        raise SigningError("la clé ne quitte pas son jeton")

    def __copy__(self) -> "TokenKey":
        return self

    def __deepcopy__(self, _: object) -> "TokenKey":
        return self


def create_token_key(module: str, token: str, pin: Passphrase) -> tuple[TokenAddress, TokenKey]:
    """Make a P-256 key in a token.

    Raises:
        ConfigurationError: no such library or token.
        SigningError: wrong PIN, or the token refuses.
    """
    address = TokenAddress(module=module, token=token, key_id=secrets.token_bytes(_ID_BYTES))
    session = _open(address, pin, writes=True)
    with _translated():
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
            local=True,
        )
        public, private = parameters.generate_keypair(
            store=True,
            id=address.key_id,
            label="attestations",
            private_template={
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
            },
        )
        return address, TokenKey(session, private, _public_key(public))


def open_token_key(address: TokenAddress, pin: Passphrase) -> TokenKey:
    """Open a key in its token, for as long as the program runs.

    Raises:
        ConfigurationError: no such library or token.
        SigningError: wrong PIN, or the key is not in the token.
    """
    session = _open(address, pin, writes=False)
    with _translated():
        private = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, id=address.key_id)
        public = session.get_key(pkcs11.ObjectClass.PUBLIC_KEY, id=address.key_id)
        return TokenKey(session, private, _public_key(cast("pkcs11.PublicKey", public)))


def _open(address: TokenAddress, pin: Passphrase, *, writes: bool) -> pkcs11.Session:
    try:
        library = pkcs11.lib(address.module)
    except (RuntimeError, pkcs11.PKCS11Error) as error:
        raise ConfigurationError(
            "keys.pkcs11_module", f"bibliothèque PKCS#11 inutilisable ({type(error).__name__})"
        ) from None
    with _translated():
        token = library.get_token(token_label=address.token)
        try:
            return token.open(rw=writes, user_pin=pin.decode())
        except pkcs11.UserAlreadyLoggedIn:
            # A token is opened by a program, not by a session: this one has given the PIN already.
            return token.open(rw=writes)


def _public_key(public: pkcs11.PublicKey) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(encode_ec_public_key(public))
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SigningError("la clé du jeton n’est pas P-256")
    return key


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the token's errors into ours; a PIN never shows in one."""
    try:
        yield
    except (pkcs11.NoSuchToken, pkcs11.MultipleTokensReturned):
        raise ConfigurationError("jeton", "aucun, ou plusieurs, jetons de ce nom") from None
    except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned):
        raise SigningError("la clé n’est pas dans ce jeton") from None
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise SigningError("le code PIN du jeton est faux") from None
    except pkcs11.PinLocked:
        raise SigningError("le jeton s’est verrouillé après trop de codes PIN faux") from None
    except pkcs11.PKCS11Error as error:
        raise SigningError(
            f"le jeton ne répond plus ({type(error).__name__}) : rebranchez-le et recommencez"
        ) from None
