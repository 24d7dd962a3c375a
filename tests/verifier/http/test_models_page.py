"""The gallery of models, each with its period, and only what was signed."""

import io
import re

import pytest
from markupsafe import escape
from PIL import Image

from tests.support.issuers import make_issuer
from tests.support.receipts import (
    genuine_page,
    receipt_client,
)
from tests.support.regimes import make_record, make_records, publish_records
from tests.support.shown_regimes import MODELS, world
from tests.support.world import World
from verifier.translations.catalogue import LANGUAGES, wording

__all__ = ["world"]  # pytest finds them here
PUBLISHED = make_records(make_record(), models=MODELS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_gallery_shows_each_model_with_its_period(world: World, language: str) -> None:
    publish_records(world, PUBLISHED)
    client = receipt_client(world)
    words = wording(language).gallery
    assert f'href="/models?lang={language}"' in genuine_page(client, world, language)

    said = client.get(f"/models?lang={language}").text

    pictures = re.findall(r'<img src="(/models/[0-9a-f]{64}\.png)"', said)
    assert [client.get(one).data for one in pictures] == [one.picture for one in MODELS]
    for text in (words.title, words.without_regime, words.undated, words.today):
        assert str(escape(text)) in said
    assert str(escape(words.under_regime.format(code="BXL-ACCUEIL"))) in said


def test_gallery_shows_only_what_was_signed(world: World) -> None:
    publish_records(world, PUBLISHED, by=make_issuer().signer)
    client = receipt_client(world)

    said = client.get("/models").text

    assert wording("fr").gallery.none in " ".join(said.split()).replace("&#39;", "’")
    assert '<img src="/models' not in said
    assert 'href="/models' not in genuine_page(client, world)
    assert client.get(f"/models/{'0' * 64}.png").status_code == 404


def test_picture_may_be_kept_by_its_digest(world: World) -> None:
    publish_records(world, PUBLISHED)
    client = receipt_client(world)
    address = re.findall(r"/models/[0-9a-f]{64}\.png", client.get("/models").text)[0]

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert Image.open(io.BytesIO(first.data)).format == "PNG"
    assert (first.mimetype, again.status_code) == ("image/png", 304)
