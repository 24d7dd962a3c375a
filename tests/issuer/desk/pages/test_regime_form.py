"""The form of one regime: what is wrong is said, and nothing is lost."""

import pytest

from tests.support.desks import Browser, TestDesk
from tests.support.regime_forms import FORM, in_force


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "à l’envers", "un code de régime est attendu"),
        ("authority", "À compléter", "à compléter"),
        ("name.de", "", "au moins 1 caractère"),
        ("valid_until", "2025-12-31", "finit avant de commencer"),
        ("printed.nl", "W" * 120, "la page ne peut pas être composée"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    desk: TestDesk, ines: Browser, field: str, typed: str, said: str
) -> None:
    refused = ines.post("/reglages/regimes", **FORM | {field: typed})

    assert refused.status_code == 422
    assert said in refused.text.casefold() or said.capitalize() in refused.text
    assert "Une base légale" in refused.text
    assert in_force(desk).regimes == ()
