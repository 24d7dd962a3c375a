"""Addresses of examples, which nobody may publish under."""

import pytest

from operations.placeholders import is_placeholder


@pytest.mark.parametrize(
    "address", ["https://v.example", "https://verifier.example.org", "a@passages.example"]
)
def test_addresses_of_examples_are_known(address: str) -> None:
    assert is_placeholder(address)
    assert not is_placeholder("https://attestations.passages-bxl.be")
    assert not is_placeholder("ateliers@passages-bxl.be")
