"""Reasons of a list at the desk: signed as one sentence, with free words beside."""

import pytest

from attestation.ending_reasons import SENTENCES, EndingReason
from attestation.facts import Number
from attestation.verdict.verdicts import Withdrawn
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.issuer_contexts import Checker

ONE = Number("AC-2026-0001")
PAGE = f"/attestations/{ONE}/retirer"
MISTAKE = SENTENCES[EndingReason.ISSUED_BY_MISTAKE]


@pytest.mark.parametrize(
    ("words", "signed"), [("", MISTAKE), ("deux fois", f"{MISTAKE} : deux fois")]
)
def test_listed_reason_is_signed_with_the_words_beside_it(
    desk: TestDesk, ines: Browser, words: str, signed: str
) -> None:
    desk.issue(workbook())

    answer = ines.post(PAGE, cause="issued-by-mistake", reason=words, at_once="1")

    assert answer.status_code == 303
    verdict = Checker.of(desk.context).verdict(ONE)
    assert isinstance(verdict, Withdrawn)
    assert verdict.reason == signed


def test_refused_reason_keeps_what_was_chosen_and_typed(desk: TestDesk, ines: Browser) -> None:
    desk.issue(workbook())

    neither = ines.post(PAGE, cause="", reason=" ")
    unknown = ines.post(PAGE, cause="made-up", reason="")
    long = ines.post(PAGE, cause="attendance", reason="x" * 250)

    assert [one.status_code for one in (neither, unknown, long)] == [422] * 3
    assert '<option value="attendance" selected>' in long.text
    assert f'value="{"x" * 250}"' in long.text


def test_correction_shows_the_listed_reason_before_anything_changes(
    desk: TestDesk, ines: Browser
) -> None:
    desk.issue(workbook())
    typed = {"family_name": "Hailé", "given_name": "", "birth_date": "29/02/1996", "email": ""}

    answer = ines.post(
        f"/attestations/{ONE}/corriger", **typed, cause="identity-corrected", reason=""
    )

    assert SENTENCES[EndingReason.IDENTITY_CORRECTED] in answer.text
