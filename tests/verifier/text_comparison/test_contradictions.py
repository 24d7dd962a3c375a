"""Tokens, dates and contradictions of a page's text, without any PDF."""

from typing import Any

import pytest

from attestation.verdict.verdicts import Contradiction
from tests.support.facts import make_attestation
from tests.support.page_texts import HERE, line, page
from verifier.inspection.answer import Page, Word
from verifier.text_comparison.contradictions import contradictions

HOLDER, BIRTH_DATE, NUMBER = (
    Contradiction.HOLDER,
    Contradiction.BIRTH_DATE,
    Contradiction.NUMBER,
)


def found(*pages: Page, on: frozenset[int] = HERE, **facts: Any) -> set[Contradiction]:
    return set(contradictions(pages, make_attestation(**facts), with_credential=on))


def test_honest_page_contradicts_nothing() -> None:
    assert found(page()) == set()


LANGUAGES = [
    ("Attestation de fréquentation", "Date de naissance : {} février 1988"),
    ("Aanwezigheidsattest", "Geboortedatum: {} februari 1988"),
    ("Teilnahmebescheinigung", "Geburtsdatum: {}. Februar 1988"),
    ("Certificate of attendance", "Date of birth: {} February 1988"),
    (
        "Attestation de fréquentation · Aanwezigheidsattest",
        "Date de naissance : {} février 1988 · Geboortedatum: {} februari 1988",
    ),
]


@pytest.mark.parametrize(("title", "birth"), LANGUAGES)
def test_page_in_any_language_is_judged_alike(title: str, birth: str) -> None:
    honest = page(title=title, birth=birth.format(29, 29))

    assert found(honest) == set()
    assert BIRTH_DATE in found(page(title=title, birth=birth.format(28, 28)))
    assert found(page(title=title, birth=birth.format(29, 29), name="Şükriye Ağaoğlu-Kaya")) == {
        HOLDER
    }
    assert NUMBER in found(page(title=title, birth=birth.format(29, 29), number="N° AC-2026-0002"))


@pytest.mark.parametrize("days", [(29, 28), (28, 29)])
def test_date_that_differs_in_one_of_two_languages_is_a_contradiction(
    days: tuple[int, int],
) -> None:
    title, birth = LANGUAGES[-1]

    assert BIRTH_DATE in found(page(title=title, birth=birth.format(*days)))


@pytest.mark.parametrize(
    "name",
    [
        "Ağaoğlu Şükriye",
        "ŞÜKRIYE AĞAOĞLU",
        "Şükri ye Ağao ğlu",
        "Ş ü k r i y e A ğ a o ğ l u",
        "Şükriye Ağaoğlu,",
        "Şükriye (Ağaoğlu)",
    ],
)
def test_name_is_read_however_it_is_spaced_and_ordered(name: str) -> None:
    assert found(page(name=name)) == set()


@pytest.mark.parametrize(
    "name",
    [
        "Jean Dupont",
        "Şükriye",
        "Şükriye Ağaoğlu-Dupont",
        "Dupont-Şükriye Ağaoğlu",
        "Şükriye Ağaoğlu Dupont",
        "Jean Şükriye Ağaoğlu",
        "Şükriyem Ağaoğlu",
        "Şükriye d’Ağaoğlu",
        "",
    ],
)
def test_another_name_is_a_contradiction(name: str) -> None:
    assert found(page(name=name)) == {HOLDER}


def test_short_name_is_not_found_in_other_words() -> None:
    facts: dict[str, Any] = {"family_name": "Le", "given_name": "An"}

    assert found(page(name="An Le"), **facts) == set()
    assert found(page(name="Jean Lebrun"), **facts) == {HOLDER}


def test_single_name_stands_alone() -> None:
    facts: dict[str, Any] = {"family_name": "Suryani", "given_name": None}

    assert found(page(name="Suryani"), **facts) == set()
    assert found(page(name="Jean Suryani"), **facts) == {HOLDER}


@pytest.mark.parametrize(
    ("birth_date", "written"),
    [
        ("1988-02-29", "né·e le 29 février 1988"),
        ("1988-02-29", "né·e le 29/02/1988"),
        ("1988-02-29", "née le 29.2.1988"),
        ("1988-02-29", "geboren op 29 februari 1988"),
        ("1988-02-29", "1988-02-29"),
        ("1988-03-01", "né·e le 1er mars 1988"),
        ("2001-04", "né·e en avril 2001"),
        ("2001-04", "04/2001"),
        ("1995", "né·e en 1995"),
    ],
)
def test_birth_date_is_read_in_many_spellings(birth_date: str, written: str) -> None:
    assert found(page(birth=written), birth_date=birth_date) == set()


@pytest.mark.parametrize(
    ("birth_date", "written"),
    [
        ("1988-02-29", "né·e le 28 février 1988"),
        ("1988-02-29", "né·e en février 1988"),
        ("1988-02-29", "né·e en 1988"),
        ("1988-02-29", "né·e"),
        ("2001-04", "né·e le 15 avril 2001"),
        ("2001-04", "né·e en mai 2001"),
        ("1995", "né·e le 12/05/1995"),
        ("1995", "né·e en mai 1995"),
    ],
)
def test_another_or_a_more_precise_birth_date_is_a_contradiction(
    birth_date: str, written: str
) -> None:
    assert BIRTH_DATE in found(page(birth=written), birth_date=birth_date)


@pytest.mark.parametrize(
    "number", ["N° AC-2026-0002", "N° AC-2026-0001-bis", "N° AC-2026-00012", "sans"]
)
def test_another_number_is_a_contradiction(number: str) -> None:
    assert found(page(number=number)) == {NUMBER}


def test_another_number_beside_the_right_one_counts_by_its_size() -> None:
    small = line("AC-2026-0999.pdf", top=5, size=6)
    large = line("AC-2026-0999", top=145, left=300, size=10)

    assert found(page(more=small)) == set()
    assert found(page(more=large)) == {NUMBER}


def test_number_of_another_series_is_nobodys_business() -> None:
    assert found(page(more=line("BXL-2026-00917", top=600))) == set()


def test_stamp_elsewhere_is_no_neighbour_and_large_print_over_the_page_is_none() -> None:
    stamp = line("REÇU LE 23/11/2026", top=176, left=420, size=12)
    watermark = line("COPIE", top=120, left=40, size=130)

    assert found(page(more=[*stamp, *watermark])) == set()


def test_page_drawn_twice_is_a_bold_page() -> None:
    again = [
        Word(text=w.text, left=w.left + 0.3, top=w.top, right=w.right + 0.3, bottom=w.bottom)
        for w in page().words
    ]

    assert found(page(more=again)) == set()


def test_page_written_font_by_font_is_read_in_order() -> None:
    words = page().words
    shuffled = (*words[1::2], *words[::2])

    shown = Page(symbols=(), words=shuffled)
    # The title and the number stand in one font each: they are never torn apart.
    assert HOLDER not in found(shown)
    assert BIRTH_DATE not in found(shown)


def test_name_far_from_the_birth_date_is_not_the_holders() -> None:
    elsewhere = line("Şükriye Ağaoğlu", top=600, size=24)

    assert found(page(name="Jean Dupont", more=elsewhere)) == {HOLDER}


def test_illegible_page_accuses_nobody() -> None:
    assert found(page(name="???", birth="???", number="N° AC-2026-0999", is_legible=False)) == set()


def test_page_that_is_none_of_ours_accuses_nobody() -> None:
    assert found(page(title="Lettre d’accompagnement", name="Jean", number="", birth="")) == set()


def test_page_without_the_credential_is_judged_only_if_it_names_another_number() -> None:
    letter = page(name="Jean Dupont", number="")
    forged = page(name="Jean Dupont", number="N° AC-2026-0999")

    assert found(letter, page(), on=frozenset({1})) == set()
    assert found(forged, page(), on=frozenset({1})) == {HOLDER, NUMBER}
    assert found(letter, on=frozenset()) == {HOLDER, NUMBER}


def test_endless_repetition_costs_no_time() -> None:
    many = line(" ".join(["Şükriye Ağaoğlu 29 février 1988 AC-2026-0001"] * 2000), top=700)

    assert found(page(more=many)) == set()
