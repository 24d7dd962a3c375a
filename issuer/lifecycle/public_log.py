"""The public log: the same tree as that of the checkpoints, under a key of its own.

What its key signed last is remembered in a file beside the keys. Nothing is signed that is not
consistent with it: who rewrites the register, or puts an older one back, makes the log stop.
"""

from sqlalchemy.orm import Session

from attestation.errors import MalformedCredentialError, RegisterError
from attestation.formats.log_receipt import sign_root
from attestation.formats.signed_note import Note, decode_note, log_verifier_key
from attestation.formats.tree_head import (
    TreeHead,
    decode_tree_head,
    is_signed_by_log,
    sign_tree_head,
)
from issuer.audit.log import AuditAction, AuditEvent, audited_transaction
from issuer.context import IssuerContext
from issuer.export.documents import write_whole
from issuer.lifecycle.statement_tree import check_past, grown_tree
from issuer.settings.public_log import LogSettings
from keys.custody.log_key import LogFileSigner
from keys.trust import TrustStore
from register.database import writing
from register.public_log import StoredHead, newest_log_head, store_log_head

_ENDED = "ended\n"
"""Before the note of a log that must not go on."""


def extend_log(
    context: IssuerContext, signer: LogFileSigner, *, trust: TrustStore, who: str
) -> StoredHead | None:
    """Sign a head over all statements; None if the last one has them all.

    Args:
        context: settings, register, keys and clock.
        signer: the log's key.
        trust: the organisation's keys.
        who: for the audit log.

    Raises:
        RegisterError: the log would fork or lose something, was ended, or the register failed.
        DisagreementError: a statement is not ours or about another number, or one is missing.
        SigningError: a signer refused, or the clock is wrong. Nothing was signed.
        ConfigurationError: the copy of the last head cannot be read or written.
    """
    with writing(context.register) as session:
        tree = grown_tree(session, trust=trust)
        if not len(tree):
            return None
        last = remembered_head(context.settings.log, trust=trust, origin=signer.origin)
        # SECURITY: test_log_refuses_to_fork, test_log_refuses_to_lose_a_statement.
        check_past(tree, None if last is None else decode_tree_head(last))
        kept = newest_log_head(session)
        _check_remembered(kept, last, origin=signer.origin)
        if last is not None and _is_current(last, kept, signer, size=len(tree)):
            return None
    head = TreeHead(origin=signer.origin, size=len(tree), root=tree.root)
    made_at = context.instant()
    event = AuditEvent(who=who, action=AuditAction.LOG_EXTENDED, detail=str(head.size))
    with audited_transaction(context) as transaction:
        transaction.append(event)
        note = sign_tree_head(head, signer.public_key, signer=signer).encode()
        signed = sign_root(
            head.root, size=head.size, origin=head.origin, made_at=made_at, signer=signer
        )
        stored = StoredHead(
            origin=head.origin, size=head.size, made_at=made_at, note=note, signed=signed
        )
        # Before anybody can see the head, so that it is never forgotten.
        write_whole(context.settings.log.head_file, note.encode())
        store_log_head(transaction.session, stored, tree)
    return stored


def remembered_head(settings: LogSettings, *, trust: TrustStore, origin: str) -> Note | None:
    """Return the head that the log ``origin`` signed last, by the copy beside the keys.

    Raises:
        RegisterError: the log was ended, or the copy is not one that our log signed.
    """
    try:
        text = settings.head_file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise RegisterError(f"{settings.head_file.name} est illisible") from None
    try:
        note = decode_note(text.removeprefix(_ENDED))
        head = decode_tree_head(note)
    except MalformedCredentialError:
        raise RegisterError(f"{settings.head_file.name} n’est pas une tête de journal") from None
    if head.origin != origin:
        return None  # a log under another name, which begins with all there is
    if text.startswith(_ENDED):
        raise RegisterError(
            "une sauvegarde a été restaurée : le journal public recommence sous un autre nom "
            "(attest-keys log-key --origin)"
        )
    if not any(
        is_signed_by_log(note, log_verifier_key(log.origin, log.public_key))
        for log in trust.logs.values()
    ):
        raise RegisterError(f"{settings.head_file.name} n’est pas signé par le journal")
    return note


def end_log(settings: LogSettings) -> None:
    """Let the log sign no more under its name: what it signed last may be lost.

    Raises:
        ConfigurationError: the copy of its last head cannot be written.
    """
    file = settings.head_file
    if file.exists() and not (text := file.read_bytes()).startswith(_ENDED.encode()):
        write_whole(file, _ENDED.encode() + text)


def stored_head(session: Session, settings: LogSettings, *, trust: TrustStore) -> StoredHead | None:
    """Return the newest head in the register, if it is what the copy beside the keys says.

    Raises:
        RegisterError: it is another one.
    """
    kept = newest_log_head(session)
    if kept is None:
        return None
    last = remembered_head(settings, trust=trust, origin=kept.origin)
    _check_remembered(kept, last, origin=kept.origin)
    if last is None or last.text != decode_note(kept.note).text:
        raise RegisterError("la tête du journal public dans le registre n’est pas la dernière")
    return kept


def _check_remembered(kept: StoredHead | None, last: Note | None, *, origin: str) -> None:
    if last is None and kept is not None and kept.origin == origin:
        raise RegisterError("la copie de la dernière tête du journal public manque")


def _is_current(last: Note, kept: StoredHead | None, signer: LogFileSigner, *, size: int) -> bool:
    is_same = decode_tree_head(last).size == size and kept is not None and kept.size == size
    return is_same and is_signed_by_log(last, log_verifier_key(signer.origin, signer.public_key))
