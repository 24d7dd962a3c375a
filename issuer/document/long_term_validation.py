"""Long-term validation: evidence and archive timestamps, appended to a signed document.

Each is a new revision (ISO 32000-2 §12.8.4 and §12.8.5), so no signed byte changes. A certification
that allows no changes allows these two (ISO 32000-2 §12.8.2.2).
"""

import asyncio
import io
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from attestation.errors import SigningError
from issuer.document.revocation_evidence import Evidence, gather_evidence
from issuer.document.time_authority import DIGEST, TimeAuthority
from issuer.settings.timestamp import Level
from pdf.certificate_conversion import to_asn1

_FIELD_NAME = "Horodatage"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSources:
    """From where it is known that the certificates of a document are good."""

    roots: Sequence[x509.Certificate]
    """Where the signing certificate's chain ends."""
    crls: Sequence[crl.CertificateList]
    """What those roots revoked."""
    authority: TimeAuthority
    """Whose timestamps the document has, or gets."""
    at: datetime
    """The present instant."""


class RevisionWriter(IncrementalPdfFileWriter):
    """Writes a revision, and leaves the metadata as the page set it."""

    def _update_meta(self) -> None:
        """Omit pyHanko's /ModDate, which is the time of the wall clock."""


class _Reading:
    """A document of ours read again: its signature, its timestamps, its evidence."""

    def __init__(self, pdf: bytes) -> None:
        reader = PdfFileReader(io.BytesIO(pdf))
        (self.signature,) = reader.embedded_regular_signatures
        self.document_timestamps = reader.embedded_timestamp_signatures
        self.has_evidence = "/DSS" in reader.root
        self.ends_with_timestamp = (
            bool(self.document_timestamps)
            and reader.embedded_signatures[-1] is self.document_timestamps[-1]
            and reader.xrefs.total_revisions == self.document_timestamps[-1].signed_revision + 1
        )

    @property
    def timestamps(self) -> list[cms.SignedData]:
        """All timestamp tokens, oldest first."""
        of_signature = extract_tst_data_iter(self.signature.signer_info, signed=False)
        return [*of_signature, *(one.signed_data for one in self.document_timestamps)]

    @property
    def level(self) -> Level:
        if not self.timestamps:
            return Level.B_B
        if not self.has_evidence:
            return Level.B_T
        return Level.B_LTA if self.ends_with_timestamp else Level.B_LT


def level_of(pdf: bytes) -> Level:
    """Return the level of a document of ours.

    Raises:
        SigningError: it is not one.
    """
    return _read(pdf).level


def evidence_ends_at(pdf: bytes) -> datetime:
    """Return until when a document can be dated once more; afterwards it is too late.

    That is the end of the newest archive timestamp's certificate, and while there is none, of the
    one that ends first of the signature's and its timestamp's.

    Raises:
        SigningError: it is not a document of ours.
    """
    reading = _read(pdf)
    what = [reading.signature.signed_data, *reading.timestamps]
    if reading.level is Level.B_LTA:
        what = what[-1:]
    ends: list[datetime] = [
        extract_certificate_info(one).signer_cert.not_valid_after for one in what
    ]
    return min(ends)


def add_evidence(pdf: bytes, sources: EvidenceSources) -> bytes:
    """Append what shows that all certificates of a document at level B-T are good today: B-LT.

    Raises:
        SigningError: something could not be shown, or the document cannot be read.
    """
    return _guarded(_add_evidence(pdf, sources))


def add_archive_timestamp(pdf: bytes, sources: EvidenceSources) -> bytes:
    """Take a document of any level to B-LTA; one that is there gets a newer timestamp.

    Raises:
        SigningError: something could not be shown, or the document cannot be read.
    """
    return _guarded(_add_archive_timestamp(pdf, sources))


async def _add_archive_timestamp(pdf: bytes, sources: EvidenceSources) -> bytes:
    if _read(pdf).level is Level.B_B:
        # Evidence counts only for a proven time, so the signature is dated first.
        pdf = await _add_timestamp(pdf, authority=sources.authority)
    if _read(pdf).level is not Level.B_LT:
        pdf = await _add_evidence(pdf, sources)
    return await _add_timestamp(pdf, authority=sources.authority)


async def _add_evidence(pdf: bytes, sources: EvidenceSources) -> bytes:
    reading = _read(pdf)
    policy, at = sources.authority.policy, sources.at
    evidence = Evidence()
    if not reading.has_evidence:
        evidence += await gather_evidence(
            reading.signature.signed_data,
            roots=sources.roots,
            known=sources.crls,
            at=at,
            timeout=policy.timeout,
        )
    # Older timestamps were covered, with their evidence, by the newest.
    tsa_roots = [to_asn1(root) for root in policy.roots]
    evidence += await gather_evidence(
        reading.timestamps[-1], roots=tsa_roots, at=at, timeout=policy.timeout
    )
    writer = RevisionWriter(io.BytesIO(pdf))
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=evidence.certificates,
        crls=evidence.crls,
        ocsps=evidence.answers,
    )
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


async def _add_timestamp(pdf: bytes, *, authority: TimeAuthority) -> bytes:
    name = f"{_FIELD_NAME}-{len(_read(pdf).document_timestamps) + 1}"
    writer = RevisionWriter(io.BytesIO(pdf))
    steps = PdfCMSEmbedder(SigFieldSpec(name)).write_cms(name, writer)
    next(steps)
    room = 2 * await authority.room()
    placeholder = DocumentTimestamp(bytes_reserved=room)  # type: ignore[no-untyped-call]
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    steps.send(await authority.async_timestamp(prepared.document_digest, DIGEST))
    stamped: bytes = output.getvalue()
    return stamped


def _read(pdf: bytes) -> _Reading:
    try:
        return _Reading(pdf)
    except (PdfError, ValueError, TypeError, KeyError) as error:
        raise SigningError("le document n’est pas l’un des nôtres") from error


def _guarded(work: Coroutine[Any, Any, bytes]) -> bytes:
    try:
        return asyncio.run(work)
    except SigningError:
        raise
    except (PdfError, ValueError, TypeError, KeyError, OSError) as error:
        raise SigningError("le document n’a pas pu être prolongé") from error
