"""From reservations to signed documents, for ``issue``: draw, sign, extract, validate.

Other processes may draw pages and read documents. Signing and validation stay in this process, with
the key. What fails is made once more in this process before it counts as a failure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from attestation.code import code_from_entropy
from attestation.errors import DocumentError
from attestation.facts import Attestation, Number
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.formats.statement import Kind, Statement, sign_statement
from issuer.context import IssuerContext
from issuer.document.extraction import Extraction, read_document, read_documents
from issuer.document.facts import DocumentFacts, PartOfModule, SessionLine
from issuer.document.page import render_page, render_pages
from issuer.document.specimen import NO_CREDENTIAL
from issuer.document.validation import check_reading
from issuer.document.wording import issue_day
from issuer.issuance.document_signing import DocumentSigning, Sealed
from issuer.issuance.status_lists import status_uri
from issuer.issuance.worker_pool import WorkerPool, parallel_map
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from issuer.settings.regime import InFourLanguages
from register.issuance import Signed
from register.printed import encode_printed
from register.reservation import Draft, Module, ModuleSession, Reservation

_PIECE = 10
"""Documents that take each step together, because a processor's caches then hold one step's code (a
millisecond a document)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPools:
    """Pools for drawing and reading; None does the work in this process."""

    drawing: WorkerPool | None = None
    """May be other machines, because what they draw is read again."""
    reading: WorkerPool | None = None
    """Processes of this machine only, because what they read decides whether a document is
    stored."""


IN_PROCESS = WorkerPools()


def make_documents(
    context: IssuerContext,
    module: Module,
    reservations: Sequence[Reservation],
    sealing: DocumentSigning | None = None,
    *,
    pools: WorkerPools = IN_PROCESS,
) -> Iterator[Signed]:
    """Make everything that is signed for some reservations; nothing is stored.

    Raises:
        SigningError: the signer refused, a signature did not pass its check, or the timestamp
            authority failed and the settings say to stop.
        DocumentError: a page could not be drawn, or does not say what was certified.
        ConfigurationError: the settings ask for evidence that the root has not signed.
    """
    sealing = sealing or DocumentSigning.of(context)
    pipeline = DocumentPipeline(context=context, sealing=sealing)
    drafts = {one.attestation.number: one.draft for one in reservations}
    everyone = (_document_facts(context, module, reservation) for reservation in reservations)
    pieces = ((piece, piece) for piece in _pieces(everyone))
    draw = partial(render_pages, letterhead=pipeline.letterhead)
    sealed = (
        pipeline.sealed(piece, pages) for piece, pages in parallel_map(pieces, draw, pools.drawing)
    )
    for piece, readings in parallel_map(sealed, read_documents, pools.reading):
        for (facts, one), reading in _paired(piece, readings):
            document = pipeline.validated(facts, one, reading)
            draft = drafts[facts.attestation.number]
            printed = encode_printed(module, draft.attendance)
            yield Signed(
                attestation=facts.attestation,
                email=draft.email,
                credential=facts.credential,
                document=document,
                statement=_statement(context, facts, document, printed),
                printed=printed,
            )


_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_SealedPiece = list[tuple[DocumentFacts, Sealed]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPipeline:
    """The steps that need the key, or decide."""

    context: IssuerContext
    sealing: DocumentSigning

    @property
    def letterhead(self) -> Letterhead:
        """Return what the organisation prints at the head of each page."""
        return self.context.settings.letterhead

    def sealed(
        self, piece: Sequence[DocumentFacts], pages: Sequence[bytes | None]
    ) -> tuple[_SealedPiece, list[bytes]]:
        """Seal some pages; return what stays here, and what is sent to be read."""
        kept = [(facts, self._seal(facts, page)) for facts, page in _paired(piece, pages)]
        return kept, [sealed.document for _, sealed in kept]

    def validated(self, facts: DocumentFacts, sealed: Sealed, reading: Extraction | None) -> bytes:
        """Return the finished document of what was sealed, if it says ``facts``."""
        try:
            check_reading(reading, facts)
        except DocumentError:
            sealed = self._make_locally(facts)
            check_reading(read_document(sealed.document), facts)
        return self.sealing.complete(sealed, facts=facts)

    def _seal(self, facts: DocumentFacts, page: bytes | None) -> Sealed:
        if not isinstance(page, bytes):
            return self._make_locally(facts)
        try:
            return self.sealing.seal(page, facts=facts)
        except DocumentError:
            return self._make_locally(facts)

    def _make_locally(self, facts: DocumentFacts) -> Sealed:
        return self.sealing.seal(render_page(facts, self.letterhead), facts=facts)


def _paired(
    items: Sequence[_Item], answers: Sequence[_Answer]
) -> Iterator[tuple[_Item, _Answer | None]]:
    """Put answers beside their items; None where there are not as many as there should be."""
    whole = isinstance(answers, list) and len(answers) == len(items)
    return zip(items, answers if whole else [None] * len(items), strict=True)


def _pieces(everyone: Iterable[DocumentFacts]) -> Iterator[tuple[DocumentFacts, ...]]:
    facts = iter(everyone)
    while piece := tuple(islice(facts, _PIECE)):
        yield piece


def _statement(
    context: IssuerContext, facts: DocumentFacts, document: bytes, printed: bytes
) -> bytes:
    attestation = facts.attestation
    statement = Statement(
        kind=Kind.ISSUED,
        code=attestation.code,
        made_at=attestation.issued_at,
        digest=sha256(document).digest(),
        printed=sha256(printed).digest(),
    )
    return sign_statement(statement, signer=context.signer)


def _document_facts(
    context: IssuerContext, module: Module, reservation: Reservation
) -> DocumentFacts:
    """Sign the credential, and gather what the page says."""
    status = StatusReference(
        uri=status_uri(context, reservation.list_number), index=reservation.list_index
    )
    credential = sign_credential(
        Credential(attestation=reservation.attestation, status=status), signer=context.signer
    )
    sessions, part = followed(module, reservation.draft)
    return DocumentFacts(
        attestation=reservation.attestation,
        sessions=sessions,
        credential=credential,
        qr_text=encode_qr_text(credential, address=context.settings.issue.verifier),
        part=part,
        language=DocumentLanguage(module.document_language),
        regime_sentence=_regime_sentence(context, reservation.attestation),
    )


def specimen_facts(context: IssuerContext, module: Module, draft: Draft) -> DocumentFacts:
    """Return what the page of a draft would say, with no number, code or credential."""
    at = context.instant()
    number = Number(f"{context.settings.issue.number_prefix}-{at.year}-0000")
    sessions, part = followed(module, draft)
    attestation = draft.attestation(module, number=number, code=code_from_entropy(0), issued_at=at)
    return DocumentFacts(
        attestation=attestation,
        sessions=sessions,
        credential=NO_CREDENTIAL,
        qr_text=encode_qr_text(NO_CREDENTIAL, address=context.settings.issue.verifier),
        part=part,
        language=DocumentLanguage(module.document_language),
        regime_sentence=_regime_sentence(context, attestation),
    )


def _regime_sentence(context: IssuerContext, attestation: Attestation) -> InFourLanguages | None:
    """Return what the organisation prints of the regime in force on the day of issue."""
    day = issue_day(attestation.issued_at)
    for regime in context.settings.issue.regimes:
        if regime.code == attestation.particulars.regime and regime.period.covers(day):
            return regime.printed
    return None


def followed(module: Module, draft: Draft) -> tuple[tuple[SessionLine, ...], PartOfModule | None]:
    """Return the sessions that the person is known to have followed, and which part that is."""
    held = sum((session.duration for session in module.sessions), timedelta())
    attendance = draft.attendance
    if attendance is not None:
        kept = (one for one in module.sessions if one.slot not in attendance.missed)
        # What was missed is kept unsigned; the hours are signed, and decide.
        if sum((one.duration for one in kept), timedelta()) != draft.attended:
            attendance = None
    is_whole = draft.attended == held if attendance is None else not attendance.missed
    if is_whole:
        return _lines(module.sessions), None
    if attendance is None:
        return (), PartOfModule(
            followed=None, sessions=len(module.sessions), held=held, required_percent=None
        )
    sessions = [one for one in module.sessions if one.slot not in attendance.missed]
    return _lines(sessions), PartOfModule(
        followed=len(sessions),
        sessions=len(module.sessions),
        held=held,
        required_percent=attendance.required_percent,
    )


def _lines(sessions: Sequence[ModuleSession]) -> tuple[SessionLine, ...]:
    return tuple(SessionLine(day=one.day, theme=one.theme or "") for one in sessions)
