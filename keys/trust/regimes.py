"""What each organisation of a trust bundle publishes of its regimes: the newest counts alone."""

from collections.abc import Mapping

from attestation.formats.regime_records import REGIME_RECORDS
from attestation.regime import RegimeRecords
from attestation.verdict.trusted_keys import TrustedKeys
from keys.trust.message_blocks import encode_block, newest_of_each

_LABEL = "ATTESTATION-REGIMES"


def encode_regimes(signed: bytes) -> bytes:
    """Write a signed message as a block of a bundle."""
    return encode_block(_LABEL, signed)


def newest_regimes(bundle: bytes, keys: TrustedKeys) -> Mapping[bytes, RegimeRecords]:
    """Return what each organisation published last, by its root's fingerprint."""
    return {
        anchor: records
        for anchor, (records, _) in newest_of_each(bundle, _LABEL, REGIME_RECORDS, keys).items()
    }


def newest_regime_blocks(bundle: bytes, keys: TrustedKeys) -> bytes:
    """Return the blocks that count, at most one for each organisation."""
    return b"".join(
        encode_regimes(signed)
        for _, signed in newest_of_each(bundle, _LABEL, REGIME_RECORDS, keys).values()
    )
