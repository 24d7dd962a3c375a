"""The form of a module to come: what is no module is said with the form filled."""

import pytest

from tests.support.desks import Browser
from tests.support.planned_forms import TYPED


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"code": ""}, "Code : à remplir"),
        ({"code": "x" * 41}, "plus de 40"),
        (
            {"day-0": "", "start-0": "", "end-0": "", "day-2": "", "start-2": "", "end-2": ""},
            "au moins une séance",
        ),
        ({"end-0": "08:00"}, "Séance 1 : une date"),
        ({"day-2": "2027-01-12"}, "au même moment"),
    ],
)
def test_what_is_no_module_is_said_with_the_form_filled(
    ines: Browser, more: dict[str, str], said: str
) -> None:
    answer = ines.post("/modules/nouveau", **(TYPED | more))

    assert answer.status_code == 422
    assert said in answer.text
    assert "Abad" in answer.text
