"""The form of the settings refuses what the settings file refuses, on its field."""

import io

import pytest

from issuer.organisation.history import (
    current_settings,
)
from tests.support.desks import Browser, TestDesk
from tests.support.hostile import png
from tests.support.settings_forms import FIELDS


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("accent_colour", "#FFEE88", "La couleur est trop pâle pour être lue sur du blanc."),
        ("place", "", "Un texte d’au moins 1 caractère est attendu."),
        ("coordinator_name", " ", "Un texte d’au moins 1 caractère est attendu."),
        ("certifies", "atteste {nom} que", "{nom} est inconnu"),
        ("funders", "\n".join("sept fois" for _ in range(7)), "Au plus 6 sont possibles."),
        ("address", "漢", "La police n’a pas le caractère U+6F22."),
        ("required_percent", "beaucoup", "Un nombre entier est attendu."),
        ("required_percent", "0", "Un nombre d’au moins 1 est attendu."),
        ("legal_mention", "m" * 601, "Un texte d’au plus 600 caractères est attendu."),
    ],
)
def test_what_the_file_refuses_is_refused_here_on_its_field(
    desk: TestDesk, ines: Browser, field: str, text: str, problem: str
) -> None:
    for path in ("/reglages", "/reglages/apercu"):
        answer = ines.post(path, **FIELDS | {field: text})

        assert answer.status_code == 422
        assert f'id="{field}-problem">{problem}' in answer.text
        assert "champ est à revoir" in answer.text
    assert current_settings(desk.context.settings, desk.register).organisation_version == 0


def test_rule_without_a_module_or_a_share_is_refused(desk: TestDesk, ines: Browser) -> None:
    for code, percent in (("", "80"), ("AC-2026-10", ""), ("AC-2026-10", "101")):
        answer = ines.post("/reglages", **FIELDS, rule_code=code, rule_percent=percent)
        assert answer.status_code == 422
        assert 'id="rules-problem"' in answer.text


def test_texts_that_leave_no_room_are_refused(desk: TestDesk, ines: Browser) -> None:
    lines = "\n".join(["W" * 80] * 4)
    wide = {"address": lines, "funders": lines, "legal_mention": "W " * 299, "phone": "W" * 80}

    answer = ines.post("/reglages", **FIELDS | wide)

    assert (answer.status_code, "ne peut pas être composée" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"not a picture", "Une image PNG ou JPEG est attendue"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Une image PNG ou JPEG est attendue"),
        (png(5_000, 5_000), "L’image dépasse 16 mégapixels"),
    ],
    ids=["text", "svg", "bomb"],
)
def test_logo_that_is_none_is_refused(
    desk: TestDesk, ines: Browser, content: bytes, problem: str
) -> None:
    answer = ines.post("/reglages", **FIELDS, logo=(io.BytesIO(content), "logo.png"))

    assert answer.status_code == 422
    assert problem in answer.text
