"""Another organisation's register, as its own verifier tells of it over HTTPS.

Status lists and the digests of codes are copies that are there before anybody asks. About one
attestation the source is asked where its status is not simply "valid", and for a file or a code.
It is asked of no code but its own, so nobody else learns what is checked.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.credential import StatusReference
from attestation.formats.status_list import MAX_TOKEN_BYTES, STATUS_LIST, VALID, StatusList
from attestation.verdict.trusted_keys import TrustedKeys, Verified
from attestation.verdict.verify import RegisterEvidence
from verifier.sources.copies import Copies, Copy
from verifier.sources.https import NOT_FOUND, HttpsClient
from verifier.sources.messages import (
    CODES,
    DOCUMENT,
    EVIDENCE,
    MAX_CODES_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_EVIDENCE_BYTES,
    HeldEvidence,
    check_codes,
    decode_evidence,
    has_code,
)

_LIST_PATH = re.compile(r"/status/[1-9][0-9]{0,6}", re.ASCII)
_CODES_TTL = timedelta(minutes=1)
_CODES_AGE = timedelta(seconds=5)
"""Within which a code that was just issued may be called unknown."""
_SHORTEST_TTL, _LONGEST_TTL = timedelta(seconds=10), timedelta(days=1)
"""Bounds of what a list says: no source is asked at each check, none is left alone for years."""
_ANSWER_AGE = timedelta(seconds=5)
_MOST_ANSWERS = 32
_NOTHING = RegisterEvidence(status_list=None, statements=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRegister:
    """One source; safe to share between threads."""

    addresses: tuple[str, ...]
    client: HttpsClient
    keys: Callable[[], TrustedKeys]
    now: Callable[[], datetime]
    peers: Sequence["RemoteRegister"] = ()
    """All sources of the verifier: where one must be asked for a code, so must the others be."""
    copies: Copies = field(init=False)
    _answers: dict[Code, tuple[datetime, HeldEvidence]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Begin with no copy."""
        copies = Copies(
            ask=lambda url, tag: self.client.ask(url, most_bytes=self._most_bytes(url), tag=tag),
            accept=self._ttl,
            now=self.now,
            seconds=self.client.seconds,
            always=self.published(),
        )
        object.__setattr__(self, "copies", copies)

    def published(self) -> list[str]:
        """Return what each source publishes, a list from its first attestation on."""
        return [self._url(CODES), self._url("/status/1")]

    def credential_by_code(self, code: Code) -> bytes | None:
        """Return the credential with ``code``; the source is asked if it is one of its codes."""
        return self._held(code).credential if self._has(code) else None

    def credential_by_number(self, _number: Number, /) -> None:
        """Return None: numbers can be guessed, so nothing is told of them."""

    def credential_by_digest(self, _digest: bytes, /) -> None:
        """Return None: what a file shows leads to its source, and no other is told of it."""

    def document(self, digest: bytes) -> bytes | None:
        """Return the document whose SHA-256 is said to be ``digest``."""
        question = json.dumps({"sha256": digest.hex()}).encode()
        answer = self.client.ask(self._url(DOCUMENT), most_bytes=MAX_DOCUMENT_BYTES, body=question)
        return None if answer.status == NOT_FOUND else answer.body

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        """Return what the source holds about ``code``, and the copy of its status list."""
        if not status_uri:
            return self._evidence(None, self._held(code)) if self._has(code) else _NOTHING
        copy = self._list(status_uri)
        try:
            return self._evidence(copy, self._held(code))
        except RegisterError:
            # The copy still condemns, and clears what it may.
            return RegisterEvidence(
                status_list=copy.body,
                statements=(),
                is_outdated=copy.is_outdated(self.now()),
                is_incomplete=True,
            )

    def evidence_of_status(self, code: Code, status: StatusReference) -> RegisterEvidence:
        """Return the copy alone where it says that ``code`` is valid: nobody learns of the check.

        Also an outdated one, which clears nobody: the source did not answer a moment ago.
        """
        copy = self._list(status.uri)
        status_list = self._opened(copy.body)
        try:
            is_valid = status_list is not None and status_list.statuses[status.index] == VALID
        except IndexError:
            is_valid = False
        if is_valid:
            return RegisterEvidence(
                status_list=copy.body, statements=(), is_outdated=copy.is_outdated(self.now())
            )
        return self.evidence(code, status_uri=status.uri)

    def status_list(self, _list_number: int, /, **_uri: str) -> None:
        """Return None: the source publishes its lists itself."""

    def lists(self) -> dict[str, StatusList]:
        """Return the lists of which there are copies, by address."""
        opened = {url: self._opened(one.body) for url, one in self.copies.copies().items()}
        return {url: one for url, one in opened.items() if one is not None}

    def _evidence(self, copy: Copy | None, held: HeldEvidence) -> RegisterEvidence:
        return RegisterEvidence(
            status_list=None if copy is None else copy.body,
            statements=tuple(held.statements),
            successor=held.successor,
            inclusions=held.inclusions,
            is_outdated=copy is not None and copy.is_outdated(self.now()),
        )

    def _has(self, code: Code) -> bool:
        """Check whether the source has issued ``code``.

        Raises:
            RegisterError: it cannot be known, because the source does not answer.
        """
        url = self._url(CODES)
        copy = self.copies.copies().get(url)
        if copy is not None and has_code(copy.body, code):
            return True
        # It may have been issued since; the others are asked meanwhile.
        for one in self.peers:
            one.copies.hurry(one._url(CODES), most_age=_CODES_AGE)  # noqa: SLF001  of this class
        copy = self.copies.get(url, most_age=_CODES_AGE)
        if copy is None or copy.is_outdated(self.now()):
            raise RegisterError(f"{self.addresses[0]} ne répond pas")
        return has_code(copy.body, code)

    def _held(self, code: Code) -> HeldEvidence:
        """Ask the source about one code; one check asks once."""
        at = self.now()
        with self._lock:
            asked_at, held = self._answers.get(code, (None, None))
        if held is not None and asked_at is not None and abs(at - asked_at) <= _ANSWER_AGE:
            return held
        answer = self.client.ask(
            self._url(EVIDENCE),
            most_bytes=MAX_EVIDENCE_BYTES,
            body=json.dumps({"code": code}).encode(),
        )
        held = decode_evidence(answer.body)
        with self._lock:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            self._answers[code] = at, held
        return held

    def _list(self, uri: str) -> Copy:
        """Return the copy of a list that a signed credential names.

        Raises:
            RegisterError: there is none, and the source does not answer.
        """
        # SECURITY: what is asked is an address of the settings and the number of a list, whatever
        # a credential names: test_nothing_but_lists_of_named_hosts_is_asked_for.
        address, path = uri[: uri.rfind("/status/")], uri[uri.rfind("/status/") :]
        copy = None
        if address in self.addresses and _LIST_PATH.fullmatch(path):
            copy = self.copies.get(uri)
        if copy is None:
            raise RegisterError(f"{self.addresses[0]} ne répond pas")
        return copy

    def _opened(self, token: bytes) -> StatusList | None:
        match self.keys().open(token, STATUS_LIST):
            case Verified(message=status_list):
                return status_list
            case _:
                return None

    def _ttl(self, url: str, body: bytes) -> timedelta:
        """Return how long what came from ``url`` may be kept, as its signer says."""
        if url == self._url(CODES):
            check_codes(body)
            return _CODES_TTL
        status_list = self._opened(body)
        # SECURITY: nothing takes the place of a good copy but a list that a trusted key signed for
        # this address: test_list_of_another_organisation_is_refused.
        if status_list is None or status_list.uri != url:
            raise RegisterError(f"{url} n’est signée par aucune clé connue, ou pour une autre")
        return min(max(status_list.ttl, _SHORTEST_TTL), _LONGEST_TTL)

    def _most_bytes(self, url: str) -> int:
        return MAX_CODES_BYTES if url == self._url(CODES) else MAX_TOKEN_BYTES

    def _url(self, path: str) -> str:
        return self.addresses[0] + path
