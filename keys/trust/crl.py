"""Reading certificate revocation lists (RFC 5280 §5), and never an older one than before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from attestation.errors import TrustStoreError
from attestation.verdict.revocation import Revocation

_UNDERSTOOD = (x509.AuthorityKeyIdentifier, x509.CRLNumber)
_UNDERSTOOD_OF_ENTRIES = (x509.CRLReason, x509.InvalidityDate)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlMark:
    """How new a revocation list is; what a verifier remembers of the newest it has seen."""

    number: int
    """The CRL number (§5.2.3): each list of an authority has a higher one."""
    this_update: datetime

    def is_older_than(self, other: "CrlMark") -> bool:
        """Check whether this list was superseded by ``other``."""
        return self.number < other.number or self.this_update < other.this_update


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """A revocation list whose signature is good."""

    mark: CrlMark
    revocations: Mapping[int, Revocation]
    """By the serial number of the certificate."""


def verify_crl(
    crl: x509.CertificateRevocationList, *, authority: x509.Certificate
) -> RevocationList | None:
    """Read ``crl`` if ``authority`` issued it; None if another did.

    Raises:
        TrustStoreError: this authority's, and yet no complete list that we understand.
    """
    public_key = authority.public_key()
    if crl.issuer != authority.subject or not crl.is_signature_valid(public_key):  # type: ignore[arg-type]
        return None
    # A list for some certificates only, or of changes only, says so in a critical extension.
    if any(one.critical and not isinstance(one.value, _UNDERSTOOD) for one in crl.extensions):
        raise TrustStoreError("une liste de révocation n’est pas complète (extension critique)")
    try:
        number = crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        raise TrustStoreError("une liste de révocation n’a pas de numéro") from None
    return RevocationList(
        mark=CrlMark(number=number, this_update=crl.last_update_utc),
        revocations={entry.serial_number: _revocation(entry) for entry in crl},
    )


def marks_to_json(marks: Mapping[bytes, CrlMark]) -> str:
    """Write what was seen, by root, for ``marks_from_json`` to read back."""
    rows = {
        anchor.hex(): {"number": mark.number, "this_update": mark.this_update.isoformat()}
        for anchor, mark in sorted(marks.items())
    }
    return json.dumps(rows, indent=2) + "\n"


def marks_from_json(text: str) -> dict[bytes, CrlMark]:
    """Read what was seen.

    Raises:
        TrustStoreError: not what ``marks_to_json`` writes. It is never taken for "nothing".
    """
    try:
        return {
            bytes.fromhex(anchor): CrlMark(
                number=int(row["number"]), this_update=datetime.fromisoformat(row["this_update"])
            )
            for anchor, row in json.loads(text).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrustStoreError("la mémoire des listes de révocation est abîmée") from error


def _revocation(entry: x509.RevokedCertificate) -> Revocation:
    if any(
        one.critical and not isinstance(one.value, _UNDERSTOOD_OF_ENTRIES)
        for one in entry.extensions
    ):
        raise TrustStoreError("une révocation porte une extension critique inconnue")
    revoked_at = entry.revocation_date_utc
    reason, since = x509.ReasonFlags.unspecified, revoked_at
    for one in entry.extensions:
        match one.value:
            case x509.CRLReason(reason=given):
                reason = given
            case x509.InvalidityDate(invalidity_date_utc=given_date):
                # Whatever a list says, a revoked key signs nothing after its revocation.
                since = min(given_date, revoked_at)
            case _:
                pass
    return Revocation(reason=reason.value, invalid_since=since, revoked_at=revoked_at)
