"""What an officer reads: in four languages, in order, and nothing that an upload says."""

import io
import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import draw_over, spot_of, unsigned_copy, visible
from tests.support.world import Issued, World
from verifier.http.app import create_app
from verifier.http.uploads import MAX_FILES
from verifier.translations.catalogue import LANGUAGES, wording

BORN = PartialDate(year=1990, month=1, day=2)
FIRST_PAGE_BYTES = 60_000


def texts(model: object, place: str = "") -> Iterator[tuple[str, str]]:
    match model:
        case str():
            yield place, model
        case BaseModel():
            for name in type(model).model_fields:
                yield from texts(getattr(model, name), f"{place}.{name}")
        case dict():
            for key, value in model.items():
                yield from texts(value, f"{place}.{key}")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_fills_in_the_same_places(language: str) -> None:
    def holes(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    french = dict(texts(wording("fr")))
    other = dict(texts(wording(language)))

    steps = {place for place in french.keys() ^ other.keys() if not place.endswith("next_step")}
    assert not steps
    assert all(holes(other[place]) == holes(french[place]) for place in french.keys() & other)
    same = {place for place in french.keys() & other if french[place] == other[place]}
    assert len(same) < 20, "so much is alike only where nobody translated"


def page_of(client: FlaskClient, **data: Any) -> str:
    return client.post("/check", data=data).get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdict_speaks_the_language_of_the_address(
    client: FlaskClient, issued: list[Issued], language: str
) -> None:
    answer = client.post(f"/check?lang={language}", data={"text": issued[0].code})

    page = answer.get_data(as_text=True)
    assert f'<html lang="{language}">' in page
    assert wording(language).verdicts["genuine"].heading in page
    assert f'href="/?lang={language}"' in page


def test_verdict_comes_first_and_the_details_last(
    client: FlaskClient, issued: list[Issued]
) -> None:
    page = page_of(client, text=issued[0].code)
    words = wording("fr")

    places = [
        page.index(part)
        for part in (
            words.verdicts["genuine"].heading + "</h1>",
            'class="whose"',
            words.page.next_step,
            words.page.compare_heading,
            words.page.issuer_heading,
            "<details",
            words.technical.not_checked_bearer,
        )
    ]
    assert places == sorted(places)


def test_first_verdict_page_is_light(client: FlaskClient, issued: list[Issued]) -> None:
    page = page_of(client, text=issued[0].code)
    parts = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))

    total = len(page.encode())
    for part in parts:
        with client.get(part) as answer:
            total += len(answer.data)

    assert len(parts) == 5, parts
    assert total <= FIRST_PAGE_BYTES


def test_question_can_be_asked_again_in_another_language(
    client: FlaskClient, issued: list[Issued]
) -> None:
    page = page_of(client, fragment=issued[0].qr.partition("#")[2])

    assert 'formaction="/check?lang=nl"' in page
    assert 'name="fragment"' in page


def test_several_files_have_a_verdict_each_in_order(
    client: FlaskClient, issued: list[Issued]
) -> None:
    files = [
        (io.BytesIO(issued[0].pdf), "un.pdf"),
        (io.BytesIO(b"rien"), "<img src=x>\u202egnp.exe"),
        (io.BytesIO(issued[1].pdf), "deux.pdf"),
    ]

    page = page_of(client, file=files)

    found = re.findall(r'<section class="verdict" data-verdict="(\w+)"', page)
    assert found == ["genuine", "unreadable", "genuine"]
    assert "<img" not in page
    assert "\u202e" not in page
    assert "&lt;img src=x&gt;gnp.exe" in page


def test_too_many_files_are_misuse(client: FlaskClient) -> None:
    files = [(io.BytesIO(b"x"), f"{one}.pdf") for one in range(MAX_FILES + 1)]

    assert client.post("/check", data={"file": files}).status_code == 400


def test_every_reason_and_verdict_has_its_page(own_world: World) -> None:
    world = own_world
    client = create_app(world.settings, now=world.now).test_client()
    gone, old = world.issue(
        Holder(family_name="Tamm", given_name="Liis", birth_date=BORN),
        Holder(family_name="Kask", given_name="Mari", birth_date=BORN),
    )
    world.withdraw(gone.number, reason="Erreur de présence")
    new = world.replace(old.number, Holder(family_name="Kasks", given_name="Mari", birth_date=BORN))

    withdrawn = page_of(client, text=gone.code)
    replaced = page_of(client, text=old.code)
    unknown = page_of(client, text="0000-0000-0000-0000")

    assert "Retirée le 20 novembre 2026." in withdrawn
    assert "Motif : Erreur de présence" in withdrawn
    assert f"n° {new}" in replaced
    assert "20 novembre 2026" in replaced
    assert 'data-verdict="not_ours"' in unknown
    assert wording("fr").page.recognised_heading in unknown
    assert "https://passages.example" in unknown


def test_altered_page_names_the_fields_that_differ(
    client: FlaskClient, issued: list[Issued]
) -> None:
    one = issued[0]
    spot = spot_of(one.pdf, "Ağaoğlu")
    forged = draw_over(
        unsigned_copy(one.pdf),
        spot.cover,
        visible("Demirtaş", left=spot.left, bottom=spot.bottom, size=14),
    )

    page = page_of(client, file=(io.BytesIO(forged), "x.pdf"))

    assert 'data-verdict="altered"' in page
    assert 'data-reason="holder' in page
    assert wording("fr").page.differs in page
    assert "Demirtaş" not in page


def test_page_forgets_without_a_script(client: FlaskClient, issued: list[Issued]) -> None:
    page = page_of(client, text=issued[0].code)

    assert '<noscript><meta http-equiv="refresh" content="600; url=/#forgotten"></noscript>' in page
