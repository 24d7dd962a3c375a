"""Work packed for a machine elsewhere shows no name."""

import pytest

from issuer.cluster.packing import PieceFailedError, do_packed, pack


def test_work_is_packed_so_that_no_name_shows() -> None:
    packed = pack(sorted, ["Şükriye", "Ağaoğlu"])

    assert "Ağaoğlu".encode() not in packed
    assert do_packed(packed) == ["Ağaoğlu", "Şükriye"]


def test_work_that_fails_says_no_more_than_its_kind() -> None:
    with pytest.raises(PieceFailedError, match=r"^ValueError$") as caught:
        do_packed(pack(int, "Ağaoğlu"))

    assert caught.value.__suppress_context__
