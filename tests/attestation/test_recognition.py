"""What an organisation states of its recognitions, and what follows for one day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from attestation.recognition import Coverage, IssuerRecord, Recognition, recognition_on
from attestation.regime import ValidityPeriod
from tests.support.issuers import NOW

FIRST = Recognition(
    number="BXL-2020-7",
    authority="COCOF",
    period=ValidityPeriod(first_day=date(2020, 1, 1), last_day=date(2024, 12, 31)),
)
SECOND = Recognition(
    number="BXL-2026-3", authority="COCOF", period=ValidityPeriod(first_day=date(2026, 1, 1))
)
RECORD = IssuerRecord(made_at=NOW, recognitions=(FIRST, SECOND))


@pytest.mark.parametrize(
    ("day", "coverage", "recognitions"),
    [
        (date(2019, 12, 31), Coverage.NOT_COVERED, (FIRST, SECOND)),
        (date(2020, 1, 1), Coverage.COVERED, (FIRST,)),
        (date(2024, 12, 31), Coverage.COVERED, (FIRST,)),
        (date(2025, 1, 1), Coverage.NOT_COVERED, (FIRST, SECOND)),
        (date(2026, 1, 1), Coverage.COVERED, (SECOND,)),
    ],
)
def test_first_and_last_day_of_a_period_are_covered(
    day: date, coverage: Coverage, recognitions: tuple[Recognition, ...]
) -> None:
    found = recognition_on(day, RECORD)

    assert found.coverage is coverage
    assert found.recognitions == recognitions


@pytest.mark.parametrize("record", [None, IssuerRecord(made_at=NOW, contact="bureau@example.be")])
def test_recognition_that_nobody_stated_is_not_stated(record: IssuerRecord | None) -> None:
    assert recognition_on(date(2026, 1, 1), record).coverage is Coverage.NOT_STATED


@pytest.mark.parametrize(
    "false",
    [
        {},
        {"identifier": "NTRBE-0123456789"},
        {"contact": ""},
        {"contact": "x" * 121},
        {"contact": " bureau"},
        {"contact": "bureau\u202e"},
        {"recognitions": (FIRST,) * 21},
    ],
)
def test_record_that_says_nothing_or_cannot_be_shown_is_refused(false: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"the record|the identifier|the contact|too many"):
        IssuerRecord(made_at=NOW, **false)


@pytest.mark.parametrize(
    "false", [{"number": ""}, {"authority": "a\nb"}, {"period": ValidityPeriod()}]
)
def test_recognition_without_number_authority_or_beginning_is_refused(
    false: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match=r"a number or an authority|a first day"):
        replace(FIRST, **false)
