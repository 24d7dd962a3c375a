"""Asking witnesses to cosign the head of the public log (C2SP tlog-witness, add-checkpoint)."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

import structlog
from sqlalchemy import Engine

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.formats.log_policy import Witness
from attestation.formats.merkle import MerkleTree
from attestation.formats.signed_note import Note, decode_note, decode_signatures, encode_base64
from attestation.formats.tree_head import cosigned_at, decode_number, decode_tree_head
from issuer.export.documents import write_whole
from issuer.lifecycle.public_log import stored_head
from issuer.settings.public_log import LogSettings
from keys.trust import TrustStore
from register.checkpoints import tree_of
from register.database import reading, writing
from register.public_log import store_cosigned

_LIMIT_SECONDS = 10.0
_MAX_ANSWER_BYTES = 65_536

_log = structlog.get_logger()


class Outcome(Enum):
    """What a witness answered."""

    COSIGNED = auto()
    AHEAD = auto()
    """It saw a larger tree: this register is an older one, or somebody else signs as the log."""
    INCONSISTENT = auto()
    """What it saw is not this tree's past."""
    UNKNOWN_LOG = auto()
    """Nobody has told it of this log, or of this key."""
    NO_ANSWER = auto()
    STRANGE = auto()
    """Something that is no answer of a witness, or no cosignature of its key."""

    @property
    def is_fork(self) -> bool:
        """Check whether two trees were signed under the log's name."""
        return self in (Outcome.AHEAD, Outcome.INCONSISTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAnswer:
    """What one witness answered."""

    witness: str
    outcome: Outcome
    note: Note | None = None
    """With ``COSIGNED``: the head with the witness's lines alone added."""


Post = Callable[[str, bytes], tuple[int, bytes] | None]
"""Sends a body to an address; returns status and answer, None where there is none."""


def post(address: str, body: bytes) -> tuple[int, bytes] | None:
    """Send ``body`` over HTTP; redirects are answers like any other."""
    request = urllib.request.Request(address, data=body, method="POST")  # noqa: S310  the policy's
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with urllib.request.urlopen(request, timeout=_LIMIT_SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read(_MAX_ANSWER_BYTES)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(_MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException, ValueError):
        return None


def ask_witnesses(
    register: Engine, settings: LogSettings, *, trust: TrustStore, send: Post = post
) -> list[WitnessAnswer]:
    """Ask each witness of the policy for its cosignature under the newest head; keep them.

    Args:
        register: whose head it is.
        settings: the policy, and the copy of the head.
        trust: the organisation's keys.
        send: how a request is made.

    Raises:
        RegisterError: the head in the register is not the one that the log signed last, or what
            it covers has changed since.
        ConfigurationError: the copy of the head cannot be written.
    """
    if settings.policy is None:
        return []
    with reading(register) as session:
        head = stored_head(session, settings, trust=trust)
        if head is None:
            return []
        tree = tree_of(session, size=head.size)
    note = decode_note(head.note)
    if tree.root != decode_tree_head(note).root:
        raise RegisterError("le passé du registre a changé depuis la tête du journal public")
    answers = [
        _ask(witness, note, tree, send)
        for witness in settings.policy.witnesses.values()
        if witness.url is not None
    ]
    both = note
    for answer in answers:
        if answer.note is not None:
            both = both.with_signatures(answer.note.signatures)
    if both != note:
        with writing(register) as session:
            store_cosigned(session, head, both.encode())
        write_whole(settings.head_file, both.encode().encode())
    return answers


def has_quorum(register: Engine, settings: LogSettings, *, trust: TrustStore) -> bool:
    """Check whether as many witnesses as the policy asks for cosigned the newest head.

    Raises:
        RegisterError: as ``ask_witnesses``.
    """
    with reading(register) as session:
        head = stored_head(session, settings, trust=trust)
    if head is None or settings.policy is None:
        return True
    return settings.policy.has_quorum(decode_note(head.note))


def _ask(witness: Witness, note: Note, tree: MerkleTree, send: Post) -> WitnessAnswer:
    address = f"{(witness.url or '').rstrip('/')}/add-checkpoint"
    # A witness answers with the size that it saw last where we name another one.
    answer = send(address, _body(note, 0, ()))
    if answer is not None and answer[0] == http.client.CONFLICT:
        size = _size_in(answer[1])
        if not size:
            return WitnessAnswer(witness=witness.name, outcome=Outcome.STRANGE)
        if size > len(tree):
            return WitnessAnswer(witness=witness.name, outcome=Outcome.AHEAD)
        path = tree.consistency_path(size) if size < len(tree) else ()
        answer = send(address, _body(note, size, path))
    outcome, cosigned = _read(answer, witness, note)
    if outcome is not Outcome.COSIGNED:
        _log.warning("log.witness", witness=witness.name, outcome=outcome.name)
    return WitnessAnswer(witness=witness.name, outcome=outcome, note=cosigned)


def _read(
    answer: tuple[int, bytes] | None, witness: Witness, note: Note
) -> tuple[Outcome, Note | None]:
    match answer:
        case None:
            return Outcome.NO_ANSWER, None
        case (200, body):
            try:
                lines = decode_signatures(body.decode())
            except (MalformedCredentialError, UnicodeDecodeError):
                return Outcome.STRANGE, None
            # SECURITY: only lines of its own key, and only if they hold:
            # test_answer_that_is_no_cosignature_is_not_kept.
            cosigned = Note(text=note.text, signatures=()).with_signatures(
                one for one in lines if witness.key.made(one)
            )
            if cosigned_at(cosigned, witness.key) is None:
                return Outcome.STRANGE, None
            return Outcome.COSIGNED, cosigned
        case (422 | 409, _):
            return Outcome.INCONSISTENT, None
        case (403 | 404, _):
            return Outcome.UNKNOWN_LOG, None
        case _:
            return Outcome.STRANGE, None


def _body(note: Note, old: int, path: tuple[bytes, ...]) -> bytes:
    proof = "".join(f"{encode_base64(one)}\n" for one in path)
    return f"old {old}\n{proof}\n{note.encode()}".encode()


def _size_in(body: bytes) -> int | None:
    try:
        return decode_number(body.decode("ascii").removesuffix("\n"))
    except (MalformedCredentialError, UnicodeDecodeError):
        return None
