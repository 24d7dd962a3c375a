"""Keys, seen from inside: the ring, a probe that is signed and verified, bundle and receipt key."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from attestation.errors import AttestationError
from keys.custody.authority import open_authority
from keys.custody.keyring import KeyState, open_ring
from keys.trust.message_blocks import damaged_labels
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from verifier.receipt.key import open_receipt_key
from verifier.trust_file import TrustFile

_WARNING = timedelta(days=60)
_ROTATE = "attest-keys rotate, puis attest-keys trust --out trust.pem"


def check_ring(examination: Examination) -> Iterator[Line]:
    """Look at how long each key lasts that signs, and whether one passphrase opens the root too."""
    ring = open_ring(examination.installation.issuer.keys.ring)
    active = [
        (f"la clé {key.kid.hex()[:8]}", key.certificate.not_valid_after_utc)
        for key in ring.keys
        if key.location is not None and ring.state_of(key, at=examination.at) is KeyState.ACTIVE
    ]
    if not active:
        yield broken("clés", "aucune clé ne signe plus", _ROTATE)
    for what, end in [*active, ("la racine", ring.root.not_valid_after_utc)]:
        yield _until(examination.at, what, end)
    try:
        open_authority(ring.folder, examination.passphrase())
    except AttestationError:
        return
    yield look(
        "racine",
        "elle s’ouvre par la phrase de la clé d’émission : perdue, plus rien ne se signe",
        "deux phrases, ou la racine ailleurs : docs/operations/keys.md",
    )


def check_probe(examination: Examination) -> Iterator[Line]:
    """Sign with the real key, and verify that by its certificate."""
    # SECURITY: what is signed is no message of ours: COSE's begin with an array of CBOR, 0x84.
    message = b"attest doctor " + secrets.token_bytes(16)
    signer = examination.context.signer
    signed = signer.sign(message)
    r, s = (int.from_bytes(signed[start : start + 32], "big") for start in (0, 32))
    public_key = signer.certificate.public_key()
    try:
        if not isinstance(public_key, EllipticCurvePublicKey):
            raise InvalidSignature
        public_key.verify(encode_dss_signature(r, s), message, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        yield broken("signature", "ce que la clé signe ne se vérifie pas", _ROTATE)
        return
    yield ok("signature", f"la clé {signer.kid.hex()[:8]} a signé, et cela se vérifie")


def check_trust(examination: Examination) -> Iterator[Line]:
    """Check whether the verifier's bundle knows the key that signs today."""
    installation = examination.installation
    if installation.verifier is None:
        return
    section = installation.verifier.section
    trusted = TrustFile(
        path=installation.verifier.trust,
        addresses=frozenset(section.addresses),
        clock_slack=timedelta(seconds=section.clock_slack_seconds),
    ).current()
    active = open_ring(installation.issuer.keys.ring).active
    if active is not None and active not in trusted.policy.trusted_keys:
        yield broken(
            "confiance",
            "le vérificateur ne connaît pas la clé qui signe : il dira « pas de nous »",
            f"attest-keys trust --out {installation.verifier.trust}",
        )
    else:
        yield ok("confiance", "le vérificateur connaît la clé qui signe")
    for label in damaged_labels(installation.verifier.trust.read_bytes()):
        yield broken(
            "confiance",
            f"un bloc {label} est abîmé : ce qu’il dit n’est plus montré",
            "supprimer ce bloc, puis attest-keys trust --out trust.pem",
        )


def check_receipts(examination: Examination) -> Iterator[Line]:
    """Look at the key of the reports of verification."""
    installation = examination.installation
    if installation.verifier is None or installation.verifier.receipts is None:
        return
    key = open_receipt_key(installation.verifier.receipts)
    end = key.certificate.not_valid_after_utc
    yield _until(
        examination.at,
        "la clé des rapports",
        end,
        topic="rapports",
        remedy="attest-verifier receipt-key init --renew",
    )


def _until(
    at: datetime, what: str, end: datetime, *, topic: str = "clés", remedy: str = _ROTATE
) -> Line:
    left = end - at
    if left <= timedelta():
        return broken(topic, f"{what} a expiré le {end:%d/%m/%Y}", remedy)
    if left < _WARNING:
        return look(topic, f"{what} expire dans {left.days} jours", remedy)
    return ok(topic, f"{what} vaut jusqu’au {end:%d/%m/%Y}")
