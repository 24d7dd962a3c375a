"""The people of a module as its page lists them."""

import pytest

from issuer.desk.pages.module_people import why_without
from register.without_right import WithoutRight
from tests.support.desks import Browser, TestDesk
from tests.support.listed_people import desk, names_on

__all__ = ["desk"]  # pytest finds them here
CODE = "AC-2026-10"
THREE_DAYS = tuple(f"2026-10-0{n}T09:00" for n in range(1, 4))


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("nom", ["Abad", "Benali", "Haile", "Łukasiewicz"]),
        ("naissance", ["Benali", "Abad", "Haile", "Łukasiewicz"]),
        ("etat", ["Abad", "Haile", "Benali", "Łukasiewicz"]),
        ("autre", ["Haile", "Abad", "Benali", "Łukasiewicz"]),
    ],
)
def test_list_is_sorted_by_its_headings(
    desk: TestDesk, ines: Browser, order: str, names: list[str]
) -> None:
    assert names_on(ines.get("/module", code=CODE, tri=order).text) == names


def test_list_is_filtered_by_state_and_keeps_its_order(desk: TestDesk, ines: Browser) -> None:
    page = ines.get("/module", code=CODE, etat="none", tri="nom").text

    assert names_on(page) == ["Benali", "Łukasiewicz"]
    assert "tri=numero&amp;etat=none" in page
    assert ines.get("/module", code=CODE, tous="1").text.count(" checked") == 2


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            {"missed": ("2026-10-05T09:00",), "sessions": 10, "required_percent": 80},
            "heures exigées",
        ),
        (
            {"missed": THREE_DAYS, "sessions": 3},
            "aucune séance",
        ),
        ({"problems": ("Cette date n’existe pas.",)}, "Cette date n’existe pas."),
        ({}, "Personne n’a décidé"),
    ],
)
def test_reason_says_what_is_missing(one: dict[str, object], said: str) -> None:
    found = WithoutRight(
        family_name="X",
        given_name=None,
        birth_date=None,
        outcome="not_entitled",
        **one,  # type: ignore[arg-type]
    )

    assert said in " ".join(why_without(found))
