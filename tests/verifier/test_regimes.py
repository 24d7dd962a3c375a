"""What a document establishes, by the regime of its day of issue, in each language's own words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from attestation.particulars import Extent, Particulars
from attestation.regime import RegimeRecords, Standing
from attestation.verdict.verdicts import (
    Altered,
    Contradiction,
    Finding,
    Genuine,
    Issuer,
    LookedAt,
    Verdict,
    Withdrawn,
)
from tests.support.facts import STATED, make_attestation, make_credential
from tests.support.regimes import make_model, make_record, make_records
from verifier.finding_json import finding_json
from verifier.http.api.schema import AttestationFacts
from verifier.report import Report, report_on
from verifier.translations.catalogue import LANGUAGES, wording

ISSUED = date(2026, 11, 18)
IN_FORCE = make_records(
    make_record(last_day=date(2025, 12, 31)),
    make_record(first_day=date(2026, 1, 1), last_day=date(2026, 12, 31)),
)
ENDED = make_records(make_record(last_day=date(2025, 12, 31)))
NOT_BEGUN = make_records(make_record(first_day=date(2027, 1, 1)))
OTHER = make_records(make_record("WAL"))

HEADINGS = {
    "fr": "Ce que ce document établit",
    "nl": "Wat dit document bewijst",
    "de": "Was dieses Dokument belegt",
    "en": "What this document establishes",
}
SAID_OF_ENDED = {
    "fr": "Ce régime avait pris fin avant ce jour, le 31 décembre 2025.",
    "nl": "Deze regeling was vóór die dag geëindigd, op 31 december 2025.",
    "de": "Diese Regelung war vor diesem Tag ausgelaufen, am 31. Dezember 2025.",
    "en": "This scheme had ended before that day, on 31 December 2025.",
}
SAID_OF_COMPONENT = {
    "fr": "Ce module n’est qu’une composante d’un parcours, pas le parcours entier.",
    "nl": "Deze module is maar een onderdeel van een traject, niet het hele traject.",
    "de": "Dieses Modul ist nur ein Teil eines Parcours, nicht der ganze Parcours.",
    "en": "This module is only a component of a path, not the whole path.",
}


def report(
    records: RegimeRecords | None,
    language: str = "fr",
    *,
    stated: Particulars = STATED,
    kind: type[Verdict] = Genuine,
) -> Report:
    attestation = replace(make_attestation(), attended=timedelta(hours=48), particulars=stated)
    credential = make_credential(attestation)
    issuer = Issuer(name="Maison des Passages", contact=None, anchor=b"a", regimes=records)
    verdict: Verdict = Genuine(credential=credential, issuer=issuer)
    if kind is Withdrawn:
        verdict = Withdrawn(credential=credential, issuer=issuer, withdrawn_at=None, reason=None)
    if kind is Altered:
        verdict = Altered(
            contradictions=frozenset({Contradiction.HOLDER}), credential=credential, issuer=issuer
        )
    return report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), wording(language))


def said(shown: Report) -> dict[str, str]:
    return {fact.label: fact.value for fact in shown.established}


def told(shown: Report) -> dict[str, object]:
    facts = finding_json(shown.finding, shown)["attestation"]
    return AttestationFacts.model_validate(facts).regime_on_issue.model_dump(mode="json")


def test_record_of_the_day_of_issue_is_shown_whole() -> None:
    assert said(report(IN_FORCE)) == {
        "Régime": "Name BXL-ACCUEIL fr (BXL-ACCUEIL)",
        "Le jour de la délivrance": (
            "En vigueur. Depuis le 1er janvier 2026. Jusqu’au 31 décembre 2026."
        ),
        "Autorité": "Authority BXL-ACCUEIL",
        "Base légale": "Basis BXL-ACCUEIL",
        "Exigence minimale": "80 % des séances, 40 h",
        "Portée": SAID_OF_COMPONENT["fr"],
        "Établit": "Establishes BXL-ACCUEIL fr",
        "N’établit pas": "Proves not BXL-ACCUEIL fr",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_organisation_says_is_said_in_each_language(language: str) -> None:
    shown = report(IN_FORCE, language)
    words = wording(language).regime

    assert words.heading == HEADINGS[language]
    assert said(shown)[words.establishes] == f"Establishes BXL-ACCUEIL {language}"
    assert said(shown)[words.does_not_establish] == f"Proves not BXL-ACCUEIL {language}"
    assert said(shown)[words.label] == f"Name BXL-ACCUEIL {language} (BXL-ACCUEIL)"
    assert told(shown)["establishes"] == f"Establishes BXL-ACCUEIL {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_regime_that_had_ended_establishes_nothing(language: str) -> None:
    shown, words = report(ENDED, language), wording(language).regime

    assert said(shown)[words.period] == SAID_OF_ENDED[language]
    assert said(shown)[words.establishes] == words.neutral_establishes
    assert said(shown)[words.does_not_establish] == words.neutral_does_not
    assert "Establishes" not in " ".join(said(shown).values())
    assert (told(shown)["standing"], told(shown)["last_day"], told(shown)["establishes"]) == (
        "ended", "2025-12-31", None,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_component_is_said(language: str) -> None:
    label = wording(language).regime.extent

    assert said(report(None, language))[label] == SAID_OF_COMPONENT[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_regime_is_the_neutral_record(language: str) -> None:
    shown, words = report(IN_FORCE, language, stated=Particulars()), wording(language).regime

    assert said(shown) == {
        words.label: words.standings[Standing.UNDECLARED],
        words.establishes: words.neutral_establishes,
        words.does_not_establish: words.neutral_does_not,
    }
    assert told(shown) == {
        "standing": "undeclared", "name": None, "authority": None, "legal_basis": None,
        "first_day": None, "last_day": None, "establishes": None, "does_not_establish": None,
    }  # fmt: skip


def test_whole_path_is_said() -> None:
    shown = report(None, stated=replace(STATED, extent=Extent.WHOLE))

    assert said(shown)["Portée"] == "Ce module est un parcours entier."


@pytest.mark.parametrize("records", [None, OTHER], ids=["no record at all", "of another code"])
def test_regime_of_which_nothing_is_published_is_said(records: RegimeRecords | None) -> None:
    shown = report(records)

    assert said(shown)["Régime"] == (
        "BXL-ACCUEIL : l’organisation n’a rien publié ici sur ce régime."
    )
    assert told(shown)["standing"] == "not-published"


def test_regime_that_had_not_begun_is_said() -> None:
    shown = report(NOT_BEGUN)

    assert said(shown)["Le jour de la délivrance"] == (
        "Ce régime n’avait pas encore commencé ; il commence le 1er janvier 2027."
    )
    assert said(shown)["Établit"] == wording("fr").regime.neutral_establishes


def test_record_without_rule_or_limits_says_neither() -> None:
    record = replace(make_record(), required_percent=None, required_time=None)

    shown = said(report(make_records(record)))

    assert shown["Le jour de la délivrance"] == "En vigueur."
    assert "Exigence minimale" not in shown


@pytest.mark.parametrize("kind", [Withdrawn, Altered])
def test_what_is_not_valid_establishes_nothing(kind: type[Verdict]) -> None:
    shown = report(IN_FORCE, kind=kind)

    assert shown.established == ()
    assert told(shown)["standing"] == "in-force"
    assert told(shown)["establishes"] is None


@pytest.mark.parametrize("records", [None, IN_FORCE, ENDED, NOT_BEGUN, OTHER])
def test_no_record_changes_the_verdict(records: RegimeRecords | None) -> None:
    shown, without = report(records), report(None, stated=Particulars())

    assert (shown.verdict, shown.sign, shown.sentences) == (
        without.verdict, without.sign, without.sentences,
    )  # fmt: skip


def test_models_are_there_where_they_were_published() -> None:
    assert not report(None).has_models
    assert not report(IN_FORCE).has_models
    assert report(make_records(models=(make_model(),))).has_models
