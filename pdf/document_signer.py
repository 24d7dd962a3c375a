"""Who signs the PDF, where that is not the issuing key: an organisation's electronic seal."""

from typing import Literal, Protocol

from cryptography import x509

SignatureAlgorithm = Literal["sha256_rsa", "sha256_ecdsa", "sha384_ecdsa"]
"""Names of RFC 3279 and RFC 5758 algorithms, as asn1crypto writes them."""


class DocumentSigner(Protocol):
    """A key that signs documents for PDF readers, and nothing that a verifier believes.

    Credentials and statements are always the issuing key's (docs/adr/0033).
    """

    @property
    def certificate(self) -> x509.Certificate:
        """The seal's certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates above it, nearest first; the root last, where it is known."""
        ...

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """The algorithm of its signatures; its digest is the message digest's too."""
        ...

    def sign_document(self, message: bytes) -> bytes:
        """Sign ``message`` as CMS wants it: PKCS#1 v1.5, or ECDSA in DER (RFC 5753 §7.2).

        Raises:
            SigningError: the key is unusable.
        """
        ...
