"""From evidence to a finding: checks a text, a code or a file as docs/architecture.md says.

The entry points come first, then the steps they share. Unsigned data of the register is never
believed, nothing that an upload refers to is fetched, and whatever could not be checked is reported
so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.formats.statement import Kind
from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    NotCompared,
    PageGap,
)
from attestation.verdict.policy import VerificationPolicy
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    Finding,
    Genuine,
    LookedAt,
    NotOurs,
    Refusal,
    Unreadable,
    Verdict,
)
from attestation.verdict.verify import (
    RegisterEvidence,
    VerifiedCredential,
    decide,
    issued_digests,
    verify_credential,
    verify_list_for,
    verify_statement_of,
)
from verifier.evidence import ScannedCredential, TypedCode, read_fragment, read_text
from verifier.file_evidence import (
    CredentialInFile,
    changed_after_signing,
    evaluate_file,
    is_signed_by_trusted,
)
from verifier.inspection.answer import Answer, Inspection, NotInspectable
from verifier.registers import Register, credential_by_code, credential_by_digest
from verifier.status_memory import StatusMemory
from verifier.text_comparison.fact_zones import with_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifier:
    """All that a check needs besides what is checked."""

    policy: VerificationPolicy
    register: Register
    memory: StatusMemory
    compare: Callable[[bytes, bytes], Comparison]
    """Compares an issued document with a file; every failure of it is an answer."""
    inspect: Callable[[bytes], Answer]
    """Inspects a file; every failure is an answer."""
    now: Callable[[], datetime]
    sources: Mapping[str, Register] = field(default_factory=dict)
    """Other organisations' registers, by the address that their credentials name."""

    def registers(self) -> Iterator[Register]:
        """Return every register, each once."""
        yield self.register
        yield from {id(one): one for one in self.sources.values()}.values()

    def register_of(self, status_uri: str) -> Register:
        """Return the register of the attestations whose status stands at ``status_uri``."""
        return self.sources.get(status_uri.rpartition("/status/")[0], self.register)


def check_text(verifier: Verifier, text: str) -> Finding:
    """Check what somebody typed, pasted or scanned: a QR text, or a code in any spelling."""
    match read_text(text, addresses=verifier.policy.addresses):
        case ScannedCredential(data=data):
            return _check_credential(verifier, data)
        case TypedCode(code=code):
            return check_code(verifier, code)
        case gap:
            return _nothing(Unreadable(reason=gap))


def check_fragment(verifier: Verifier, digits: str) -> Finding:
    """Check the digits of a QR text whose address brought its reader to this verifier."""
    match read_fragment(digits):
        case ScannedCredential(data=data):
            return _check_credential(verifier, data)
        case gap:
            return _nothing(Unreadable(reason=gap))


def check_code(verifier: Verifier, code: Code) -> Finding:
    """Check a verification code: the register leads to a credential, which is then verified."""
    try:
        data = credential_by_code(verifier.registers(), code)
    except RegisterError:
        return _nothing(CannotCheck(reason=Obstacle.REGISTER_DOWN))
    if data is None:
        return _check_missing(verifier, code)
    match verify_credential(data, policy=verifier.policy, at=verifier.now()):
        case VerifiedCredential() as opened if opened.credential.attestation.code == code:
            return _check_opened(verifier, opened, LookedAt.COPY)
        # The register's own bytes do not verify, which is no fault of the paper.
        case (
            VerifiedCredential()
            | Unreadable()
            | NotOurs(reason=Refusal.BAD_SIGNATURE | Refusal.MALFORMED)
        ):
            return _nothing(CannotCheck(reason=Obstacle.FAILED))
        case verdict:
            return _nothing(verdict)


def _check_missing(verifier: Verifier, code: Code) -> Finding:
    """Distinguish an unknown code from one whose record was erased at its holder's request."""
    try:
        statements = [
            signed
            for register in verifier.registers()
            for signed in register.evidence(code, status_uri="").statements
        ]
    except RegisterError:
        return _nothing(CannotCheck(reason=Obstacle.REGISTER_DOWN))
    issuers = {key.issuer for key in verifier.policy.trusted_keys.values()}
    if any(
        statement.code == code
        for issuer in issuers
        for data in statements
        if (
            statement := verify_statement_of(
                issuer, data, kinds={Kind.ERASED}, policy=verifier.policy
            )
        )
    ):
        # SECURITY: a code alone no longer leads to what was signed, and so it proves nothing; but
        # the paper is no forgery: test_code_of_an_erased_record_is_not_called_false.
        return _nothing(CannotCheck(reason=Obstacle.ERASED))
    return _nothing(NotOurs(reason=Refusal.UNKNOWN_CODE))


def check_file(verifier: Verifier, data: bytes) -> Finding:
    """Check a file: the very bytes that were issued, or else what it shows."""
    try:
        original = _check_original(verifier, data)
        return _check_copy(verifier, data) if original is None else original
    except RegisterError:
        return _nothing(CannotCheck(reason=Obstacle.REGISTER_DOWN))


def issued_document(verifier: Verifier, finding: Finding) -> bytes | None:
    """Return the document of a valid attestation, to show it; None where there is none to show."""
    if not isinstance(finding.verdict, Genuine) or finding.code is None:
        return None
    try:
        uri = finding.verdict.credential.status.uri
        data = verifier.register_of(uri).credential_by_code(finding.code)
        match data and verify_credential(data, policy=verifier.policy, at=verifier.now()):
            case VerifiedCredential(credential=credential) as opened if (
                credential == finding.verdict.credential
            ):
                evidence = _evidence(verifier, opened)
                return _held_document(verifier, opened, _issued_digests(verifier, opened, evidence))
            case _:  # it was erased, or the register leads to something else
                return None
    except RegisterError:
        return None


def _check_original(verifier: Verifier, data: bytes) -> Finding | None:
    """Return the finding on a file that is, byte for byte, what was issued; None for any other."""
    digest = sha256(data).digest()
    stored = credential_by_digest(verifier.register, verifier.sources.values(), digest)
    if stored is None:
        return None
    match verify_credential(stored, policy=verifier.policy, at=verifier.now()):
        case VerifiedCredential() as opened:
            evidence = _evidence(verifier, opened)
            # SECURITY: the row says that the digest is known, only the statement that it was
            # issued: test_digest_that_nobody_signed_is_not_original.
            if digest in _issued_digests(verifier, opened, evidence):
                return _decide(verifier, opened, evidence, LookedAt.ORIGINAL)
        case _:
            pass
    return None


def _check_copy(verifier: Verifier, data: bytes) -> Finding:
    """Look into a file that is not an original."""
    match verifier.inspect(data):
        case Inspection() as inspection:
            return _check_inspection(verifier, inspection, data)
        case NotInspectable(reason=Gap.NOT_A_DOCUMENT, signatures=signatures) if (
            is_signed_by_trusted(signatures, verifier.policy)
        ):
            return _copy(changed_after_signing())
        case nothing:
            reason = nothing.reason
            return _nothing(
                Unreadable(reason=reason) if isinstance(reason, Gap) else CannotCheck(reason=reason)
            )


def _check_inspection(verifier: Verifier, inspection: Inspection, data: bytes) -> Finding:
    match evaluate_file(inspection, policy=verifier.policy, at=verifier.now()):
        case CredentialInFile() as found:
            return _check_found(verifier, found, data)
        case Altered() | NotOurs() as verdict:
            return _copy(verdict)
        case verdict:
            return _nothing(verdict)


def _check_found(verifier: Verifier, found: CredentialInFile, data: bytes) -> Finding:
    opened = found.opened
    evidence = _evidence(verifier, opened)
    # (0) A stolen key's signature without proof of age counts for nothing, whatever the file.
    finding = _decide(verifier, opened, evidence, LookedAt.COPY)
    if opened.is_doubtful and isinstance(finding.verdict, NotOurs):
        return finding
    # (1) If the document's row was lost, a signed statement may still name its digest.
    issued = _issued_digests(verifier, opened, evidence)
    if sha256(data).digest() in issued:
        return _decide(verifier, opened, evidence, LookedAt.ORIGINAL)
    page = _compare(verifier, opened, issued, data)
    contradictions = found.contradictions
    if isinstance(page, Differs) and page.proves_change:
        contradictions |= {Contradiction.PAGE}
    if found.was_signed:
        # (2) Bytes are changed only in comparison with a signed digest: a register that lost that
        # too must not turn an original into a forgery. An ending is reported all the same.
        if not contradictions and not issued:
            if not isinstance(finding.verdict, Genuine):
                return finding
            is_silent = evidence.is_incomplete
            reason = Obstacle.REGISTER_DOWN if is_silent else Obstacle.NO_STATUS
            return _copy(CannotCheck(reason=reason), opened)
        contradictions |= {Contradiction.BYTES}
    # (3) A contradiction in the file counts more than any status.
    if contradictions:
        altered = Altered(
            contradictions=contradictions, credential=opened.credential, issuer=opened.issuer
        )
        finding = _copy(altered, opened)
    return replace(finding, page=page)


def _compare(
    verifier: Verifier, opened: VerifiedCredential, issued: frozenset[bytes], data: bytes
) -> Comparison:
    """Compare the page with the issued document, which is what a signed statement says it is."""
    document = _held_document(verifier, opened, issued)
    if document is None:
        return NotCompared(reason=PageGap.NOT_HELD)
    return with_facts(verifier.compare(document, data), opened.credential.attestation)


def _held_document(
    verifier: Verifier, opened: VerifiedCredential, issued: frozenset[bytes]
) -> bytes | None:
    register = verifier.register_of(opened.credential.status.uri)
    for digest in sorted(issued):
        try:
            document = register.document(digest)
        except RegisterError:  # a role that may not read documents still leads to a verdict
            break
        # SECURITY: the row may hold anything, the statement is signed:
        # test_document_that_nobody_signed_is_not_compared_with.
        if document is not None and sha256(document).digest() == digest:
            return document
    return None


def _check_credential(verifier: Verifier, data: bytes) -> Finding:
    match verify_credential(data, policy=verifier.policy, at=verifier.now()):
        case VerifiedCredential() as opened:
            return _check_opened(verifier, opened, LookedAt.COPY)
        case NotOurs() as verdict:
            return _copy(verdict)
        case verdict:
            return _nothing(verdict)


def _check_opened(verifier: Verifier, opened: VerifiedCredential, looked_at: LookedAt) -> Finding:
    try:
        status = opened.credential.status
        register = verifier.register_of(status.uri)
        # A doubtful key takes proof, which is more than the status.
        evidence = (
            _evidence(verifier, opened)
            if opened.is_doubtful
            else register.evidence_of_status(opened.credential.attestation.code, status)
        )
        return _decide(verifier, opened, evidence, looked_at)
    except RegisterError:
        return _nothing(CannotCheck(reason=Obstacle.REGISTER_DOWN))


def _evidence(verifier: Verifier, opened: VerifiedCredential) -> RegisterEvidence:
    credential, uri = opened.credential, opened.credential.status.uri
    return verifier.register_of(uri).evidence(credential.attestation.code, status_uri=uri)


def _decide(
    verifier: Verifier, opened: VerifiedCredential, evidence: RegisterEvidence, looked_at: LookedAt
) -> Finding:
    """Decide by the status, and remember the status list for the next check."""
    uri, at = opened.credential.status.uri, verifier.now()
    until = at + verifier.policy.clock_slack
    verdict = decide(
        opened,
        evidence,
        policy=verifier.policy,
        newest_seen=verifier.memory.newest(opened.issuer, uri, until=until),
        at=at,
    )
    status_list = verify_list_for(opened, evidence.status_list, policy=verifier.policy)
    if status_list is not None:
        verifier.memory.remember(opened.issuer, uri, status_list.issued_at, until=until)
    # A paper that the register does not know may be genuine, because the record may be lost. But
    # its number must not belong to another one here (ADR 0022).
    if (
        isinstance(verdict, Genuine)
        and not evidence.statements
        and _is_number_taken(verifier, opened, at=at)
    ):
        verdict = CannotCheck(reason=Obstacle.NUMBER_TWICE)
    return Finding(verdict=verdict, looked_at=looked_at, code=opened.credential.attestation.code)


def _is_number_taken(verifier: Verifier, opened: VerifiedCredential, *, at: datetime) -> bool:
    """Check whether the same organisation signed another attestation under ``opened``'s number."""
    mine = opened.credential.attestation
    register = verifier.register_of(opened.credential.status.uri)
    data = register.credential_by_number(mine.number)
    if data is None:
        return False
    match verify_credential(data, policy=verifier.policy, at=at):
        case VerifiedCredential(issuer=issuer, credential=credential):
            other = credential.attestation
            is_same_issuer = issuer.anchor == opened.issuer.anchor
            return is_same_issuer and other.number == mine.number and other.code != mine.code
        case _:
            return False


def _issued_digests(
    verifier: Verifier, opened: VerifiedCredential, evidence: RegisterEvidence
) -> frozenset[bytes]:
    return issued_digests(
        opened, evidence.statements, policy=verifier.policy, inclusions=evidence.inclusions
    )


def _copy(verdict: Verdict, opened: VerifiedCredential | None = None) -> Finding:
    code = None if opened is None else opened.credential.attestation.code
    return Finding(verdict=verdict, looked_at=LookedAt.COPY, code=code)


def _nothing(verdict: NotOurs | Unreadable | CannotCheck) -> Finding:
    return Finding(verdict=verdict, looked_at=None)
