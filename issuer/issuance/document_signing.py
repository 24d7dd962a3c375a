"""From a drawn page to a signed document: signature, its check, timestamp and evidence."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import crl

from attestation.errors import ConfigurationError, SigningError
from issuer.context import IssuerContext
from issuer.document.facts import DocumentFacts
from issuer.document.long_term_validation import (
    EvidenceSources,
    add_archive_timestamp,
    add_evidence,
)
from issuer.document.pades import sign_document
from issuer.document.revocation_evidence import EvidenceError
from issuer.document.time_authority import TimeAuthority, TimestampError
from issuer.document.validation import check_seals
from issuer.settings.timestamp import Level, OnFailure
from keys.custody.keyring import open_ring
from pdf.certificate_conversion import crl_to_asn1, to_asn1

# To standard error unless somebody says otherwise; structlog would mix with --json.
_log = logging.getLogger("attestation.issuer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A document whose signature was checked, but not yet its content."""

    document: bytes
    is_dated: bool


@dataclass(slots=True, kw_only=True)
class DocumentSigning:
    """Signs and finishes the documents of one batch.

    A timestamp authority that failed is not asked again for the others.
    """

    context: IssuerContext
    authority: TimeAuthority | None
    crls: tuple[crl.CertificateList, ...]
    has_failed: bool = False

    @classmethod
    def of(cls, context: IssuerContext) -> "DocumentSigning":
        """Prepare what the settings ask for.

        Raises:
            SigningError: no issuing key may sign at present.
            ConfigurationError: level B-LT, and the root has signed no revocation list since it
                certified the issuing key.
        """
        certificate = context.signer.certificate
        policy = context.settings.timestamp
        if policy is None:
            return cls(context=context, authority=None, crls=())
        listed = open_ring(context.settings.keys.ring).crl
        # A list from before a certificate says nothing of it.
        if listed is not None and listed.last_update_utc < certificate.not_valid_before_utc:
            listed = None
        if listed is None and policy.level is not Level.B_T:
            raise ConfigurationError(
                "timestamp.level",
                "il faut d’abord une liste de révocation récente : attest-keys crl",
            )
        return cls(
            context=context,
            authority=TimeAuthority(policy, now=context.instant),
            crls=() if listed is None else (crl_to_asn1(listed),),
        )

    def seal(self, page: bytes, *, facts: DocumentFacts) -> Sealed:
        """Sign ``page``, dated if the settings ask for it, and check the signature.

        Raises:
            DocumentError: it is no page of ours, or what came of it is too large.
            SigningError: the signer refused, or the signature did not pass its check.
            TimestampError: the authority failed, and the settings say to stop.
        """
        if self.authority is None or self.has_failed:
            return self._sealed(page, facts, authority=None)
        try:
            return self._sealed(page, facts, authority=self.authority)
        except TimestampError as error:
            self._defer_timestamp(facts, error)
            return self._sealed(page, facts, authority=None)

    def complete(self, sealed: Sealed, *, facts: DocumentFacts) -> bytes:
        """Take a document that passed its check to the level that the settings ask for.

        Raises:
            TimestampError: the authority failed, and the settings say to stop.
            EvidenceError: same, of those who tell what was revoked.
        """
        asked = None if self.authority is None else self.authority.policy.level
        if asked is not Level.B_LT or self.has_failed or not sealed.is_dated:
            return sealed.document
        try:
            return self.with_evidence(sealed.document)
        except (TimestampError, EvidenceError) as error:
            self._defer_timestamp(facts, error)
            return sealed.document

    def _defer_timestamp(self, facts: DocumentFacts, error: SigningError) -> None:
        """Go on without the authority, unless the settings say to stop."""
        if self.authority is None or self.authority.policy.on_failure is OnFailure.STOP:
            raise error
        self.has_failed = True
        _log.warning("%s: timestamp put off (%s)", facts.attestation.number, error)

    def with_evidence(self, document: bytes) -> bytes:
        """Take a dated document to B-LT."""
        return self._extend_to(add_evidence, document)

    def archived(self, document: bytes) -> bytes:
        """Take a document of any level to B-LTA.

        Raises:
            ConfigurationError: no authority is set.
            SigningError: it could not be done; ``TimestampError`` where the authority failed.
        """
        return self._extend_to(add_archive_timestamp, document)

    def _extend_to(self, step: Callable[[bytes, EvidenceSources], bytes], document: bytes) -> bytes:
        if self.authority is None:
            raise ConfigurationError("timestamp.url", "réglage manquant")
        signer = self.context.seal or self.context.signer
        roots = (*signer.chain[-1:], *self.context.signer.chain[-1:])
        sources = EvidenceSources(
            roots=[to_asn1(root) for root in roots],
            crls=self.crls,
            authority=self.authority,
            at=self.context.instant(),
        )
        return step(document, sources)

    def _sealed(
        self, page: bytes, facts: DocumentFacts, *, authority: TimeAuthority | None
    ) -> Sealed:
        context = self.context
        document = sign_document(
            page,
            signer=context.signer,
            seal=context.seal,
            at=facts.attestation.issued_at,
            authority=authority,
        )
        check_seals(
            document,
            facts=facts,
            certificate=context.signer.certificate,
            seal=None if context.seal is None else context.seal.certificate,
            is_dated=authority is not None,
        )
        return Sealed(document=document, is_dated=authority is not None)
