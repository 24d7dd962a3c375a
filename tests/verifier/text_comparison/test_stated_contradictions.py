"""A page whose text states another fact of the module than was signed: the fact is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.particulars import Extent, Mode, Particulars
from attestation.verdict.verdicts import Altered, Contradiction, Finding, Issuer, LookedAt
from issuer.document.stated_facts import stated_line
from issuer.document.translations.catalogue import words_in
from issuer.settings.organisation import DEFAULT_PARTIAL_STATEMENT
from tests.support.facts import STATED, make_attestation, make_credential
from tests.support.page_texts import HERE, line, page
from verifier.report import report_on
from verifier.text_comparison.contradictions import contradictions
from verifier.translations.catalogue import LANGUAGES, wording

TITLES = {
    "fr": ("Attestation de fréquentation", "Date de naissance : 29 février 1988"),
    "nl": ("Aanwezigheidsattest", "Geboortedatum: 29 februari 1988"),
    "de": ("Teilnahmebescheinigung", "Geburtsdatum: 29. Februar 1988"),
    "en": ("Certificate of attendance", "Date of birth: 29 February 1988"),
}
CHANGES: dict[Contradiction, list[dict[str, object]]] = {
    Contradiction.MODULE_TIME: [
        {"module_time": timedelta(hours=60)},
        {"module_time": timedelta(hours=52, minutes=30)},
        {"sessions_held": 14},
    ],
    Contradiction.REQUIRED: [
        {"required_percent": 75},
        {"required_time": timedelta(minutes=45)},
        {"required_time": None},
        {"required_percent": None},
    ],
    Contradiction.LANGUAGE: [{"language": "nl"}, {"language": "so"}, {"language": None}],
    Contradiction.MODE: [{"mode": Mode.ON_SITE}, {"mode": Mode.VIDEO}, {"mode": None}],
    Contradiction.EXTENT: [{"extent": Extent.WHOLE}, {"extent": None}],
    Contradiction.REGIME: [{"regime": "BXL"}, {"regime": "BXL-ACCUEIL-2"}, {"regime": None}],
    Contradiction.RECEPTION_REFERENCE: [{"reception_reference": "BAPA-2026-118"}],
}


def found(
    language: str, *lines: str, stated: Particulars = STATED, title: str | None = None
) -> frozenset[Contradiction]:
    """Judge a page with ``lines`` below the holder, of an attestation that states ``stated``."""
    words = [
        word
        for number, text in enumerate(lines)
        for word in line(text.replace("\u00a0", " "), top=240.0 + 20 * number)
    ]
    shown, birth = TITLES[language]
    shown_page = page(title=title or shown, birth=birth, more=words)
    attestation = replace(make_attestation(), particulars=stated)
    return contradictions((shown_page,), attestation, with_credential=HERE)


def printed(language: str, stated: Particulars = STATED) -> str:
    return stated_line(stated, words_in(language))


def sentence(language: str, followed: int, sessions: int) -> str:
    """Write who missed some sessions as the organisation's sentence does that we ship."""
    words = words_in(language)
    return words.gettext(
        DEFAULT_PARTIAL_STATEMENT,
        followed=followed,
        sessions=sessions,
        hours=words.duration(timedelta(hours=48)),
        held_hours=words.duration(timedelta(hours=52)),
        percent=words.percent(80),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("fact", "change"), [(fact, one) for fact, several in CHANGES.items() for one in several]
)
def test_fact_that_differs_is_named_in_each_language(
    language: str, fact: Contradiction, change: dict[str, object]
) -> None:
    other = replace(STATED, **change)  # type: ignore[arg-type]

    assert found(language, printed(language, other)) == {fact}
    assert found(language, printed(language, other), stated=other) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_of_sessions_that_differs_is_named_in_each_language(language: str) -> None:
    assert found(language, sentence(language, 12, 13)) == set()
    assert found(language, sentence(language, 13, 13)) == {Contradiction.SESSIONS}
    assert found(language, sentence(language, 12, 12)) == {Contradiction.SESSIONS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "stated",
    [
        STATED,
        replace(STATED, mode=Mode.ON_SITE, extent=Extent.WHOLE, language="nl"),
        replace(STATED, module_time=timedelta(hours=52, minutes=5), reception_reference=None),
        replace(STATED, language="xx"),
        Particulars(language="fr"),
        Particulars(required_time=timedelta(hours=1), module_time=timedelta(hours=60)),
    ],
)
def test_honest_line_contradicts_nothing(language: str, stated: Particulars) -> None:
    assert found(language, printed(language, stated), stated=stated) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_line_added_to_a_paper_that_stated_nothing_is_named(language: str) -> None:
    said = found(language, printed(language), stated=Particulars())

    assert said == set(CHANGES)


def test_both_lines_of_a_page_in_two_languages_are_judged() -> None:
    title = "Attestation de fréquentation · Aanwezigheidsattest"
    other = replace(STATED, mode=Mode.VIDEO)

    for lines in (
        (printed("fr"), printed("nl", other)),
        (printed("fr", other), printed("nl")),
    ):
        assert found("fr", *lines, title=title) == {Contradiction.MODE}
    assert found("fr", printed("fr"), printed("nl"), title=title) == set()


def test_what_was_taken_away_or_is_no_known_value_is_left_to_the_picture() -> None:
    without = printed("fr").partition(" · Bureau")[0]

    assert found("fr", without) == set()
    assert found("fr", printed("fr").replace("français", "latin")) == set()
    assert found("fr", "Langue : anglais · Mode : par vidéo") == set()


def test_line_repeated_without_end_keeps_nobody_busy() -> None:
    other = printed("fr", replace(STATED, mode=Mode.VIDEO))

    assert found("fr", *(printed("fr"),) * 12, other) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", [*CHANGES, Contradiction.SESSIONS])
def test_page_names_the_fact_that_differs(language: str, fact: Contradiction) -> None:
    credential = make_credential(replace(make_attestation(), particulars=STATED))
    issuer = Issuer(name="Maison des Passages", contact=None, anchor=b"a")
    verdict = Altered(contradictions=frozenset({fact}), credential=credential, issuer=issuer)

    report = report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), wording(language))

    assert sum(one.differs for one in report.facts) == 1
    assert report.reasons == (fact.value,)
    assert wording(language).reasons[fact.value].sentence in report.sentences
