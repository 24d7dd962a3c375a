"""What a kit's checker believes of one organisation, out of the trust bundle."""

from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attestation.formats.kit_manifest import KeyUse, KitKey, KitPolicy
from attestation.signer import Kid
from attestation.verdict.trusted_keys import TrustedKey
from keys.trust.roles import Role
from keys.trust.store import Organisation, TrustStore


def kit_policy(
    store: TrustStore, organisation: Organisation, *, addresses: tuple[str, ...], clock_slack: int
) -> KitPolicy:
    """Return the keys of ``organisation``, and how its papers lead to their verifier.

    Args:
        store: the bundle.
        organisation: one of its.
        addresses: the verifier's own, which QR codes lead to.
        clock_slack: seconds by which an issuer's clock may be ahead.
    """
    witnesses = {kid: key for kid, key in store.witnesses.items() if kid not in store.roots}
    return KitPolicy(
        keys=(
            *_keys(store.keys, KeyUse.ISSUING, organisation.anchor),
            *_keys(witnesses, KeyUse.WITNESS, organisation.anchor),
            *_keys(store.roots, KeyUse.ROOT, organisation.anchor),
        ),
        addresses=addresses,
        clock_slack=clock_slack,
        document_keys=tuple(
            public_point(one.certificate.public_key())
            for one in organisation.certificates
            if one.role is Role.SEAL
        ),
    )


def public_point(key: CertificatePublicKeyTypes) -> bytes:
    """Return the last bytes of a public key's encoding: on a curve its point, not compressed."""
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return encoded[-65:]


def _keys(keys: Mapping[Kid, TrustedKey], use: KeyUse, anchor: bytes) -> Iterator[KitKey]:
    for kid, key in sorted(keys.items()):
        if key.issuer.anchor == anchor:
            revocation = key.revocation
            yield KitKey(
                kid=kid,
                use=use,
                point=public_point(key.public_key),
                not_before=key.not_before,
                not_after=key.not_after,
                revocation=None
                if revocation is None
                else (revocation.is_compromise, revocation.invalid_since),
                name=key.issuer.name,
                contact=key.issuer.contact,
            )
