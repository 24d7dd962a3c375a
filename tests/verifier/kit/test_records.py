"""Records of a kit: opened by their code alone, and telling nothing but how many there are."""

import struct
from datetime import UTC, datetime
from hashlib import pbkdf2_hmac, sha256

import cbor2
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attestation.code import Code, code_from_entropy, code_to_bytes
from attestation.facts import Number
from verifier.kit.records import ROUNDS, Record, number_tags, seal

CODES = [code_from_entropy(entropy) for entropy in range(3)]


def record(code: Code, number: int = 1) -> Record:
    return Record(
        code=code,
        number=Number(f"AC-2026-000{number}"),
        signed=None,
        statements=(b"statement",),
        inclusions=(),
        replaced=(datetime(2026, 3, 2, tzinfo=UTC), "nom corrigé"),
    )


def opened(file: bytes, code: Code) -> object:
    """Open a record as its format says, by hand."""
    derived = pbkdf2_hmac("sha256", code_to_bytes(code), b"attestation-kit-1", ROUNDS)
    at = file.index(sha256(b"tag" + derived).digest()[:16])
    (length,) = struct.unpack(">I", file[at + 16 : at + 20])
    sealed = file[at + 20 : at + 20 + length]
    plain = AESGCM(sha256(b"key" + derived).digest()).decrypt(sealed[:12], sealed[12:], None)
    return cbor2.loads(plain)


def test_each_record_is_opened_by_its_own_code() -> None:
    file = seal([record(code) for code in CODES])

    for code in CODES:
        assert opened(file, code) == {2: [b"statement"], 4: [1772409600, "nom corrigé"]}
    with pytest.raises(ValueError, match="not found"):
        opened(file, code_from_entropy(9))


def test_record_with_a_changed_bit_is_not_opened() -> None:
    file = bytearray(seal([record(CODES[0])]))
    file[-1] ^= 1

    with pytest.raises(InvalidTag):
        opened(bytes(file), CODES[0])


def test_order_of_a_file_is_not_that_in_which_they_were_issued() -> None:
    records = [record(code, number) for number, code in enumerate(CODES)]

    assert seal(records) == seal(records[::-1])
    assert b"AC-2026" not in seal(records)


def test_numbers_are_told_by_beginnings_of_their_hashes() -> None:
    numbers = [Number(f"AC-2026-000{n}") for n in range(3)]

    tags = number_tags(numbers)

    assert tags == number_tags(numbers[::-1])
    assert len(tags) == 8 * len(numbers)
    assert sha256(numbers[0].encode()).digest()[:8] in tags
