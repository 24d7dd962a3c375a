"""Documents to be archived, and sources of evidence."""

from datetime import datetime, timedelta

from cryptography import x509

from issuer.document.long_term_validation import (
    EvidenceSources,
    add_evidence,
)
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.time_authority import TimeAuthority
from issuer.settings.timestamp import Level, OnFailure, TimestampPolicy
from pdf.certificate_conversion import crl_to_asn1, to_asn1
from tests.support.documents import LETTERHEAD, document_issuer, make_document_facts
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority

ISSUER = document_issuer()
SIGNER = ISSUER.signer
PAGE = render_page(make_document_facts(), LETTERHEAD)


def authority_of(live: LiveAuthority, *, at: datetime = NOW, timeout: float = 60) -> TimeAuthority:
    live.now = at
    policy = TimestampPolicy(
        url=live.url,
        roots=(live.root,),
        level=Level.B_LT,
        on_failure=OnFailure.STOP,
        timeout=timedelta(seconds=timeout),
    )
    return TimeAuthority(policy, now=lambda: at)


def sources(
    live: LiveAuthority,
    *,
    at: datetime = NOW,
    crl: x509.CertificateRevocationList | None = None,
    timeout: float = 60,
) -> EvidenceSources:
    return EvidenceSources(
        roots=[to_asn1(SIGNER.chain[-1])],
        crls=[crl_to_asn1(crl or ISSUER.crl())],
        authority=authority_of(live, at=at, timeout=timeout),
        at=at,
    )


def issued(live: LiveAuthority, level: Level) -> bytes:
    authority = None if level is Level.B_B else authority_of(live)
    document = sign_document(PAGE, signer=SIGNER, at=NOW, authority=authority)
    return add_evidence(document, sources(live)) if level is Level.B_LT else document
