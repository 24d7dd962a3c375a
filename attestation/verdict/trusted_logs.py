"""Public logs whose receipts count: by the trust bundle, and only for what their key may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.log_receipt import Receipt, decode_receipt, verify_inclusion
from attestation.signer import Kid
from attestation.verdict.revocation import Revocation
from attestation.verdict.trusted_keys import Untrusted
from attestation.verdict.verdicts import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLog:
    """A key of an organisation's log, from the trust bundle."""

    kid: Kid
    origin: str
    """Name of the log (C2SP tlog-checkpoint)."""
    public_key: Ed25519PublicKey
    anchor: bytes
    """Fingerprint of the root that certifies it."""
    not_before: datetime
    not_after: datetime
    revocation: Revocation | None = None

    def refusal_at(self, instant: datetime) -> Refusal | None:
        """Return why what it signed at ``instant`` counts for nothing; None if it counts.

        Whoever stole it chooses its dates, so a compromised log says nothing at all of itself.
        """
        if self.revocation is not None:
            if self.revocation.is_compromise:
                return Refusal.KEY_COMPROMISED
            if instant >= self.revocation.invalid_since:
                return Refusal.OUTSIDE_VALIDITY
        is_within = self.not_before <= instant <= self.not_after
        return None if is_within else Refusal.OUTSIDE_VALIDITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """A statement that a trusted log holds."""

    receipt: Receipt
    root: bytes
    log: TrustedLog


def open_receipt(
    data: bytes, leaf: bytes, *, logs: Mapping[Kid, TrustedLog], anchor: bytes
) -> Included | Untrusted:
    """Open a receipt of inclusion (RFC 9942) if it is one of ``leaf`` that counts.

    Args:
        data: the receipt.
        leaf: of the statement: ``attestation.formats.checkpoint.statement_leaf``.
        logs: the trusted logs.
        anchor: fingerprint of the root of the organisation whose statement it is.
    """
    # (1) Exactly one receipt of our profile.
    try:
        receipt = decode_receipt(data)
    except MalformedCredentialError:
        return Untrusted(reason=Refusal.MALFORMED)
    # (2) The trust bundle decides the key, and whose statements it logs under which name.
    # SECURITY: test_log_of_another_organisation_says_nothing.
    log = logs.get(receipt.kid)
    if log is None or log.anchor != anchor or log.origin != receipt.origin:
        return Untrusted(reason=Refusal.UNKNOWN_KEY)
    # (3) The path, and the signature over the root to which it leads.
    root = verify_inclusion(receipt, leaf, log.public_key)
    if root is None:
        return Untrusted(reason=Refusal.BAD_SIGNATURE)
    # (4) The key was good when it says that it signed.
    refusal = log.refusal_at(receipt.made_at)
    if refusal is not None:
        return Untrusted(reason=refusal)
    return Included(receipt=receipt, root=root, log=log)
