"""The proofs of the public log about one attestation, checked before they are given away."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from attestation.errors import RegisterError
from attestation.formats.checkpoint import statement_entry, statement_leaf
from attestation.formats.log_proof import LogProof
from attestation.formats.log_receipt import (
    decode_receipt,
    encode_consistency_receipt,
    verify_consistency,
)
from attestation.formats.signed_note import decode_note
from attestation.verdict.trusted_logs import Included, open_receipt
from keys.trust import TrustStore
from register.checkpoints import tree_of
from register.public_log import LoggedStatement, logged_statements, newest_log_head


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenStatement:
    """A statement, and what proves that the log holds it."""

    index: int
    size: int
    """Of the tree that first held it."""
    receipt: bytes
    """RFC 9942."""
    proof: LogProof
    """C2SP tlog-proof, with the statement in it."""


def proven_statements(session: Session, number: str, *, trust: TrustStore) -> list[ProvenStatement]:
    """Return what the log holds about attestation ``number``, oldest first.

    Raises:
        RegisterError: a proof in the register is none that our log gave; or the register failed.
    """
    return [_checked(one, trust) for one in logged_statements(session, number)]


def consistency_receipts(
    session: Session, proven: Iterable[ProvenStatement], *, trust: TrustStore
) -> dict[int, bytes]:
    """Return, by the size of each older tree, the receipt that the newest one begins with it.

    Raises:
        RegisterError: they are not consistent; or the register failed.
    """
    newest = newest_log_head(session)
    if newest is None:
        return {}
    tree = tree_of(session, size=newest.size)
    receipts = {}
    for size in sorted({one.size for one in proven if one.size < newest.size}):
        path = tree.consistency_path(size)
        data = encode_consistency_receipt(newest.signed, old_size=size, size=newest.size, path=path)
        receipt = decode_receipt(data)
        log = trust.logs.get(receipt.kid)
        old_root = tree.root_of_first(size)
        if log is None or verify_consistency(receipt, old_root, log.public_key) != tree.root:
            raise RegisterError("la tête du journal public n’est pas celle de ce registre")
        receipts[size] = data
    return receipts


def _checked(one: LoggedStatement, trust: TrustStore) -> ProvenStatement:
    leaf = statement_leaf(one.statement, one.credential_digest)
    for organisation in trust.organisations:
        opened = open_receipt(one.receipt, leaf, logs=trust.logs, anchor=organisation.anchor)
        if isinstance(opened, Included):
            proof = LogProof(
                index=one.index,
                path=one.path,
                head=decode_note(one.head.note),
                extra=statement_entry(one.statement, one.credential_digest),
            )
            return ProvenStatement(
                index=one.index, size=one.head.size, receipt=one.receipt, proof=proof
            )
    # SECURITY: test_proof_edited_in_the_register_is_given_to_nobody.
    raise RegisterError("une preuve du journal public n’est pas de ce journal")
