"""What a document establishes and what documents looked like, at the counter and to programs."""

from dataclasses import replace
from datetime import date

import pytest
from markupsafe import escape

from attestation.particulars import Extent
from attestation.regime import RegimeRecords, Standing
from tests.support.commands import run
from tests.support.issuers import make_issuer
from tests.support.receipts import (
    ask_receipt,
    code_of,
    genuine_page,
    receipt_client,
    words_of,
)
from tests.support.regimes import make_record, make_records, publish_records
from tests.support.shown_regimes import MODELS, world
from tests.support.world import World
from verifier.cli import main as cli
from verifier.translations.catalogue import LANGUAGES, wording

__all__ = ["world"]  # pytest finds them here
PUBLISHED = make_records(make_record(), models=MODELS)
ENDED = make_records(make_record(last_day=date(2025, 12, 31)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_counter_shows_what_the_document_establishes(world: World, language: str) -> None:
    publish_records(world, PUBLISHED)

    said = genuine_page(receipt_client(world), world, language)

    words = wording(language).regime
    assert str(escape(words.heading)) in said
    assert str(escape(words.by_organisation)) in said
    assert f"<dd>Establishes BXL-ACCUEIL {language}</dd>" in said
    assert f"<dd>Proves not BXL-ACCUEIL {language}</dd>" in said
    assert str(escape(words.extents[Extent.COMPONENT])) in said


@pytest.mark.parametrize(
    ("records", "stranger"), [(PUBLISHED, True), (ENDED, False)], ids=["not ours", "ended"]
)
def test_sentences_that_do_not_count_are_not_shown(
    world: World, records: RegimeRecords, stranger: bool
) -> None:
    publish_records(world, records, by=make_issuer().signer if stranger else None)

    said = genuine_page(receipt_client(world), world)

    standing = Standing.NOT_PUBLISHED if stranger else Standing.ENDED
    words = wording("fr").regime.standings[standing]
    assert str(escape(words.format(code="BXL-ACCUEIL", last="31 décembre 2025"))) in said
    assert "Establishes" not in said
    assert stranger is ("Authority BXL-ACCUEIL" not in said)


def test_report_and_programs_say_the_same(world: World) -> None:
    publish_records(world, PUBLISHED)
    client = receipt_client(world)

    receipt = words_of(
        ask_receipt(client, client.post("/check", data={"text": code_of(world)})).data
    )
    told = client.post("/api/v1/verifications?lang=nl", json={"code": code_of(world)}).get_json()
    printed = run(cli.main, "--config", world.config, "check", "--json", code_of(world)).json()

    for text in (
        wording("fr").regime.heading, "Basis BXL-ACCUEIL", "Establishes BXL-ACCUEIL fr",
        "Proves not BXL-ACCUEIL fr", wording("fr").regime.extents[Extent.COMPONENT],
    ):  # fmt: skip
        assert text in receipt
    facts = told["verifications"][0]["attestation"]["regime_on_issue"]
    assert facts["establishes"] == "Establishes BXL-ACCUEIL nl"
    assert printed["attestation"]["regime_on_issue"]["standing"] == "in-force"


def test_widest_texts_leave_the_report_one_page(world: World) -> None:
    widest = make_record()
    long = replace(widest.name, fr="M" * 19 + " M" * 190)
    record = replace(
        widest,
        name=long,
        authority=long.fr,
        legal_basis=long.fr,
        establishes=long,
        does_not_establish=long,
    )
    publish_records(world, make_records(record))
    client = receipt_client(world)

    receipt = ask_receipt(client, client.post("/check", data={"text": code_of(world)}))

    assert receipt.status_code == 200
    assert long.fr in words_of(receipt.data)  # which reads exactly one page


@pytest.mark.parametrize(
    ("records", "said"), [(PUBLISHED, "BXL-ACCUEIL"), (make_records(), "aucun")]
)
def test_trust_show_says_what_is_published(world: World, records: RegimeRecords, said: str) -> None:
    publish_records(world, records)

    out = run(cli.main, "--config", world.config, "trust", "show").out

    assert f"régimes     {said}, publiés le 2026-11-20" in out
