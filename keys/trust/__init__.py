"""The trust store: who may sign, read from a PEM bundle of public certificates and CRLs.

The only part of ``keys`` that a verifier may import.
"""

from keys.trust.certificates import (
    LOG_SCHEME,
    LOG_SIGNING,
    RECEIPT_SIGNING,
    extension_of,
    fingerprint,
    identifier_in,
    kid_of,
    log_origin_of,
    organisation_of,
    public_key_digest,
)
from keys.trust.crl import CrlMark, marks_from_json, marks_to_json
from keys.trust.issuer_records import (
    encode_record_block,
    newest_record_blocks,
    newest_records,
    record_messages,
)
from keys.trust.log_certificates import encode_log_block
from keys.trust.merging import add_organisations, update_organisations
from keys.trust.regimes import encode_regimes
from keys.trust.roles import Role
from keys.trust.store import (
    Organisation,
    TrustedCertificate,
    TrustStore,
    load_trust_store,
    load_trusted_keys,
)

__all__ = [
    "LOG_SCHEME",
    "LOG_SIGNING",
    "RECEIPT_SIGNING",
    "CrlMark",
    "Organisation",
    "Role",
    "TrustStore",
    "TrustedCertificate",
    "add_organisations",
    "encode_log_block",
    "encode_record_block",
    "encode_regimes",
    "extension_of",
    "fingerprint",
    "identifier_in",
    "kid_of",
    "load_trust_store",
    "load_trusted_keys",
    "log_origin_of",
    "marks_from_json",
    "marks_to_json",
    "newest_record_blocks",
    "newest_records",
    "organisation_of",
    "public_key_digest",
    "record_messages",
    "update_organisations",
]
