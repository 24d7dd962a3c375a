"""What an inspected file proves by itself: one good credential, or the verdict that there is none.

Each candidate in attachments and on pages is opened. More than one, or a bad one beside a good one,
does not happen on an honest sheet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    NotOurs,
    Refusal,
    Unreadable,
)
from attestation.verdict.verify import VerifiedCredential, verify_credential
from verifier.evidence import ScannedCredential, imitates, leads_to, read_qr_text
from verifier.inspection.answer import Inspection, PdfSignature
from verifier.text_comparison.contradictions import contradictions

_KID_HEX_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialInFile:
    """A file with one good credential."""

    opened: VerifiedCredential
    contradictions: frozenset[Contradiction]
    """What its visible text says otherwise."""
    was_signed: bool
    """It carries the issuer's signature, or one that fits nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """Something that could be a credential, and what came of opening it."""

    answer: VerifiedCredential | NotOurs | Unreadable | CannotCheck
    page: int | None = None
    """None for an attachment."""
    symbol: str = ""
    """The QR code's text; nothing for an attachment."""


def evaluate_file(
    inspection: Inspection, *, policy: VerificationPolicy, at: datetime
) -> CredentialInFile | Altered | NotOurs | Unreadable | CannotCheck:
    """Find the one credential that ``inspection`` shows, and what speaks against the file."""
    candidates = list(_candidates(inspection, policy=policy, at=at))
    good = _opened(candidates)
    if not good:
        return _without_credential(candidates, inspection.signatures, policy)
    attached = _opened(one for one in candidates if one.page is None)
    shown = _opened(one for one in candidates if one.page is not None)
    # (1) The page is about one attestation, the attachment about another.
    if attached and shown and attached.isdisjoint(shown):
        return _two_credentials()
    # (2) Several sheets in one file: a verdict about which?
    if len(good) > 1:
        return CannotCheck(reason=Obstacle.SEVERAL_ATTESTATIONS)
    # (3) A bad credential beside the good one, or a QR code that imitates ours.
    for one in candidates:
        if (rival := _conflicting(one, policy)) is not None:
            return rival
    (opened,) = good
    return CredentialInFile(
        opened=opened,
        contradictions=contradictions(
            inspection.pages,
            opened.credential.attestation,
            with_credential=frozenset(
                one.page for one in candidates if one.answer == opened and one.page is not None
            ),
        ),
        was_signed=is_signed_by_trusted(inspection.signatures, policy)
        or any(signature.is_broken for signature in inspection.signatures),
    )


def is_signed_by_trusted(signatures: Iterable[PdfSignature], policy: VerificationPolicy) -> bool:
    """Check whether a signature carries a trusted certificate, or at least its public key."""
    kids = {kid.hex() for kid in policy.trusted_keys}
    keys = {digest.hex() for digest in policy.document_keys} | {
        sha256(
            key.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).hexdigest()
        for key in policy.trusted_keys.values()
    }
    return any(
        not keys.isdisjoint(signature.public_keys)
        or any(certificate[:_KID_HEX_DIGITS] in kids for certificate in signature.certificates)
        for signature in signatures
    )


def changed_after_signing() -> Altered:
    """Return the verdict on a file of which only the issuer's signature is left."""
    return Altered(contradictions=frozenset({Contradiction.BYTES}), credential=None, issuer=None)


def _candidates(
    inspection: Inspection, *, policy: VerificationPolicy, at: datetime
) -> Iterator[_Candidate]:
    for data in inspection.attachments:
        yield _Candidate(answer=verify_credential(data, policy=policy, at=at))
    for index, page in enumerate(inspection.pages):
        for symbol in page.symbols:
            match read_qr_text(symbol, addresses=policy.addresses):
                case ScannedCredential(data=data):
                    answer = verify_credential(data, policy=policy, at=at)
                    yield _Candidate(answer=answer, page=index, symbol=symbol)
                case gap:
                    yield _Candidate(answer=Unreadable(reason=gap), page=index, symbol=symbol)


def _opened(candidates: Iterable[_Candidate]) -> set[VerifiedCredential]:
    return {one.answer for one in candidates if isinstance(one.answer, VerifiedCredential)}


def _without_credential(
    candidates: Sequence[_Candidate],
    signatures: Sequence[PdfSignature],
    policy: VerificationPolicy,
) -> Altered | NotOurs | Unreadable | CannotCheck:
    """Return the reason that says most: what can be retried, then what was signed by others."""
    answers = [one.answer for one in candidates if not isinstance(one.answer, VerifiedCredential)]
    for answer in answers:
        # First of all, because a wrong clock must not make a forgery of an original.
        if isinstance(answer, CannotCheck):
            return answer
    refused = [answer for answer in answers if isinstance(answer, NotOurs)]
    for answer in refused:
        # A compromised key says nothing against the holder, whose file may be unchanged:
        # test_untouched_original_of_a_compromised_key_is_not_called_changed.
        if answer.reason in (Refusal.KEY_COMPROMISED, Refusal.OUTSIDE_VALIDITY):
            return answer
    if is_signed_by_trusted(signatures, policy):
        return changed_after_signing()
    if refused:
        return refused[0]
    suspicious = Unreadable(reason=Gap.FOREIGN_ADDRESS)
    return suspicious if suspicious in answers else Unreadable(reason=Gap.NO_CREDENTIAL)


def _conflicting(
    candidate: _Candidate, policy: VerificationPolicy
) -> Altered | Unreadable | CannotCheck | None:
    """Return the contradiction between a bad candidate and the good one beside it."""
    match candidate.answer:
        case VerifiedCredential():
            return None
        case NotOurs():
            return _two_credentials()
        case CannotCheck() as later:
            return later
        case _:
            # An attachment of another kind, or a poster's QR code, does not conflict.
            if leads_to(candidate.symbol, addresses=policy.addresses):
                return _two_credentials()
            if imitates(candidate.symbol, addresses=policy.addresses):
                return Unreadable(reason=Gap.FOREIGN_ADDRESS)
            return None


def _two_credentials() -> Altered:
    # Without facts, because there are two sets of them and the page must not seem to confirm one.
    return Altered(
        contradictions=frozenset({Contradiction.TWO_CREDENTIALS}), credential=None, issuer=None
    )
