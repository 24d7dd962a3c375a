import pytest

from pdf.fonts import Face, advance_widths, text_width
from pdf.mark_positioning import missing_characters

NAMES = (
    "Ağaoğlu İpek Şükrü",
    "Đặng Thị Hồng Nhung",
    "Əliyeva Çinarə",
    "Țuțu Ștefănescu",
    "Łukasiewicz Żółć",
    "Dvořák Růžičková",
    "Ḥasan ʿAbd",
    "Ɓuuba N’Diaye",
    "O’Neill ‑ D'Hondt",
)


@pytest.mark.parametrize("name", NAMES)
def test_latin_names_print(name: str) -> None:
    assert missing_characters(name) == ()


def test_digits_are_tabular() -> None:
    for face in Face:
        assert len({advance_widths(face)[digit] for digit in "0123456789"}) == 1


def test_tracking_widens_a_text_by_each_character() -> None:
    plain = text_width("DU", face=Face.SEMIBOLD, size=10)

    assert text_width("DU", face=Face.SEMIBOLD, size=10, tracking=1) == plain + 2
