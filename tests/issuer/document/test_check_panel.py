"""How to check the page: the symbol and the address."""

from issuer.document.composition import compose_sheet
from issuer.document.sheet import (
    MILLIMETRE,
    Symbol,
)
from issuer.settings.document_language import DocumentLanguage
from tests.support.composed_sheets import compose, texts
from tests.support.documents import (
    LETTERHEAD,
    make_facts_of_size,
)
from tests.support.pages_in_languages import said


def test_symbol_is_printed_45_mm_or_more_with_its_quiet_zone_on_white() -> None:
    for size in (150, 300, 600):
        sheet = compose_sheet(make_facts_of_size(size), LETTERHEAD)
        (symbol,) = (mark for mark in sheet.marks if isinstance(mark, Symbol))
        assert symbol.box.width >= 45 * MILLIMETRE
        assert symbol.box.width / symbol.qr.side >= 0.64 * MILLIMETRE


def test_page_names_the_address_and_never_asks_to_follow_the_symbol() -> None:
    said = texts(compose())

    assert " verifier.example " in said
    assert "https://" not in said
    for language in ("FR Tapez vous-même", "NL Typ dit adres zelf", "EN Type this address"):
        assert language in said


def test_how_to_check_is_said_in_four_languages() -> None:
    languages = {one.language for one in said(DocumentLanguage.FR)}

    assert {"fr", "nl", "de", "en"} <= languages
