"""Findings in words: facts as the issued page writes them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from attestation.ending_reasons import EndingReason, write_reason
from attestation.partial_date import PartialDate
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import (
    Altered,
    CannotCheck,
    Contradiction,
    Finding,
    Genuine,
    Issuer,
    LookedAt,
    Replaced,
    Withdrawn,
)
from tests.support.facts import make_attestation, make_credential
from tests.support.issuers import NOW
from verifier.report import issue_day, reason_codes, report_on
from verifier.translations.catalogue import LANGUAGES, wording

ISSUER = Issuer(name="Maison des Passages", contact=None, anchor=b"a")
FRENCH = wording("fr")
STATED_LABELS = (
    *("Séances suivies", "Heures du module", "Exigé", "Langue du module"),
    *("Mode", "Portée", "Régime", "Bureau d’accueil"),
)


def _report(attended: timedelta = timedelta(hours=52), **facts: object) -> dict[str, str]:
    attestation = replace(make_attestation(**facts), attended=attended)  # type: ignore[arg-type]
    verdict = Genuine(credential=make_credential(attestation), issuer=ISSUER)
    report = report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), FRENCH)
    return {fact.label: fact.value for fact in (*report.facts, *report.issuer)}


def test_facts_are_written_as_on_the_page() -> None:
    facts = _report()

    assert facts == {
        "Nom": "Ağaoğlu",
        "Prénom": "Şükriye",
        "Naissance": "29 février 1988",
        "Module": "Ateliers citoyens – module de base (AC-2026-10)",
        "Dates": "du 5 octobre 2026 au 5 novembre 2026",
        "Présence": "52 h",
        **dict.fromkeys(STATED_LABELS, "non indiqué"),
        "Numéro": "AC-2026-0001",
        "Délivrée le": "18 novembre 2026",
        "Organisation": "Maison des Passages",
        "Numéro d’entreprise": "non indiqué",
        "Agrément, le jour de la délivrance": "non indiqué",
    }


@pytest.mark.parametrize(
    ("birth_date", "written"),
    [("1995", "1995"), ("2001-04", "avril 2001"), ("1988-03-01", "1er mars 1988")],
)
def test_birth_date_is_as_precise_as_it_is_known(birth_date: str, written: str) -> None:
    assert _report(birth_date=birth_date)["Naissance"] == written


def test_single_name_and_odd_minutes() -> None:
    facts = _report(timedelta(hours=3, minutes=5), given_name=None)

    assert facts["Nom (unique)"] == "Ağaoğlu"
    assert "Prénom" not in facts
    assert facts["Présence"] == "3 h 05"


def test_day_is_that_of_brussels() -> None:
    assert issue_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).isoformat() == "2026-07-02"


def test_reasons_come_in_the_order_of_their_weight() -> None:
    verdict = Altered(
        contradictions=frozenset({Contradiction.BYTES, Contradiction.NUMBER, Contradiction.HOLDER}),
        credential=None,
        issuer=None,
    )

    assert reason_codes(verdict) == ("holder", "number", "bytes")
    assert report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), FRENCH).facts == ()


def test_endings_without_words_stay_short() -> None:
    common = {"credential": make_credential(), "issuer": ISSUER}
    replaced = Replaced(**common, replaced_at=NOW, reason="", successor=None)  # type: ignore[arg-type]
    withdrawn = Withdrawn(**common, withdrawn_at=NOW, reason=None)  # type: ignore[arg-type]

    for verdict, said in ((replaced, "Remplacée"), (withdrawn, "Retirée")):
        report = report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), FRENCH)
        assert report.sentences[1:] == (f"{said} le 20 novembre 2026.",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_listed_reason_is_said_in_the_readers_language_and_free_words_as_signed(
    language: str,
) -> None:
    spoken = wording(language)

    def said(reason: str) -> str:
        common = {"credential": make_credential(), "issuer": ISSUER}
        verdict = Withdrawn(**common, withdrawn_at=NOW, reason=reason)  # type: ignore[arg-type]
        return report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), spoken).sentences[-1]

    for listed in EndingReason:
        mine = spoken.ending_reasons[listed]
        assert said(write_reason(listed, "")).endswith(mine)
        assert mine in said(write_reason(listed, "deux fois"))
        assert "deux fois" in said(write_reason(listed, "deux fois"))
    assert said("émise deux fois").endswith("émise deux fois")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Enregistrement effacé à la demande de la personne"),
        ("nl", "Registratie gewist op verzoek van de persoon"),
        ("de", "Eintrag auf Wunsch der Person gelöscht"),
        ("en", "Record erased at the holder’s request"),
    ],
)
def test_erased_record_is_genuine_and_says_why_nothing_else_is_known(
    language: str, said: str
) -> None:
    verdict = Genuine(credential=make_credential(), issuer=ISSUER, is_erased=True)

    report = report_on(Finding(verdict=verdict, looked_at=LookedAt.COPY), wording(language))

    assert report.verdict == "genuine"
    assert report.reasons == ()
    assert report.sentences[1].startswith(said)
    assert report.facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_of_an_erased_record_sends_to_the_qr_code(language: str) -> None:
    finding = Finding(verdict=CannotCheck(reason=Obstacle.ERASED), looked_at=None)

    report = report_on(finding, wording(language))

    assert "QR" in report.next_step
    assert report.reasons == ("erased",)


def test_partial_dates_are_values() -> None:
    assert PartialDate(year=1995) == PartialDate.decode("1995")
