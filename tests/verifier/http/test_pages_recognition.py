"""The organisation's recognition at the counter: page, report, programs, command line."""

import io
from datetime import date

import pytest
from markupsafe import escape
from pypdf import PdfReader

from attestation.recognition import IssuerRecord
from tests.support.commands import run
from tests.support.issuer_records import (
    AUTHORITY,
    make_recognition,
    make_record,
    publish_record,
    record_block,
)
from tests.support.issuers import make_issuer
from tests.support.receipts import (
    ask_receipt,
    code_of,
    genuine_page,
    make_receipt_world,
    receipt_client,
)
from tests.support.world import PEOPLE, World
from verifier.cli import main as cli
from verifier.translations.catalogue import LANGUAGES, wording

COVERED = make_record()
ENDED = make_record(make_recognition(date(2020, 1, 1), date(2025, 12, 31)))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment whose bundle each test here writes anew."""
    world = make_receipt_world(tmp_path_factory.mktemp("recognition"))
    world.issue(PEOPLE[0])
    return world


def test_bundle_from_before_states_no_recognition(world: World) -> None:
    client = receipt_client(world)

    for language in LANGUAGES:
        words = wording(language)
        said = genuine_page(client, world, language)
        assert f"<dt>{escape(words.recognition.label)}</dt><dd>{words.stated.not_stated}" in said
        assert f"<dt>{escape(words.recognition.identifier)}</dt><dd>" in said
        assert str(escape(words.recognition.not_covered)) not in said


@pytest.mark.parametrize(("record", "is_covered"), [(COVERED, True), (ENDED, False)])
def test_page_says_whether_the_day_of_issue_was_covered(
    world: World, record: IssuerRecord, is_covered: bool
) -> None:
    client = receipt_client(world)
    publish_record(world, record)

    for language in LANGUAGES:
        words = wording(language).recognition
        said = genuine_page(client, world, language)
        assert "0123.456.749" in said
        assert str(escape(AUTHORITY)) in said
        assert "02 555 01 23, bureau@passages.example" in said
        assert (str(escape(words.not_covered)) in said) is not is_covered


def test_report_and_programs_say_the_same(world: World) -> None:
    client = receipt_client(world)
    publish_record(world, ENDED)

    answer = client.post("/check", data={"text": code_of(world)})
    receipt = ask_receipt(client, answer, dossier="")
    words = " ".join(PdfReader(io.BytesIO(receipt.data)).pages[0].extract_text().split())
    told = client.post("/api/v1/verifications", json={"code": code_of(world)}).get_json()
    printed = run(cli.main, "--config", world.config, "check", "--json", code_of(world)).json()

    assert "non couvert : n° BXL-2026-3" in words
    assert "0123.456.749" in words
    for facts in (told["verifications"][0]["attestation"], printed["attestation"]):
        assert facts["recognition"]["coverage"] == "not-covered"
        assert facts["issuer_identifier"] == "NTRBE-0123456749"
    assert wording("fr").recognition.not_covered in printed["message"]


def test_record_of_another_root_is_not_shown(world: World) -> None:
    publish_record(world, COVERED)
    bundle = world.settings.trust.read_bytes()
    own, _, _ = bundle.partition(b"-----BEGIN ATTESTATION-ISSUER-RECORD")
    world.settings.trust.write_bytes(own + record_block(make_issuer()))

    said = genuine_page(receipt_client(world), world)

    assert f"<dt>{wording('fr').recognition.label}</dt><dd>non indiqué" in said
    assert AUTHORITY not in said


def test_trust_show_prints_what_is_stated(world: World) -> None:
    publish_record(world, COVERED)

    out = run(cli.main, "--config", world.config, "trust", "show").out

    assert "identifiant NTRBE-0123456749" in out
    assert f"agrément    BXL-2026-3, {AUTHORITY}, du 2026-01-01 au 2028-12-31" in out
