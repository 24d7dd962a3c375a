"""Which status list an address names."""

import pytest

from issuer.signed.list_number import list_number_in


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        ("https://verify.example.org/status/1", 1),
        ("https://verify.example.org/under/a/path/status/999999", 999_999),
        ("https://verify.example.org/status/0", None),
        ("https://verify.example.org/status/01", None),
        ("https://verify.example.org/status/1000000", None),
        ("https://verify.example.org/status/1/", None),
        ("https://verify.example.org/status/1?x", None),
        ("https://verify.example.org/statuses/1", None),
        ("https://verify.example.org/status/٣", None),
        ("", None),
    ],
)
def test_number_is_that_at_the_end_of_the_address(uri: str, number: int | None) -> None:
    assert list_number_in(uri) == number
