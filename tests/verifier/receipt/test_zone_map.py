"""A receipt of a page that differs says where, and shows it on the page in small."""

import io
from pathlib import Path

import numpy as np

from tests.support.forgeries import draw_over, over_name, picture_of, scanned
from tests.support.receipts import ask_receipt, make_receipt_world, receipt_client, words_of
from tests.support.world import PEOPLE
from verifier.translations.catalogue import wording

SPOKEN = wording("fr").zones


def test_receipt_names_each_zone_and_shows_where_it_is(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    client = receipt_client(world)
    forged = scanned(draw_over(one.pdf, over_name(one, "Jean DUPONT")))
    page = client.post("/check", data={"file": (io.BytesIO(forged), "x.pdf")})

    pdf = ask_receipt(client, page).data

    said = words_of(pdf)
    assert SPOKEN.heading in said
    assert "Zone 1, ligne du nom" in said
    assert "DUPONT" not in said
    pixels = np.asarray(picture_of(pdf, dpi=150).convert("RGB"))
    red = (pixels[..., 0] > 140) & (pixels[..., 1] < 60) & (pixels[..., 2] < 60)
    assert red.any()  # the rectangle on the page in small; nothing else of a blue answer is red
