"""What the settings say of single modules: a fact that can be stated, or refused."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from issuer.settings.module_facts import ModuleFacts


@pytest.mark.parametrize(
    ("hours", "time"),
    [(None, None), (10.5, timedelta(hours=10, minutes=30)), (0.25, timedelta(minutes=15))],
)
def test_hours_are_whole_minutes(hours: float | None, time: timedelta | None) -> None:
    assert ModuleFacts(required_hours=hours).required_time == time


@pytest.mark.parametrize(
    "wrong",
    [
        {"required_hours": 0},
        {"required_hours": -1},
        {"required_hours": 10_000},
        {"required_hours": 0.01},
        {"language": "français"},
        {"language": "xx"},
        {"regime": "mon régime"},
        {"regime": "X" * 21},
        {"mode": "pigeon"},
        {"colour": "red"},
    ],
)
def test_fact_that_cannot_be_stated_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ModuleFacts.model_validate(wrong)
