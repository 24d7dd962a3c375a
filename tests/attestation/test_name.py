import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attestation.name import fold, parse_name

NAMES = [
    "Ağaoğlu",
    "Đặng Thị Hồng Nhung",
    "Əliyeva",
    "Ștefan-Țuțu",
    "Łukasiewicz",
    "Ḥasan",
    "Ɓuuba",
    "O’Connor",
    "Žižková",
]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_kept_letter_for_letter(name: str) -> None:
    assert parse_name(name) == name
    assert parse_name(unicodedata.normalize("NFD", name)) == name


def test_stray_spaces_are_trimmed() -> None:
    assert parse_name("  Ben \u00a0 Saïd\t") == "Ben Saïd"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("x" * 101, "at most 100"),
        ("1995", "no letter"),
        ("Ali\u202egro", r"U\+202E"),
        ("Ali\u2067", r"U\+2067"),
        ("Al\u200bi", r"U\+200B"),
        ("Ali\x00", r"U\+0000"),
        ("Ali\ue000", r"U\+E000"),
        ("Ali\u0378", r"U\+0378"),
    ],
)
def test_impossible_name_is_refused_without_being_quoted(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        parse_name(text)

    assert "Ali" not in str(caught.value)


@given(st.text())
def test_parsing_is_stable(text: str) -> None:
    try:
        name = parse_name(text)
    except ValueError:
        return
    assert parse_name(name) == name
    assert 1 <= len(name) <= 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AĞAOĞLU", "Ağaoğlu"),
        ("Agaoglu", "Ağaoğlu"),
        ("DANG", "Đặng"),
        ("lukasiewicz", "Łukasiewicz"),
        ("O'Connor", "O’Connor"),
        ("Ben-Saïd", "BEN SAID"),
        ("IŞIK", "ışık"),
        ("İnci", "inci"),
    ],
)
def test_comparison_ignores_case_accents_and_spacing(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_comparison_keeps_different_names_apart() -> None:
    assert len({fold(name) for name in NAMES}) == len(NAMES)
