"""The test vectors of the Token Status List draft, Appendix C."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from attestation.formats.status_list import StatusBits

VECTORS = json.loads((Path(__file__).parent / "vectors" / "token-status-list.json").read_text())
ENTRIES = 1 << 20


def packed(vector: dict[str, Any]) -> bytes:
    text = vector["lst"]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture(params=VECTORS["vectors"], ids=lambda vector: f"{vector['bits']} bits")
def vector(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return each vector."""
    found: dict[str, Any] = request.param
    return found


def test_vectors_of_appendix_c_are_read(vector: dict[str, Any]) -> None:
    bits = vector["bits"]
    statuses = StatusBits.decode(
        {"bits": bits, "lst": packed(vector)}, max_bytes=ENTRIES * bits // 8
    )

    assert len(statuses) == ENTRIES
    expected = dict(vector["statuses"])
    found = {index: status for index in range(ENTRIES) if (status := statuses[index])}
    assert found == expected


def test_vectors_of_appendix_c_are_written(vector: dict[str, Any]) -> None:
    bits = vector["bits"]
    data = bytearray(ENTRIES * bits // 8)
    for index, status in vector["statuses"]:
        data[index * bits >> 3] |= status << (index * bits & 7)

    encoded = StatusBits(bits=bits, packed=bytes(data)).encode()

    assert encoded["bits"] == bits
    assert zlib.decompress(encoded["lst"]) == zlib.decompress(packed(vector))  # type: ignore[arg-type]


def test_vector_of_one_bit_fits_the_limit_of_our_own_lists() -> None:
    (vector,) = (vector for vector in VECTORS["vectors"] if vector["bits"] == 1)

    assert len(StatusBits.decode({"bits": 1, "lst": packed(vector)})) == ENTRIES
