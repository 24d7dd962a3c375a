"""What titles propose in three languages, and what they leave to a person."""

import pytest

from issuer.workbook.layouts.profile import Layout, Role
from issuer.workbook.layouts.titles import proposed_roles, title_role


def proposed(*titles: str, layout: Layout = Layout.GRID) -> list[Role | None]:
    roles = proposed_roles(dict(enumerate(titles)), layout)
    return [roles.get(column) for column in range(len(titles))]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Achternaam", Role.FAMILY_NAME),
        ("FIRST NAME", Role.GIVEN_NAME),
        ("Nom et prénom", Role.FULL_NAME),
        ("Date de naissance", Role.BIRTH_DATE),
        ("Geboortedatum", Role.BIRTH_DATE),
        ("Heure d’arrivée", Role.JOINED),
        ("Gemeente", None),
        ("", None),
    ],
)
def test_title_is_known_in_french_dutch_and_english_or_not_at_all(
    title: str, role: Role | None
) -> None:
    assert title_role(title) is role


def test_number_is_no_title() -> None:
    assert title_role(12.0) is None


def test_name_alone_is_a_whole_name_and_beside_a_given_name_it_is_not() -> None:
    assert proposed("Nom", "E-mail") == [Role.FULL_NAME, Role.EMAIL]
    assert proposed("Nom", "Prénom") == [Role.FAMILY_NAME, Role.GIVEN_NAME]
    assert proposed("Name", "Voornaam") == [Role.FAMILY_NAME, Role.GIVEN_NAME]


def test_second_column_of_a_role_is_left_to_a_person() -> None:
    assert proposed("E-mail", "E-mail") == [Role.EMAIL, None]


def test_day_and_mark_are_of_logs_alone() -> None:
    titles = ("Naam", "Datum", "Statut")

    assert proposed(*titles) == [Role.FULL_NAME, None, Role.SET_ASIDE]
    assert proposed(*titles, layout=Layout.LOG) == [Role.FULL_NAME, Role.DAY, Role.MARK]


def test_day_beside_actions_is_when_somebody_came_or_went() -> None:
    titles = ("Naam", "Actie", "Tijdstempel")

    assert proposed(*titles, layout=Layout.MEETING) == [Role.FULL_NAME, Role.ACTION, Role.JOINED]
