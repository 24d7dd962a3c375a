"""Certificates of public logs in a trust bundle, as blocks that a verifier of before overlooks."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from keys.trust.certificates import fingerprint, log_origin_of
from keys.trust.message_blocks import encode_block, messages_in

_LABEL = "ATTESTATION-LOG-CERTIFICATE"


def encode_log_block(certificate: x509.Certificate) -> bytes:
    """Write a log's certificate as a block of a bundle.

    Among the other certificates its Ed25519 key would make a verifier of before refuse the bundle.
    """
    return encode_block(_LABEL, certificate.public_bytes(Encoding.DER))


def log_certificates(bundle: bytes) -> list[x509.Certificate]:
    """Return the logs' certificates of a bundle, each once; who certifies them is not looked at.

    A block that is damaged or is for no log is passed over.
    """
    found: dict[bytes, x509.Certificate] = {}
    for der in messages_in(bundle, _LABEL):
        try:
            certificate = x509.load_der_x509_certificate(der)
            key, origin = certificate.public_key(), log_origin_of(certificate)
        except ValueError:
            continue
        if isinstance(key, Ed25519PublicKey) and origin is not None:
            found.setdefault(fingerprint(certificate), certificate)
    return list(found.values())


def log_blocks(bundle: bytes) -> bytes:
    """Return the logs' blocks of a bundle, each once."""
    return b"".join(map(encode_log_block, log_certificates(bundle)))
