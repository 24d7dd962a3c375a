"""A PEM bundle read: roots, the certificates that they certify, and which of those are revoked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from attestation.errors import TrustStoreError
from attestation.recognition import IssuerRecord
from attestation.regime import RegimeRecords
from attestation.signer import Kid
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_keys import TrustedKey, TrustedKeys
from attestation.verdict.trusted_logs import TrustedLog
from attestation.verdict.verdicts import Issuer
from keys.trust.certificates import (
    certifies,
    contact_of,
    extension_of,
    fingerprint,
    identifier_in,
    is_authority,
    is_root,
    kid_of,
    log_origin_of,
    organisation_of,
    public_key_digest,
)
from keys.trust.crl import CrlMark, RevocationList, verify_crl
from keys.trust.issuer_records import newest_records
from keys.trust.log_certificates import log_certificates
from keys.trust.regimes import newest_regimes
from keys.trust.roles import Role, is_p256, p256_key_of, role_of

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedCertificate:
    """A certificate that a root of the bundle certifies, with its role."""

    certificate: x509.Certificate
    role: Role
    revocation: Revocation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One root, and everything beneath it."""

    root: x509.Certificate
    certificates: tuple[TrustedCertificate, ...]
    crl: CrlMark | None
    record: IssuerRecord | None = None
    """What the root signed of the organisation besides, where the bundle has it."""
    regimes: RegimeRecords | None = None
    """What it publishes of its regimes, where the bundle has it."""
    logs: tuple[TrustedCertificate, ...] = ()
    """Keys of its public log, where the bundle has them."""

    @property
    def name(self) -> str:
        """The organisation's name."""
        return organisation_of(self.root)

    @property
    def contact(self) -> str | None:
        """Where the organisation is reached: its record, or else its newest issuing certificate."""
        if self.record is not None and self.record.contact is not None:
            return self.record.contact
        newest = self._newest()
        return None if newest is None else contact_of(newest)

    @property
    def identifier(self) -> str | None:
        """The organisation's identifier: its record, or else its newest issuing certificate."""
        if self.record is not None and self.record.identifier is not None:
            return self.record.identifier
        newest = self._newest()
        return None if newest is None else identifier_in(newest.subject)

    def _newest(self) -> x509.Certificate | None:
        issuing = [one.certificate for one in self.certificates if one.role is Role.ISSUING]
        return max(issuing, key=lambda one: one.not_valid_before_utc, default=None)

    @property
    def anchor(self) -> bytes:
        """Fingerprint of the root: what people compare before they trust."""
        return fingerprint(self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustStore:
    """Everything that a bundle says."""

    organisations: tuple[Organisation, ...]
    keys: Mapping[Kid, TrustedKey]
    witnesses: Mapping[Kid, TrustedKey]
    roots: Mapping[Kid, TrustedKey]
    """Roots whose certificate lets them sign messages too."""
    document_keys: frozenset[bytes]
    logs: Mapping[Kid, TrustedLog]
    """Keys of public logs: they sign tree heads and receipts."""

    @property
    def trusted(self) -> TrustedKeys:
        """The keys, as what opens signed messages."""
        return TrustedKeys(issuing=self.keys, witnesses=self.witnesses, roots=self.roots)

    @property
    def marks(self) -> dict[bytes, CrlMark]:
        """How new each root's revocation list is: remember it for the next load."""
        return {one.anchor: one.crl for one in self.organisations if one.crl is not None}

    def policy(
        self,
        *,
        addresses: frozenset[str],
        clock_slack: timedelta,
        excluded: frozenset[bytes] = frozenset(),
    ) -> VerificationPolicy:
        """Make the policy of a verifier that answers at ``addresses``.

        Args:
            addresses: the verifier's own.
            clock_slack: how far ahead of ours an issuer's clock may be.
            excluded: SHA-256 of the SubjectPublicKeyInfo of keys that sign no attestation, whatever
                a certificate of the bundle says of them.

        Raises:
            TrustStoreError: no issuing key is left.
        """
        keys = _without(self.keys, excluded)
        if not keys:
            raise TrustStoreError("le fichier de confiance ne nomme aucun certificat d’émission")
        return VerificationPolicy(
            trusted_keys=keys,
            witnesses=_without(self.witnesses, excluded),
            roots=_without(self.roots, excluded),
            document_keys=self.document_keys - excluded,
            addresses=addresses,
            clock_slack=clock_slack,
        )


def load_trusted_keys(bundle: bytes) -> Mapping[Kid, TrustedKey]:
    """Read the issuing keys of a PEM bundle, with what its revocation lists say of them.

    Raises:
        TrustStoreError: as ``load_trust_store``.
    """
    return load_trust_store(bundle).keys


def load_trust_store(
    bundle: bytes, *, seen: Mapping[bytes, CrlMark] = MappingProxyType({})
) -> TrustStore:
    """Read a PEM bundle of roots, certificates and revocation lists, of any number of issuers.

    Args:
        bundle: the file.
        seen: ``TrustStore.marks`` of the newest revocation lists seen before.

    Raises:
        TrustStoreError: not PEM certificates and lists, no issuing key, a certificate or list
            that no root here signed, two certificates with one kid, or a revocation list that is
            missing or older though a newer one was seen.
    """
    certificates, crls = read_bundle(bundle)
    roots = [certificate for certificate in certificates if is_root(certificate)]
    lists = _newest_lists(crls, roots)
    for root in roots:
        _check_not_rolled_back(lists.get(fingerprint(root)), seen.get(fingerprint(root)))
    by_kid: dict[Kid, x509.Certificate] = {}
    beneath: dict[bytes, list[TrustedCertificate]] = {fingerprint(root): [] for root in roots}
    for certificate in certificates:
        if by_kid.setdefault(kid_of(certificate), certificate) is not certificate:
            raise TrustStoreError(
                "deux certificats du fichier de confiance ont le même kid "
                f"{kid_of(certificate).hex()}"
            )
        if not is_authority(certificate):
            anchor, trusted = _trusted(certificate, roots, lists)
            beneath[anchor].append(trusted)
    organisations = tuple(
        Organisation(
            root=root,
            certificates=tuple(beneath[fingerprint(root)]),
            crl=lists[fingerprint(root)].mark if fingerprint(root) in lists else None,
        )
        for root in roots
    )
    records = newest_records(bundle, TrustedKeys(issuing={}, roots=_roots_that_sign(organisations)))
    keys = TrustedKeys(issuing=_keys(organisations, Role.ISSUING))
    regimes = newest_regimes(bundle, keys)
    logs = log_certificates(bundle)
    organisations = tuple(
        replace(
            one,
            record=records.get(one.anchor),
            regimes=regimes.get(one.anchor),
            logs=_logs_of(one, logs, lists),
        )
        for one in organisations
    )
    signing_roots = _roots_that_sign(organisations)
    store = TrustStore(
        organisations=organisations,
        keys=_keys(organisations, Role.ISSUING),
        witnesses=MappingProxyType({**signing_roots, **_keys(organisations, Role.WITNESS)}),
        roots=MappingProxyType(signing_roots),
        document_keys=frozenset(
            public_key_digest(one.certificate.public_key())
            for organisation in organisations
            for one in organisation.certificates
            if one.role is Role.SEAL
        ),
        logs=MappingProxyType(
            {log.kid: log for organisation in organisations for log in _trusted_logs(organisation)}
        ),
    )
    if not store.keys:
        raise TrustStoreError("le fichier de confiance ne nomme aucun certificat d’émission")
    return store


def read_bundle(
    bundle: bytes,
) -> tuple[list[x509.Certificate], list[x509.CertificateRevocationList]]:
    """Read the certificates and revocation lists of a PEM file; nothing is verified.

    Raises:
        TrustStoreError: nothing there, damaged, or something that has no place in it.
    """
    certificates: list[x509.Certificate] = []
    crls: list[x509.CertificateRevocationList] = []
    try:
        for block in _BLOCK.finditer(bundle):
            match block[1]:
                case b"CERTIFICATE":
                    certificates.append(x509.load_pem_x509_certificate(block[0]))
                case b"X509 CRL":
                    crls.append(x509.load_pem_x509_crl(block[0]))
                case _:
                    raise TrustStoreError(
                        "le fichier de confiance contient autre chose que des certificats "
                        "et des listes de révocation"
                    )
    except ValueError:
        raise TrustStoreError("un certificat du fichier de confiance est abîmé") from None
    if not certificates:
        raise TrustStoreError("le fichier de confiance ne contient aucun certificat PEM lisible")
    return certificates, crls


def _trusted(
    certificate: x509.Certificate,
    roots: Iterable[x509.Certificate],
    lists: Mapping[bytes, RevocationList],
) -> tuple[bytes, TrustedCertificate]:
    role = role_of(certificate)
    root = next((root for root in roots if certifies(root, certificate)), None)
    if root is None:
        raise TrustStoreError(
            "aucune racine du fichier de confiance ne certifie un certificat d’émission"
        )
    organisation_of(certificate)  # refuses one that names nobody, before anything is shown
    anchor = fingerprint(root)
    revocations = lists[anchor].revocations if anchor in lists else {}
    revocation = revocations.get(certificate.serial_number)
    return anchor, TrustedCertificate(certificate=certificate, role=role, revocation=revocation)


def _logs_of(
    organisation: Organisation,
    certificates: Iterable[x509.Certificate],
    lists: Mapping[bytes, RevocationList],
) -> tuple[TrustedCertificate, ...]:
    anchor = organisation.anchor
    revocations = lists[anchor].revocations if anchor in lists else {}
    # SECURITY: what the root did not certify says nothing, as with its records:
    # test_log_that_no_root_of_the_bundle_certifies_says_nothing.
    return tuple(
        TrustedCertificate(
            certificate=one, role=Role.LOG, revocation=revocations.get(one.serial_number)
        )
        for one in certificates
        if certifies(organisation.root, one)
    )


def _trusted_logs(organisation: Organisation) -> Iterator[TrustedLog]:
    for one in organisation.logs:
        match one.certificate.public_key(), log_origin_of(one.certificate):
            case Ed25519PublicKey() as public_key, str(origin):
                yield TrustedLog(
                    kid=kid_of(one.certificate),
                    origin=origin,
                    public_key=public_key,
                    anchor=organisation.anchor,
                    not_before=one.certificate.not_valid_before_utc,
                    not_after=one.certificate.not_valid_after_utc,
                    revocation=one.revocation,
                )


def _newest_lists(
    crls: Iterable[x509.CertificateRevocationList], roots: Iterable[x509.Certificate]
) -> dict[bytes, RevocationList]:
    newest: dict[bytes, RevocationList] = {}
    for crl in crls:
        for root in roots:
            verified = verify_crl(crl, authority=root)
            if verified is None:
                continue
            known = newest.setdefault(fingerprint(root), verified)
            if known.mark.is_older_than(verified.mark):
                newest[fingerprint(root)] = verified
            break
        else:
            raise TrustStoreError(
                "aucune racine du fichier de confiance n’a signé une liste de révocation"
            )
    return newest


def _check_not_rolled_back(found: RevocationList | None, seen: CrlMark | None) -> None:
    # SECURITY: without its revocation list a stolen key would be as good as ever:
    # test_bundle_with_an_older_crl_than_one_seen_is_refused.
    if seen is not None and (found is None or found.mark.is_older_than(seen)):
        raise TrustStoreError(
            "une liste de révocation est plus ancienne que celle déjà vue, ou manque : "
            "prenez le fichier de confiance le plus récent"
        )


def _keys(organisations: Iterable[Organisation], role: Role) -> Mapping[Kid, TrustedKey]:
    keys = [
        _trusted_key(one.certificate, organisation, revocation=one.revocation)
        for organisation in organisations
        for one in organisation.certificates
        if one.role is role
    ]
    return MappingProxyType({key.kid: key for key in keys})


def _roots_that_sign(organisations: Iterable[Organisation]) -> dict[Kid, TrustedKey]:
    keys = {}
    for organisation in organisations:
        usage = extension_of(organisation.root, x509.KeyUsage)
        if usage is not None and usage.digital_signature and is_p256(organisation.root):
            key = _trusted_key(organisation.root, organisation, revocation=None)
            keys[key.kid] = key
    return keys


def _trusted_key(
    certificate: x509.Certificate, organisation: Organisation, *, revocation: Revocation | None
) -> TrustedKey:
    record = organisation.record
    return TrustedKey(
        kid=kid_of(certificate),
        public_key=p256_key_of(certificate),
        issuer=Issuer(
            name=organisation_of(certificate),
            contact=(record and record.contact) or contact_of(certificate),
            anchor=organisation.anchor,
            identifier=(record and record.identifier) or identifier_in(certificate.subject),
            record=record,
            regimes=organisation.regimes,
        ),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        revocation=revocation,
    )


def _without(
    keys: Mapping[Kid, TrustedKey], excluded: frozenset[bytes]
) -> Mapping[Kid, TrustedKey]:
    return MappingProxyType(
        {kid: key for kid, key in keys.items() if public_key_digest(key.public_key) not in excluded}
    )
