"""The page says what the credential states, and that nothing is stated where it is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.errors import ConfigurationError, DocumentError
from attestation.facts import Attestation
from attestation.particulars import Extent, Mode, Particulars
from issuer.document.extraction import read_document
from issuer.document.letterhead import prove_fits
from issuer.document.page import render_page
from issuer.document.stated_facts import stated_lines
from issuer.document.translations.catalogue import LOCALES, words_in
from issuer.document.validation import check_reading
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import STATED, make_attestation, make_stated_attestation
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime

PRINTED = {
    "fr": "Module : 13 séances, 52 h · Exigé : 80 % des séances, 40 h · Langue : français · "
    "Mode : sur place et par vidéo · Portée : composante d’un parcours · Régime : BXL-ACCUEIL · "
    "Bureau d’accueil : BAPA-2026-117",
    "nl": "Module: 13 sessies, 52 u · Vereist: 80% van de sessies, 40 u · Taal: Frans · "
    "Vorm: ter plaatse en via video · Omvang: onderdeel van een traject · Regeling: BXL-ACCUEIL · "
    "Onthaalbureau: BAPA-2026-117",
    "de": "Modul: 13 Kurstermine, 52 Std. · Verlangt: 80 % der Kurstermine, 40 Std. · "
    "Sprache: Französisch · Form: vor Ort und per Video · Umfang: Teil eines Parcours · "
    "Regelung: BXL-ACCUEIL · Empfangsbüro: BAPA-2026-117",
    "en": "Module: 13 sessions, 52 h · Required: 80% of the sessions, 40 h · Language: French · "
    "Mode: on site and by video · Extent: component of a path · Scheme: BXL-ACCUEIL · "
    "Reception office: BAPA-2026-117",
}
NOTHING_BUT_THE_MODE = Particulars(mode=Mode.VIDEO)


def printed(attestation: Attestation) -> str:
    facts = make_document_facts(attestation)
    reading = read_document(render_page(facts, LETTERHEAD))
    check_reading(reading, facts)
    assert reading is not None
    return " ".join(reading.text.split())


def with_facts(particulars: Particulars) -> Attestation:
    return replace(make_attestation(), particulars=particulars)


@pytest.mark.parametrize("language", LOCALES)
def test_every_fact_is_printed_in_the_language_of_the_page(language: str) -> None:
    (said,) = stated_lines(STATED, [words_in(language)])

    assert said.replace("\u00a0", " ") == PRINTED[language]


def test_page_prints_every_fact() -> None:
    assert PRINTED["fr"] in printed(make_stated_attestation())


def test_what_was_not_stated_is_said_so() -> None:
    said = printed(with_facts(NOTHING_BUT_THE_MODE))

    assert (
        "Module : heures non indiquées · Exigé : non indiqué · Langue : non indiquée · "
        "Mode : par vidéo · Portée : non indiquée · Régime : non indiqué" in said
    )
    assert "Bureau d’accueil" not in said


def test_page_of_who_was_issued_one_before_they_were_facts_says_nothing_of_them() -> None:
    assert "Exigé" not in printed(make_attestation())
    assert stated_lines(make_attestation().particulars, [words_in("fr")]) == []


@pytest.mark.parametrize(
    ("particulars", "said"),
    [
        (replace(STATED, mode=Mode.ON_SITE), "Mode : sur place · "),
        (replace(STATED, mode=None), "Mode : non indiqué · "),
        (replace(STATED, extent=Extent.WHOLE), "Portée : parcours entier · "),
        (replace(STATED, required_time=None), "Exigé : 80 % des séances · "),
        (replace(STATED, language="xx"), "Langue : xx · "),
    ],
)
def test_each_value_has_its_words(particulars: Particulars, said: str) -> None:
    attested = replace(make_stated_attestation(), particulars=particulars)

    assert said in printed(attested)


def test_page_that_does_not_print_them_is_not_issued() -> None:
    facts = make_document_facts(make_stated_attestation())
    other = replace(
        facts.attestation, particulars=replace(STATED, required_time=timedelta(hours=39))
    )
    reading = read_document(render_page(replace(facts, attestation=other), LETTERHEAD))

    with pytest.raises(DocumentError, match="les heures et la règle"):
        check_reading(reading, facts)


def test_sentence_of_the_regime_is_printed_under_it() -> None:
    regime = make_regime("BXL-ACCUEIL").printed
    facts = replace(make_document_facts(make_stated_attestation()), regime_sentence=regime)

    reading = read_document(render_page(facts, LETTERHEAD))

    check_reading(reading, facts)
    assert reading is not None
    assert "BAPA-2026-117 Printed BXL-ACCUEIL fr" in " ".join(reading.text.split())
    other = replace(facts, regime_sentence=make_regime("OTHER").printed)
    with pytest.raises(DocumentError, match="la phrase du régime"):
        check_reading(reading, other)


def test_sentence_that_takes_two_lines_is_refused_with_the_settings() -> None:
    said = {"fr": "Court.", "nl": "Kort.", "de": "Kurz.", "en": "W" * 120}

    with pytest.raises(ConfigurationError, match="la page ne peut pas être composée"):
        prove_fits(LETTERHEAD, address=ADDRESS, regimes=[make_regime("X", printed=said)])
