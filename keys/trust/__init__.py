"""The trust store: who may sign, read from a PEM bundle of public certificates and CRLs.

The only part of ``keys`` that a verifier may import.
"""

from keys.trust.certificates import kid_of, organisation_of
from keys.trust.crl import CrlMark, marks_from_json, marks_to_json
from keys.trust.merging import add_organisations, update_organisations
from keys.trust.store import (
    Organisation,
    Role,
    TrustedCertificate,
    TrustStore,
    load_trust_store,
    load_trusted_keys,
)

__all__ = [
    "CrlMark",
    "Organisation",
    "Role",
    "TrustStore",
    "TrustedCertificate",
    "add_organisations",
    "kid_of",
    "load_trust_store",
    "load_trusted_keys",
    "marks_from_json",
    "marks_to_json",
    "organisation_of",
    "update_organisations",
]
