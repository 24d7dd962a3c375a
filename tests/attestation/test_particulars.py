"""How a module was followed: stated or not, and never the impossible."""

from datetime import timedelta
from typing import Any

import pytest

from attestation.particulars import NOTHING_STATED, Extent, Particulars, is_reference
from tests.support.facts import STATED

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "facts",
    [
        {"sessions_followed": 3},
        {"sessions_held": 3},
        {"sessions_followed": 4, "sessions_held": 3},
        {"sessions_followed": 0, "sessions_held": 3},
        {"module_time": timedelta()},
        {"module_time": -HOUR},
        {"module_time": timedelta(seconds=90)},
        {"required_time": HOUR},
        {"module_time": HOUR, "required_time": 2 * HOUR},
        {"required_percent": 0},
        {"required_percent": 101},
        {"language": "FR"},
        {"language": "french"},
        {"regime": "bxl"},
        {"regime": "-BXL"},
        {"regime": "X" * 21},
        {"reception_reference": ""},
        {"reception_reference": "a  b"},
        {"reception_reference": "X" * 21},
        {"reception_reference": "a\u202eb"},
    ],
)
def test_what_no_attestation_can_say_cannot_exist(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Particulars(**facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"sessions_followed": 3, "sessions_held": 3},
        {"module_time": HOUR, "required_time": HOUR},
        {"required_percent": 1},
        {"required_percent": 100},
        {"language": "fra"},
        {"regime": "A"},
        {"regime": "X" * 20},
        {"reception_reference": "X" * 20},
    ],
)
def test_what_lies_just_within_its_bounds_is_stated(facts: dict[str, Any]) -> None:
    assert not Particulars(**facts).is_silent


def test_only_what_states_nothing_is_silent() -> None:
    assert NOTHING_STATED.is_silent
    assert not STATED.is_silent
    assert not Particulars(extent=Extent.COMPONENT).is_silent


def test_reference_is_a_line_as_it_stands() -> None:
    assert is_reference("BAPA 117/a")
    assert not any(map(is_reference, [" BAPA", "BAPA ", "BA\nPA", "", "X" * 21]))
