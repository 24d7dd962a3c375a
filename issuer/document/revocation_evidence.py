"""Revocation evidence: the chain of a certificate, and proof that none of it was revoked.

OCSP answers (RFC 6960) and revocation lists (RFC 5280 §5) are fetched where the certificate says;
for our own certificates the organisation's list is given. All of it is checked before it is kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from asn1crypto import cms, crl, ocsp, x509
from pyhanko.sign.general import SignedDataCerts, extract_certificate_info
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.api import Fetchers, FetchLimits
from pyhanko_certvalidator.path import ValidationPath

from attestation.errors import SigningError

_LIMITS = FetchLimits(max_requests=20, max_cert_requests=0)
_HARD = "require"  # every certificate but the root needs an answer


class EvidenceError(SigningError):
    """A certificate could not be shown to be good today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What goes into a document security store (ISO 32000-2 §12.8.4.3)."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    answers: tuple[ocsp.OCSPResponse, ...] = ()

    def __add__(self, other: "Evidence") -> "Evidence":
        """Return both together."""
        return Evidence(
            certificates=self.certificates + other.certificates,
            crls=self.crls + other.crls,
            answers=self.answers + other.answers,
        )


async def gather_evidence(
    signed: cms.SignedData,
    *,
    roots: Sequence[x509.Certificate],
    known: Sequence[crl.CertificateList] = (),
    at: datetime,
    timeout: timedelta,
) -> Evidence:
    """Gather what shows that the certificate which made ``signed`` is good at ``at``.

    Args:
        signed: a signature or a timestamp token, with its certificates.
        roots: those that are trusted; the chain ends at one of them.
        known: revocation lists that need not be fetched.
        at: the present instant.
        timeout: for all that is fetched.

    Raises:
        EvidenceError: the chain does not hold, or nothing says that it was not revoked.
    """
    info = extract_certificate_info(signed)
    try:
        async with asyncio.timeout(timeout.total_seconds()):
            chain = await _validate(info, Evidence(crls=tuple(known)), "soft-fail", roots, at)
            async with AIOHttpFetcherBackend(limits=_LIMITS) as fetchers:
                found = await _fetch(chain, fetchers)
            evidence = Evidence(crls=tuple(known)) + found
            await _validate(info, evidence, _HARD, roots, at)
    except TimeoutError:
        raise EvidenceError("les preuves de non-révocation n’arrivent pas à temps") from None
    except (PathError, ValidationError) as error:
        raise EvidenceError(
            "rien ne prouve que le certificat de la signature ou de l’horodatage est bon "
            "aujourd’hui : expiré, révoqué, ou liste de révocation manquante (attest-keys crl)"
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise EvidenceError("une preuve de non-révocation est illisible") from error
    return Evidence(certificates=tuple(chain.iter_certs(include_root=True))) + evidence


async def _validate(
    info: SignedDataCerts,
    evidence: Evidence,
    mode: str,
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> ValidationPath:
    context = ValidationContext(
        trust_roots=list(roots),
        moment=at,
        crls=evidence.crls,
        ocsps=evidence.answers,
        revocation_mode=mode,
        allow_fetching=False,
    )
    validator = CertificateValidator(
        info.signer_cert, intermediate_certs=info.other_certs, validation_context=context
    )
    path: ValidationPath = await validator.async_validate_usage(set())  # type: ignore[no-untyped-call]
    return path


async def _fetch(chain: ValidationPath, fetchers: Fetchers) -> Evidence:
    """Ask about each certificate that says where to ask; OCSP first, which is shorter."""
    evidence = Evidence()
    for certificate in chain.iter_certs(include_root=False):
        try:
            if certificate.ocsp_urls:
                authority = chain.find_issuing_authority(certificate)
                answer = await fetchers.ocsp_fetcher.fetch(certificate, authority)
                evidence += Evidence(answers=(answer,))
                continue
        except (OCSPValidationError, aiohttp.ClientError, OSError):
            pass  # the list may suffice; otherwise the second validation fails
        try:
            crls = await fetchers.crl_fetcher.fetch(certificate, use_deltas=False)
        except (CRLValidationError, aiohttp.ClientError, OSError):
            continue
        evidence += Evidence(crls=tuple(crls))
    return evidence
