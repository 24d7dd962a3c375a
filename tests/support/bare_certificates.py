"""Certificates that say less than ours."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.witnesses import BEGIN, Organisation

YEAR = timedelta(days=365)


def bare_certificate(
    organisation: Organisation, *, usage: x509.KeyUsage | None, name: x509.Name | None = None
) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(organisation.root.subject if name is None else name)
        .issuer_name(organisation.root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + YEAR)
    )
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(organisation.key, hashes.SHA256())


def usage_of(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(signs, signs, True, False, False, False, False, False, False)
