"""Asking for a receipt: who can, for how long, and what is kept of it, which is nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from attestation.verdict.verdicts import LookedAt
from tests.support.receipts import (
    ask_receipt,
    make_receipt_world,
    receipt_client,
    receipt_key,
    report_of,
    ticket_of,
    words_of,
)
from tests.support.web import make_app, post_file
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.receipt.key import LIFETIME as KEY_LIFETIME
from verifier.receipt.ticket import LIFETIME, MAX_TICKET_CHARACTERS, PURPOSE, open_ticket
from verifier.translations.catalogue import wording

FRENCH = wording("fr").receipt


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment with a receipt key that no test changes."""
    return make_receipt_world(tmp_path_factory.mktemp("receipts"))


@pytest.fixture(scope="module")
def issued(world: World) -> list[Issued]:
    return world.issue(*PEOPLE)


@pytest.fixture
def client(world: World, issued: list[Issued]) -> FlaskClient:
    return receipt_client(world)


def test_ticket_is_nobodys_to_make_or_change(
    client: FlaskClient, world: World, issued: list[Issued]
) -> None:
    ticket = ticket_of(client.post("/check", data={"text": issued[0].code}))
    assert issued[0].attestation.holder.family_name not in ticket
    tickets = [
        "", "x", "é", "A" * 40, ticket[:-8], ticket[4:], ticket.swapcase(),
        "A" * (MAX_TICKET_CHARACTERS + 1),
        *(ticket[:at] + ("A" if ticket[at] != "A" else "B") + ticket[at + 1 :]
          for at in range(0, len(ticket) - 4, 9)),
    ]  # fmt: skip
    for wrong in tickets:
        answer = client.post("/receipt", data={"ticket": wrong})
        assert answer.status_code == 400
        assert FRENCH.stale_heading in answer.text
    assert client.post("/receipt", data={}).status_code == 400


def test_ticket_of_another_key_opens_nothing(
    client: FlaskClient, issued: list[Issued], tmp_path: Path
) -> None:
    other = make_receipt_world(tmp_path)
    (one,) = other.issue(PEOPLE[0])

    page = receipt_client(other).post("/check", data={"text": one.code})

    assert ask_receipt(client, page).status_code == 400


def test_any_process_with_the_key_takes_the_ticket_of_another(
    world: World, issued: list[Issued]
) -> None:
    page = receipt_client(world).post("/check", data={"text": issued[0].code})

    assert ask_receipt(receipt_client(world), page).status_code == 200


def test_ticket_is_good_for_an_hour(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    client = receipt_client(world)
    page = client.post("/check", data={"text": one.code})

    world.wait(LIFETIME)
    assert ask_receipt(client, page).status_code == 200
    world.wait(timedelta(seconds=1))
    late = ask_receipt(client, page)
    world.wait(-LIFETIME - timedelta(seconds=2))
    early = ask_receipt(client, page)

    assert (late.status_code, early.status_code) == (400, 400)
    assert FRENCH.stale_text in late.text


@pytest.mark.parametrize("dossier", ["日本", "\u202edossier", "x" * 81, "🙂"])
def test_reference_that_cannot_be_printed_is_refused(
    client: FlaskClient, issued: list[Issued], dossier: str
) -> None:
    page = client.post("/check", data={"text": issued[0].code})

    answer = ask_receipt(client, page, dossier=dossier)

    assert answer.status_code == 422
    assert FRENCH.letters_heading in answer.text
    assert dossier not in answer.text


def test_markup_in_a_reference_is_only_text(client: FlaskClient, issued: list[Issued]) -> None:
    page = client.post("/check", data={"text": issued[0].code})
    for dossier in ("<b>&amp;</b>", '<img src="file:///etc/passwd"/>', "</para>"):
        assert dossier in words_of(ask_receipt(client, page, dossier=dossier).data)


def test_reference_is_neither_stored_nor_logged(
    client: FlaskClient, world: World, issued: list[Issued], capfd: pytest.CaptureFixture[str]
) -> None:
    page = client.post("/check", data={"text": issued[0].code})

    assert ask_receipt(client, page, dossier="CANARI-4711").status_code == 200

    said = capfd.readouterr()
    assert "CANARI" not in said.out + said.err
    for file in world.config.parent.rglob("*"):
        assert not file.is_file() or b"CANARI" not in file.read_bytes()


def test_without_a_key_there_is_no_receipt(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    client = make_app(world).test_client()

    page = client.post("/check", data={"text": one.code})

    assert 'name="ticket"' not in page.text
    assert client.post("/receipt", data={"ticket": "x"}).status_code == 404


def test_key_that_has_expired_signs_no_more_and_still_knows_its_receipts(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    client = receipt_client(world)
    assert client.get("/readyz").get_json()["receipts"] is True
    pdf = ask_receipt(client, post_file(client, one.pdf)).data

    world.wait(KEY_LIFETIME + timedelta(days=1))
    page = client.post("/check", data={"text": one.code})

    assert 'name="ticket"' not in page.text
    assert report_of(post_file(client, pdf)) == "unchanged"


def test_receipts_are_limited_by_network(world: World, issued: list[Issued]) -> None:
    client = make_app(world, checks_per_minute=2).test_client()
    page = client.post("/check", data={"text": issued[0].code})

    answers = [ask_receipt(client, page).status_code for _ in range(4)]

    assert answers.count(429) >= 1


def test_ticket_holds_what_the_page_showed(
    client: FlaskClient, world: World, issued: list[Issued]
) -> None:
    page = client.post("/check", data={"fragment": issued[0].qr.partition("#")[2]})

    secret = receipt_key(world).secret_for(PURPOSE)
    content = open_ticket(ticket_of(page), secret=secret, at=world.now())

    assert content is not None
    assert (content.verdict, content.channel, content.looked_at) == ("genuine", "qr", LookedAt.COPY)
    assert content.digest is None
