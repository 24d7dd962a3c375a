"""What each organisation of a trust bundle publishes of its regimes: the newest counts alone."""

from collections.abc import Mapping

from attestation.formats.regime_records import REGIME_RECORDS
from attestation.regime import RegimeRecords
from attestation.verdict.trusted_keys import TrustedKeys, Verified
from keys.trust.message_blocks import encode_block, messages_in

_LABEL = "ATTESTATION-REGIMES"


def encode_regimes(signed: bytes) -> bytes:
    """Write a signed message as a block of a bundle."""
    return encode_block(_LABEL, signed)


def newest_regimes(bundle: bytes, keys: TrustedKeys) -> Mapping[bytes, RegimeRecords]:
    """Return what each organisation published last, by its root's fingerprint."""
    return {anchor: records for anchor, (records, _) in _newest(bundle, keys).items()}


def newest_regime_blocks(bundle: bytes, keys: TrustedKeys) -> bytes:
    """Return the blocks that count, at most one for each organisation."""
    return b"".join(encode_regimes(signed) for _, signed in _newest(bundle, keys).values())


def _newest(bundle: bytes, keys: TrustedKeys) -> dict[bytes, tuple[RegimeRecords, bytes]]:
    newest: dict[bytes, tuple[RegimeRecords, bytes]] = {}
    for signed in messages_in(bundle, _LABEL):
        # SECURITY: what no key of the bundle signed is not shown, and what one organisation signed
        # says nothing of another's papers: test_records_that_no_trusted_key_signed_are_not_shown.
        match keys.open(signed, REGIME_RECORDS):
            case Verified(message=records, key=key):
                known = newest.get(key.issuer.anchor)
                if known is None or known[0].published_at < records.published_at:
                    newest[key.issuer.anchor] = records, signed
            case _:
                pass
    return newest
