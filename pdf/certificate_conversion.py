"""Certificates between the two libraries: ours are of ``cryptography``, pyHanko's of asn1crypto."""

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return the same certificate for pyHanko."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def crl_to_asn1(crl: x509.CertificateRevocationList) -> asn1_crl.CertificateList:
    """Return the same revocation list for pyHanko."""
    return asn1_crl.CertificateList.load(crl.public_bytes(Encoding.DER))
