"""What would still be proven if an algorithm fell: all that was witnessed before that day.

Whoever can forge signatures from a day on can write any date, but not into a head that witnesses
signed earlier, of which others have copies.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from attestation.errors import MalformedCredentialError
from attestation.formats.log_policy import LogPolicy
from attestation.formats.signed_note import decode_note
from attestation.formats.tree_head import decode_tree_head
from issuer.lifecycle.statement_tree import read_checkpoint
from keys.trust import TrustStore
from register.checkpoints import checkpoints
from register.database import reading
from register.public_log import log_heads, numbers_not_before


@dataclass(frozen=True, slots=True, kw_only=True)
class AlgorithmDrill:
    """What is witnessed before a day, and who would have nothing to show."""

    by_log: int
    """Statements under a head that enough witnesses of the policy cosigned before."""
    by_checkpoint: int
    """Statements under a checkpoint that the root or a witness of ours signed before."""
    unproven: tuple[str, ...]
    """Numbers in force whose issue is under neither."""


def drill_algorithm(
    register: Engine, *, policy: LogPolicy | None, trust: TrustStore, day: datetime
) -> AlgorithmDrill:
    """Say what stays proven if from ``day`` on anybody can sign as anybody.

    Args:
        register: of the organisation.
        policy: which witnesses count; without one nobody else does.
        trust: the organisation's keys.
        day: from when on.

    Raises:
        RegisterError: the register failed.
    """
    with reading(register) as session:
        by_log = 0
        for stored in log_heads(session) if policy is not None and policy.quorum != "none" else ():
            try:
                note = decode_note(stored.note)
                size = decode_tree_head(note).size
            except MalformedCredentialError:
                continue
            if policy is not None and policy.has_quorum(note, before=day):
                by_log = max(by_log, size)
        heads = (read_checkpoint(one.token, trust=trust) for one in checkpoints(session))
        by_checkpoint = max(
            (head.size for head in heads if head is not None and head.made_at < day), default=0
        )
        unproven = numbers_not_before(session, max(by_log, by_checkpoint))
    return AlgorithmDrill(by_log=by_log, by_checkpoint=by_checkpoint, unproven=tuple(unproven))
