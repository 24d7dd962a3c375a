import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.code import (
    ALPHABET,
    RANDOM_BITS,
    CodeFault,
    code_from_bytes,
    code_from_entropy,
    code_to_bytes,
    count_symbols,
    format_code,
    parse_code,
)

codes = st.integers(0, (1 << RANDOM_BITS) - 1).map(code_from_entropy)


@given(codes, st.booleans(), st.sampled_from(["-", " ", "", "–", " - ", "\u00a0"]))
def test_code_is_read_back_in_any_case_and_grouping(code: str, lower: bool, between: str) -> None:
    typed = between.join(code[start : start + 4] for start in range(0, 16, 4))

    assert parse_code(typed.lower() if lower else typed) == code


@given(codes)
def test_letters_that_look_like_digits_are_read_as_digits(code: str) -> None:
    for letter in "lI":
        assert parse_code(code.replace("1", letter).replace("0", "o")) == code


@given(codes, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_noticed(code: str, place: int, symbol: str) -> None:
    typed = code[:place] + symbol + code[place + 1 :]

    assert parse_code(typed) == (code if typed == code else CodeFault.MISTYPED)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ABCD-EFGH-1234-567", 15),
        ("abcd efgh 1234 56789", 17),
        ("ABCD", None),
        ("B" * 23, None),
        ("bonjour à tous", None),
        ("A" * 65, None),
    ],
)
def test_symbols_of_what_may_be_a_code_are_counted(text: str, count: int | None) -> None:
    assert count_symbols(text) == count


@given(codes)
def test_code_survives_its_bytes_and_its_printed_form(code: str) -> None:
    parsed = parse_code(code)
    assert not isinstance(parsed, CodeFault)

    assert code_from_bytes(code_to_bytes(parsed)) == code
    assert len(code_to_bytes(parsed)) == 10
    assert parse_code(format_code(parsed)) == code
    assert len(format_code(parsed)) == 19


@pytest.mark.parametrize(
    "text", ["", "AC-2026-0042", "0" * 15, "0" * 17, "U" * 16, "é" * 16, "0" * 100_000]
)
def test_other_texts_are_not_codes(text: str) -> None:
    assert parse_code(text) is CodeFault.NOT_A_CODE


@given(st.text())
def test_parsing_never_fails(text: str) -> None:
    parsed = parse_code(text)
    assert isinstance(parsed, CodeFault) or len(parsed) == 16


@pytest.mark.parametrize("packed", [b"", bytes(9), bytes(11), b"\xff" * 9 + b"\x00"])
def test_bytes_that_are_no_code_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"expected 10 bytes|check symbol"):
        code_from_bytes(packed)


@pytest.mark.parametrize("entropy", [-1, 1 << RANDOM_BITS])
def test_entropy_of_another_size_is_refused(entropy: int) -> None:
    with pytest.raises(ValueError, match="expected 75 bits"):
        code_from_entropy(entropy)
