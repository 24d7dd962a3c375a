"""Whether a PDF signature still fits its file: the digest agrees and the signature verifies.

A stranger's intact signature contradicts nothing, because people sign copies with their own cards.
A signature that no longer fits its file does.
"""

import hashlib
import importlib

from asn1crypto import cms
from cryptography.exceptions import UnsupportedAlgorithm


def is_intact(contents: bytes, *, byte_range: tuple[int, ...], file: bytes) -> bool:
    """Check whether the CMS SignedData in ``contents`` is over ``byte_range`` of ``file``.

    True also for an unknown kind of signature or algorithm, because what cannot be checked
    contradicts nothing.
    """
    if len(byte_range) != 4 or min(byte_range) < 0:
        return False
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    first, first_length, second, second_length = byte_range
    covered = file[first : first + first_length] + file[second : second + second_length]
    try:
        signed = cms.ContentInfo.load(contents)["content"]
        inside = signed["encap_content_info"]
        if inside["content_type"].native != "data" or inside["content"].native is not None:
            return True  # a timestamp, say (ISO 32000-2, 12.8.5): it signs what it holds
        signer = extract_signer_info(signed)
        is_over_these_bytes, is_valid = validate_sig_integrity(
            signer,
            extract_certificate_info(signed).signer_cert,
            expected_content_type="data",
            actual_digest=hashlib.new(
                signer["digest_algorithm"]["algorithm"].native, covered
            ).digest(),
        )
    # ImportError: of an algorithm's module that a confined process can no longer load.
    except (UnsupportedAlgorithm, NotImplementedError, ImportError):
        return True
    # Bytes that only look like CMS raise anything inside asn1crypto and pyHanko.
    except Exception:
        return False
    return is_over_these_bytes and is_valid


def import_judges() -> None:
    """Import what judges a signature: that takes longer than most checks, and few files need it."""
    for name in ("pyhanko.sign.validation.generic_cms", "cryptography.hazmat.backends.openssl"):
        importlib.import_module(name)
