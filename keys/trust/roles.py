"""What a certificate is for, as its key usage says (RFC 5280 §4.2.1.3).

An issuing key has digitalSignature and contentCommitment, a witness only the first, a seal that
signs documents only the second. One that has the extended usage of a verifier's receipts signs
nothing else, whatever its key usage says.
"""

from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from attestation.errors import TrustStoreError
from keys.trust.certificates import RECEIPT_SIGNING, extension_of


class Role(StrEnum):
    """What a certificate is for."""

    ROOT = "root"
    ISSUING = "issuing"
    WITNESS = "witness"
    SEAL = "seal"
    RECEIPT = "receipt"
    """A verifier's own key, worthless for attestations."""
    LOG = "log"
    """Signs tree heads and receipts of the public log: Ed25519, worthless for all else."""


def role_of(certificate: x509.Certificate) -> Role:
    """Return what a certificate that certifies nothing is for.

    Raises:
        TrustStoreError: its key usage fits no role, or its key not the role.
    """
    # SECURITY: before all else, so that no key usage makes a receipt key more than that:
    # test_receipt_key_is_worthless_whatever_certifies_it.
    extended = extension_of(certificate, x509.ExtendedKeyUsage)
    if extended is not None and RECEIPT_SIGNING in extended:
        return Role.RECEIPT
    usage = extension_of(certificate, x509.KeyUsage)
    match usage and (usage.digital_signature, usage.content_commitment):
        case (True, True):
            role = Role.ISSUING
        case (True, False):
            role = Role.WITNESS
        case (False, True):
            return Role.SEAL
        case _:
            raise TrustStoreError("un certificat d’émission n’est pas fait pour signer")
    p256_key_of(certificate)
    return role


def p256_key_of(certificate: x509.Certificate) -> EllipticCurvePublicKey:
    """Return the key of a certificate that signs messages of ours.

    Raises:
        TrustStoreError: it is not P-256.
    """
    key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise TrustStoreError("la clé d’un certificat d’émission n’est pas P-256")
    return key


def is_p256(certificate: x509.Certificate) -> bool:
    """Check whether a certificate's key can sign messages of ours."""
    key = certificate.public_key()
    return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
