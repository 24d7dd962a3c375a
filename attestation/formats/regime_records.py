"""What an organisation publishes of its regimes and models, as one signed message.

A COSE_Sign1 (typ ``application/attestation-regimes+cwt``); docs/format.md has the CDDL, ADR 0134
the reasons. It stands in the trust bundle, so that a verifier knows what a regime's code means.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from attestation.errors import MalformedCredentialError
from attestation.formats.claims import decode_optional_day, encode_optional_day, present
from attestation.formats.cose import (
    Envelope,
    decode_deterministic,
    decode_envelope,
    encode_deterministic,
    is_signed_by,
    sign_envelope,
)
from attestation.formats.message_type import AfterCompromise, MessageType, SignedBy
from attestation.regime import (
    DocumentModel,
    FourLanguages,
    RegimeRecord,
    RegimeRecords,
    ValidityPeriod,
)
from attestation.signer import Signer

TYP = "application/attestation-regimes+cwt"
MAX_REGIMES, MAX_MODELS = 20, 30
MAX_RECORDS_BYTES = 4_000_000
_IAT = 6  # RFC 8392 §4
_RECORDS = -65543  # private use, RFC 8392 §9.1
_REGIMES, _MODELS = 1, 2
_MINUTE = timedelta(minutes=1)


def sign_records(records: RegimeRecords, *, signer: Signer) -> bytes:
    """Return the signed message.

    Raises:
        SigningError: the signer refused.
    """
    return sign_envelope(_encode(records), typ=TYP, signer=signer)


def _encode(records: RegimeRecords) -> bytes:
    published = {
        _REGIMES: [_encode_regime(one) for one in records.regimes],
        _MODELS: [_encode_model(one) for one in records.models],
    }
    return encode_deterministic({_IAT: int(records.published_at.timestamp()), _RECORDS: published})


def _encode_regime(regime: RegimeRecord) -> dict[int, object]:
    time = regime.required_time
    return present(
        {
            1: regime.code,
            2: _encode_texts(regime.name),
            3: regime.authority,
            4: regime.legal_basis,
            5: encode_optional_day(regime.period.first_day),
            6: encode_optional_day(regime.period.last_day),
            7: regime.required_percent,
            8: None if time is None else time // _MINUTE,
            9: _encode_texts(regime.printed),
            10: _encode_texts(regime.establishes),
            11: _encode_texts(regime.does_not_establish),
        }
    )


def _encode_model(model: DocumentModel) -> dict[int, object]:
    return present(
        {
            1: model.picture,
            2: encode_optional_day(model.first_day),
            3: encode_optional_day(model.last_day),
            4: model.regime,
        }
    )


def _encode_texts(texts: FourLanguages) -> list[str]:
    return [texts.fr, texts.nl, texts.de, texts.en]


def _decode_envelope(signed: bytes) -> Envelope:
    return decode_envelope(signed, typ=TYP, max_bytes=MAX_RECORDS_BYTES)


def _verify(envelope: Envelope, public_key: EllipticCurvePublicKey) -> RegimeRecords | None:
    return decode_records(envelope.payload) if is_signed_by(envelope, public_key) else None


def decode_records(payload: bytes) -> RegimeRecords:
    """Read the claims, whose signature was verified.

    Raises:
        MalformedCredentialError: any other shape, or records that no organisation can have.
    """
    match decode_deterministic(payload):
        case {
            6: int(iat),
            -65543: {1: [*regimes], 2: [*models], **more},
            **others,
        } if not more and not others and len(regimes) <= MAX_REGIMES and len(models) <= MAX_MODELS:
            pass
        case _:
            raise MalformedCredentialError("not the claims of regimes")
    try:
        return RegimeRecords(
            published_at=datetime.fromtimestamp(iat, UTC),
            regimes=tuple(map(_decode_regime, regimes)),
            models=tuple(map(_decode_model, models)),
        )
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedCredentialError("impossible regimes") from error


def _decode_regime(fields: object) -> RegimeRecord:
    match fields:
        case {
            1: str(code),
            2: name,
            3: str(authority),
            4: str(legal_basis),
            9: printed,
            10: establishes,
            11: does_not_establish,
            **optional,
        }:
            first, last, percent, minutes = _integers(optional, (5, 6, 7, 8))
        case _:
            raise ValueError("not a regime")
    return RegimeRecord(
        code=code,
        name=_decode_texts(name),
        authority=authority,
        legal_basis=legal_basis,
        period=ValidityPeriod(
            first_day=decode_optional_day(first), last_day=decode_optional_day(last)
        ),
        required_percent=percent,
        required_time=None if minutes is None else minutes * _MINUTE,
        printed=_decode_texts(printed),
        establishes=_decode_texts(establishes),
        does_not_establish=_decode_texts(does_not_establish),
    )


def _decode_model(fields: object) -> DocumentModel:
    match fields:
        case {1: bytes(picture), **optional}:
            pass
        case _:
            raise ValueError("not a model")
    match optional.pop(4, None):
        case None | str() as regime:
            pass
        case _:
            raise ValueError("a value of another type")
    first, last = _integers(optional, (2, 3))
    return DocumentModel(
        first_day=decode_optional_day(first),
        last_day=decode_optional_day(last),
        regime=regime,
        picture=picture,
    )


def _integers(optional: Mapping[object, object], keys: Iterable[int]) -> list[int | None]:
    """Return the integers under ``keys``, each or None; nothing else may be there."""
    found: list[int | None] = []
    for key in keys:
        value = optional.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | None)
            or (value is None and key in optional)
        ):
            raise ValueError("a value of another type")
        found.append(value)
    if not optional.keys() <= set(keys):
        raise ValueError("a key that is not known")
    return found


def _decode_texts(texts: object) -> FourLanguages:
    match texts:
        case [str(fr), str(nl), str(de), str(en)]:
            return FourLanguages(fr=fr, nl=nl, de=de, en=en)
        case _:
            raise ValueError("not a text in four languages")


# SECURITY: whoever stole a key could say what papers establish, and under any earlier date; the
# organisation publishes again with its next key: test_records_of_a_stolen_key_are_not_shown.
REGIME_RECORDS = MessageType(
    decode_envelope=_decode_envelope,
    verify=_verify,
    signed_at=lambda records: records.published_at,
    signed_by=SignedBy.ISSUING,
    after_compromise=AfterCompromise.REFUSED,
)
