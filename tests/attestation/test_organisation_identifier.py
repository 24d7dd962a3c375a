"""An organisation's identifier: ETSI EN 319 412-1 §5.1.4, its number checked by python-stdnum."""

import pytest

from attestation.organisation_identifier import is_identifier, parse_identifier


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("NTRBE-0123456749", "NTRBE-0123456749"),
        ("ntrbe-0123.456.749", "NTRBE-0123456749"),
        ("0123.456.749", "NTRBE-0123456749"),
        (" BE 123 456 749 ", "NTRBE-0123456749"),
        ("VATBE-0123456749", "VATBE-0123456749"),
    ],
)
def test_each_spelling_of_a_number_is_one_identifier(text: str, identifier: str) -> None:
    assert parse_identifier(text) == identifier
    assert is_identifier(identifier)
    assert is_identifier(text) is (text == identifier)


@pytest.mark.parametrize(
    "text",
    ["NTRBE-0123456789", "NTRFR-0123456749", "LEIXG-529900T8BM49AURSDO55", "NTRBE-", "", "Ville"],
)
def test_wrong_check_digits_or_another_register_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Crossroads Bank"):
        parse_identifier(text)

    assert not is_identifier(text)
