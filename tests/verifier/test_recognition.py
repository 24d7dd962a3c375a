"""Whether the organisation was recognised on the day of issue, in each language's own words."""

import json
from datetime import date

import pytest

from attestation.recognition import IssuerRecord
from attestation.verdict.verdicts import (
    Altered,
    Contradiction,
    Finding,
    Genuine,
    Issuer,
    LookedAt,
    Verdict,
)
from tests.support.facts import make_credential  # issued on 18 November 2026
from tests.support.issuer_records import AUTHORITY, IDENTIFIER, make_recognition, make_record
from verifier.finding_json import finding_json
from verifier.http.api.schema import AttestationFacts
from verifier.report import Report, report_on
from verifier.translations.catalogue import LANGUAGES, wording

COVERED = make_record(make_recognition(date(2026, 1, 1), None))
ENDED = make_record(make_recognition(date(2020, 1, 1), date(2026, 11, 17)))
BEGINS_THAT_DAY = make_record(make_recognition(date(2026, 11, 18), date(2026, 11, 18)))
SAID = {
    "fr": (
        "Agrément, le jour de la délivrance",
        f"couvert : n° BXL-2026-3, {AUTHORITY}, depuis le 1er janvier 2026 "
        "(selon l’organisation, le 19 novembre 2026)",
        f"non couvert : n° BXL-2026-3, {AUTHORITY}, du 1er janvier 2020 au 17 novembre 2026 "
        "(selon l’organisation, le 19 novembre 2026)",
        "non indiqué",
    ),
    "nl": (
        "Erkenning op de dag van afgifte",
        f"gedekt: nr. BXL-2026-3, {AUTHORITY}, sinds 1 januari 2026 "
        "(volgens de organisatie, op 19 november 2026)",
        f"niet gedekt: nr. BXL-2026-3, {AUTHORITY}, van 1 januari 2020 tot 17 november 2026 "
        "(volgens de organisatie, op 19 november 2026)",
        "niet vermeld",
    ),
    "de": (
        "Anerkennung am Tag der Ausstellung",
        f"gedeckt: Nr. BXL-2026-3, {AUTHORITY}, seit dem 1. Januar 2026 "
        "(nach Angabe der Organisation vom 19. November 2026)",
        f"nicht gedeckt: Nr. BXL-2026-3, {AUTHORITY}, 1. Januar 2020 bis 17. November 2026 "
        "(nach Angabe der Organisation vom 19. November 2026)",
        "nicht angegeben",
    ),
    "en": (
        "Recognition on the day of issue",
        f"covered: no. BXL-2026-3, {AUTHORITY}, since 1 January 2026 "
        "(as the organisation stated on 19 November 2026)",
        f"not covered: no. BXL-2026-3, {AUTHORITY}, 1 January 2020 to 17 November 2026 "
        "(as the organisation stated on 19 November 2026)",
        "not stated",
    ),
}


def issuer(record: IssuerRecord | None, identifier: str | None = IDENTIFIER) -> Issuer:
    return Issuer(
        name="Maison des Passages", contact=None, anchor=b"a", identifier=identifier, record=record
    )


def report(
    record: IssuerRecord | None, language: str = "fr", *, verdict: Verdict | None = None
) -> Report:
    if verdict is None:
        verdict = Genuine(credential=make_credential(), issuer=issuer(record))
    return report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), wording(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_has_its_words_in_each_language(language: str) -> None:
    label, covered, not_covered, not_stated = SAID[language]

    for record, said in ((COVERED, covered), (ENDED, not_covered), (None, not_stated)):
        facts = {fact.label: fact.value for fact in report(record, language).issuer}
        assert facts[label] == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_record_without_a_recognition_states_none(language: str) -> None:
    record = IssuerRecord(made_at=COVERED.made_at, contact="bureau")

    facts = {fact.label: fact.value for fact in report(record, language).issuer}

    assert facts[SAID[language][0]] == SAID[language][3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_day_that_no_recognition_covered_is_said_beside_the_verdict(language: str) -> None:
    said = wording(language).recognition.not_covered

    assert said in report(ENDED, language).sentences
    assert report(ENDED, language).verdict == "genuine"
    for record in (COVERED, BEGINS_THAT_DAY, None):
        assert said not in report(record, language).sentences


def test_altered_document_is_altered_and_nothing_else_is_said() -> None:
    altered = Altered(
        contradictions=frozenset({Contradiction.HOLDER}),
        credential=make_credential(),
        issuer=issuer(ENDED),
    )

    found = report(ENDED, verdict=altered)

    assert wording("fr").recognition.not_covered not in found.sentences
    assert SAID["fr"][2] in {fact.value for fact in found.issuer}


@pytest.mark.parametrize(
    ("identifier", "written"),
    [
        ("NTRBE-0123456749", "0123.456.749"),
        ("VATBE-0123456749", "0123.456.749"),
        ("LEIXG-529900T8BM49AURSDO55", "LEIXG-529900T8BM49AURSDO55"),
        (None, "non indiqué"),
    ],
)
def test_number_of_the_organisation_is_written_as_people_know_it(
    identifier: str | None, written: str
) -> None:
    verdict = Genuine(credential=make_credential(), issuer=issuer(None, identifier))

    facts = {fact.label: fact.value for fact in report(None, verdict=verdict).issuer}

    assert facts["Numéro d’entreprise"] == written


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            ENDED,
            {
                "coverage": "not-covered",
                "recognitions": [
                    {
                        "number": "BXL-2026-3",
                        "authority": AUTHORITY,
                        "first_day": "2020-01-01",
                        "last_day": "2026-11-17",
                    }
                ],
                "stated_on": "2026-11-19",
            },
        ),
        (None, {"coverage": "not-stated", "recognitions": [], "stated_on": None}),
    ],
)
def test_programs_are_told_the_same(
    record: IssuerRecord | None, expected: dict[str, object]
) -> None:
    found = report(record)

    facts = finding_json(found.finding, found)["attestation"]

    assert isinstance(facts, dict)
    assert facts["recognition"] == expected
    assert facts["issuer_identifier"] == IDENTIFIER
    AttestationFacts.model_validate_json(json.dumps(facts))
