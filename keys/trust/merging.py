"""Bundles put together: another organisation added, or one that is trusted brought up to date."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import TrustStoreError
from keys.trust.certificates import fingerprint, is_root
from keys.trust.crl import CrlMark, verify_crl
from keys.trust.issuer_records import newest_record_blocks
from keys.trust.log_certificates import log_blocks
from keys.trust.regimes import newest_regime_blocks
from keys.trust.store import load_trust_store, read_bundle

_NONE_SEEN: Mapping[bytes, CrlMark] = MappingProxyType({})


def add_organisations(
    current: bytes, new: bytes, *, seen: Mapping[bytes, CrlMark] = _NONE_SEEN
) -> bytes:
    """Return ``current`` with everything of ``new``; empty ``current`` starts a bundle.

    Whoever calls it shows ``load_trust_store(new).organisations`` and their fingerprints first:
    from here on these roots are believed.

    Raises:
        TrustStoreError: ``new`` alone, or both together, make no trust store.
    """
    marks = load_trust_store(current, seen=seen).marks if current else dict(seen)
    load_trust_store(new, seen=marks)
    return _merged(current, new)


def update_organisations(
    current: bytes, new: bytes, *, seen: Mapping[bytes, CrlMark] = _NONE_SEEN
) -> bytes:
    """Return ``current`` with what ``new`` brings about roots that it trusts already.

    No fingerprint needs a look: a root of ``current`` signed all that is taken over.

    Raises:
        TrustStoreError: ``new`` has a root that ``current`` has not, brings an older revocation
            list, or is no trust store itself.
    """
    known = load_trust_store(current, seen=seen)
    anchors = {organisation.anchor for organisation in known.organisations}
    for organisation in load_trust_store(new, seen=dict(seen) | known.marks).organisations:
        if organisation.anchor not in anchors:
            raise TrustStoreError(
                f"la racine de {organisation.name} n’est pas encore de confiance : "
                "attest-verifier trust add"
            )
    return _merged(current, new)


def _merged(current: bytes, new: bytes) -> bytes:
    """Put each certificate once, then each root's newest revocation list, then its messages."""
    certificates: dict[bytes, x509.Certificate] = {}
    crls: list[x509.CertificateRevocationList] = []
    for bundle in (current, new):
        if bundle:
            some_certificates, some_crls = read_bundle(bundle)
            certificates |= {fingerprint(one): one for one in some_certificates}
            crls += some_crls
    newest: dict[bytes, tuple[CrlMark, x509.CertificateRevocationList]] = {}
    for root in filter(is_root, certificates.values()):
        for crl in crls:
            verified = verify_crl(crl, authority=root)
            known = newest.get(fingerprint(root))
            if verified and (known is None or known[0].is_older_than(verified.mark)):
                newest[fingerprint(root)] = (verified.mark, crl)
    blocks = [one.public_bytes(Encoding.PEM) for one in certificates.values()]
    blocks += [crl.public_bytes(Encoding.PEM) for _, crl in newest.values()]
    merged = b"".join(blocks)
    trusted = load_trust_store(merged).trusted
    both = current + new
    messages = newest_record_blocks(both, trusted) + newest_regime_blocks(both, trusted)
    return merged + messages + log_blocks(both)
