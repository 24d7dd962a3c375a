"""What an organisation publishes of its regimes: one byte string for each, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.cose import encode_deterministic
from attestation.formats.regime_records import REGIME_RECORDS, decode_records, sign_records
from attestation.regime import RegimeRecords
from tests.support.issuers import NOW, make_issuer
from tests.support.regimes import make_model, make_record, make_records

SIGNER = make_issuer().signer
DAY = date(2026, 1, 1)
EVERYTHING = make_records(
    make_record(last_day=DAY),
    make_record(first_day=DAY + timedelta(days=1)),
    make_record("WAL"),
    models=(make_model("red", last_day=DAY), make_model("blue", first_day=DAY)),
)


def opened(signed: bytes) -> RegimeRecords | None:
    envelope = REGIME_RECORDS.decode_envelope(signed)
    return REGIME_RECORDS.verify(envelope, SIGNER.private_key.public_key())


@pytest.mark.parametrize("records", [EVERYTHING, make_records()], ids=["everything", "nothing"])
def test_what_was_signed_is_what_is_read(records: RegimeRecords) -> None:
    signed = sign_records(records, signer=SIGNER)

    assert opened(signed) == records


def test_records_under_another_key_are_not_believed() -> None:
    signed = sign_records(EVERYTHING, signer=make_issuer("Une autre").signer)

    assert opened(signed) is None


def regime(**changed: object) -> dict[int, object]:
    texts = ["un", "een", "eins", "one"]
    fields: dict[int, object] = {1: "BXL", 2: texts, 3: "A", 4: "B", 9: texts, 10: texts, 11: texts}
    changes = {int(key.removeprefix("_")): value for key, value in changed.items()}
    return {key: value for key, value in (fields | changes).items() if value != "none"}


def published(
    *, regimes: list[Any] | None = None, models: list[Any] | None = None, **more: object
) -> bytes:
    records = {1: regimes or [], 2: models or []} | {int(key[1:]): one for key, one in more.items()}
    return encode_deterministic({6: int(NOW.timestamp()), -65543: records})


PICTURE = make_model().picture
WRONG = {
    "another map": encode_deterministic({6: 1}),
    "one key more": published(_3=[]),
    "a time that no calendar has": encode_deterministic({6: 1 << 60, -65543: {1: [], 2: []}}),
    "regimes that are no list": encode_deterministic({6: 1, -65543: {1: "AB", 2: []}}),
    "too many regimes": published(regimes=[regime(_1=f"R{number}") for number in range(21)]),
    "too many models": published(models=[{1: PICTURE}] * 31),
    "no regime": published(regimes=["BXL"]),
    "regime without name": published(regimes=[regime(_2="none")]),
    "regime in small letters": published(regimes=[regime(_1="bxl")]),
    "a language too few": published(regimes=[regime(_10=["un", "een", "eins"])]),
    "a text that is a number": published(regimes=[regime(_11=["un", "een", "eins", 1])]),
    "an empty text": published(regimes=[regime(_3=" ")]),
    "a text that turns its line": published(regimes=[regime(_4="a\u202eb")]),
    "a text that is too long": published(regimes=[regime(_4="a" * 401)]),
    "a day that is a text": published(regimes=[regime(_5="2026-01-01")]),
    "a day that is a truth": published(regimes=[regime(_5=True)]),
    "a day that is null": published(regimes=[regime(_5=None)]),
    "a day that no calendar has": published(regimes=[regime(_5=1 << 40)]),
    "an end before the beginning": published(regimes=[regime(_5=20_000, _6=19_999)]),
    "more than all of the sessions": published(regimes=[regime(_7=101)]),
    "no time": published(regimes=[regime(_8=0)]),
    "an unknown key of a regime": published(regimes=[regime(_12="x")]),
    "two records for one day": published(regimes=[regime(_6=20_000), regime(_5=20_000)]),
    "no model": published(models=[PICTURE]),
    "a picture of another kind": published(models=[{1: b"\xff\xd8\xff"}]),
    "a picture that is too large": published(models=[{1: PICTURE + bytes(200_000)}]),
    "a model of no regime": published(models=[{1: PICTURE, 4: "bxl"}]),
    "a model whose regime is a number": published(models=[{1: PICTURE, 4: 1}]),
}


@pytest.mark.parametrize("payload", WRONG.values(), ids=WRONG.keys())
def test_whatever_else_is_signed_is_refused(payload: bytes) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_records(payload)


def test_shortest_records_are_read() -> None:
    records = decode_records(published(regimes=[regime()], models=[{1: PICTURE, 4: "BXL"}]))

    assert records.regimes[0].required_time is None
    assert records.models[0].regime == "BXL"


def test_text_of_another_language_is_found_by_its_code() -> None:
    name = make_record("X").name

    assert [name.of(one) for one in ("fr", "nl", "de", "en")] == [
        "Name X fr", "Name X nl", "Name X de", "Name X en",
    ]  # fmt: skip
