"""What another organisation's verifier says counts as far as that organisation signed it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.wrappers import Response

from attestation.code import Code
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from attestation.verdict.comparison_results import NotCompared, PageGap
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Genuine
from tests.support.federations import FEDERATION, Federation, issued_by
from tests.support.forgeries import unsigned_copy
from tests.support.issuers import NOW
from tests.support.world import PEOPLE
from verifier.check import check_file, issued_document
from verifier.http.app import create_app
from verifier.http.instrumentation import EXTENSION
from verifier.settings import load_settings

_NAMES = [f"{one}{other}" for one in "abcdef" for other in "mnopqr"]
DOWN = CannotCheck(reason=Obstacle.REGISTER_DOWN)


def test_list_of_another_organisation_is_refused(own: Federation) -> None:
    one, other, _ = own.organisations
    foreign = other.world.verifier.register.status_list(1)
    one.answers = Response(foreign)

    assert own.check_text(one.qr(issued_by(one))).verdict == DOWN


def test_list_signed_by_another_organisations_key_is_refused(own: Federation) -> None:
    one, other, _ = own.organisations
    # The other organisation, trusted here too, signs a list for this one's address.
    theirs = StatusList(
        uri=f"{one.address}/status/1",
        issued_at=NOW,
        expires_at=NOW + timedelta(days=30),
        ttl=timedelta(minutes=1),
        statuses=StatusBits.of_invalid(set()),
    )
    one.answers = Response(sign_status_list(theirs, signer=other.world.context.statement_signer))

    verdict = own.check_text(one.qr(issued_by(one))).verdict

    assert verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_list_that_nobody_known_signed_is_refused(own: Federation) -> None:
    one = own.organisations[0]
    one.answers = Response(b"\xd2\x84nonsense")

    assert own.check_text(one.qr(issued_by(one))).verdict == DOWN


def test_why_a_source_is_not_believed_is_said_to_the_operator(own: Federation) -> None:
    one = own.organisations[0]
    for answers, words in (
        (Response("", status=302, headers={"Location": "https://example.org/"}), "répond 302"),
        (Response(b"x" * 9_000_000), "plus long que permis"),
        (Response(b"nonsense"), "signée par aucune clé connue"),
    ):
        one.answers = answers
        copies = own.live.remotes[0].copies
        copies.refresh([f"{one.address}/status/1"])

        assert words in copies.problems()[f"{one.address}/status/1"]


def test_organisation_that_has_issued_nothing_yet_is_no_problem(own: Federation) -> None:
    one, other, _ = own.organisations
    source, copies = own.live.remotes[0], own.live.remotes[1].copies
    one.answers = Response(b"", status=404)
    source.copies.refresh([f"{one.address}/status/1"])
    assert source.copies.problems() == {}
    assert own.live.source_states()[0].words == "elle ne publie aucune liste"

    # A list that was there, and is gone, is one.
    copies.refresh([f"{other.address}/status/1"])
    other.answers = Response(b"", status=404)
    copies.refresh([f"{other.address}/status/1"])
    assert "rien n’est publié" in copies.problems()[f"{other.address}/status/1"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://elsewhere.example/status/1",
        "{address}/status/1?x=https://elsewhere.example",
        "{address}/status/0",
        "{address}/status/../api/v1/source/codes",
        "{address}.elsewhere.example/status/1",
        "http{tail}/status/1",
    ],
)
def test_nothing_but_lists_of_named_hosts_is_asked_for(own: Federation, uri: str) -> None:
    one = own.organisations[0]
    named = uri.format(address=one.address, tail=one.address.removeprefix("https"))
    attestation = replace(issued_by(one).attestation, code=Code("0" * 16))
    credential = sign_credential(
        Credential(attestation=attestation, status=StatusReference(uri=named, index=1)),
        signer=one.world.context.signer,
    )
    qr = encode_qr_text(credential, address=FEDERATION).text()

    verdict = own.check_text(qr).verdict

    assert isinstance(verdict, CannotCheck)
    assert {path for _, path, _ in one.asked} <= {"/status/1", "/api/v1/source/codes"}


def test_page_is_compared_with_the_document_of_its_source(three: Federation) -> None:
    one = three.organisations[0]
    seen: list[bytes] = []

    def compare(document: bytes, _upload: bytes) -> NotCompared:
        seen.append(document)
        return NotCompared(reason=PageGap.TOO_MUCH)

    verifier = replace(three.verifier(), compare=compare)
    finding = check_file(verifier, unsigned_copy(issued_by(one).pdf))

    assert isinstance(finding.verdict, Genuine)
    assert seen == [issued_by(one).pdf]
    assert issued_document(verifier, finding) == issued_by(one).pdf


def test_document_that_a_source_does_not_give_is_not_compared_with(own: Federation) -> None:
    one = own.organisations[0]
    paper = issued_by(one)
    one.world.tamper("DELETE FROM document")

    finding = own.check_file(unsigned_copy(paper.pdf))

    assert finding.page == NotCompared(reason=PageGap.NOT_HELD)


def test_readiness_warns_of_a_silent_source_and_refuses_with_nothing_left(own: Federation) -> None:
    client = create_app(load_settings(own.config), now=lambda: own.clock[0]).test_client()
    remotes = client.application.extensions[EXTENSION].remotes

    def ready() -> tuple[int, list[str]]:
        for one in remotes:
            one.copies.refresh(one.published())
        answer = client.get("/readyz")
        return answer.status_code, (answer.get_json() or {}).get("warnings", [])

    assert ready() == (200, [])
    own.organisations[0].is_down = True
    assert ready() == (200, ["source-silent"])
    text = client.get("/metrics").get_data(as_text=True)
    assert f'attestation_source_silent{{source="{own.organisations[0].address}"}} 1.0' in text
    for one in own.organisations:
        one.is_down = True
    assert ready()[0] == 503


def test_list_of_a_source_that_grows_old_is_said_before_it_is_stale(own: Federation) -> None:
    own.refresh()
    own.wait(timedelta(days=11))
    own.refresh()

    state = own.live.source_states()[0]

    assert state.problem is None
    assert "n’est plus renouvelée" in state.words


def test_place_outside_of_its_list_clears_nobody(own: Federation) -> None:
    one = own.organisations[0]
    attestation = replace(issued_by(one).attestation, code=Code("0" * 16))
    status = StatusReference(uri=f"{one.address}/status/1", index=1 << 20)
    credential = sign_credential(
        Credential(attestation=attestation, status=status), signer=one.world.context.signer
    )

    finding = own.check_text(encode_qr_text(credential, address=FEDERATION).text())

    assert finding.verdict == CannotCheck(reason=Obstacle.NO_STATUS)


def test_few_answers_about_people_are_kept(own: Federation) -> None:
    one = own.organisations[0]
    papers = one.world.issue(
        *(replace(PEOPLE[0], family_name=f"Ağaoğlu {letter}") for letter in _NAMES)
    )

    for paper in papers:
        assert isinstance(own.check_text(paper.code).verdict, Genuine)

    assert len(own.live.remotes[0]._answers) <= 32


@pytest.mark.parametrize(
    ("ttl", "kept"),
    [
        (timedelta(0), timedelta(seconds=10)),
        (timedelta(minutes=15), timedelta(minutes=15)),
        (timedelta(days=3650), timedelta(days=1)),
    ],
)
def test_copy_is_kept_neither_for_years_nor_for_no_time(
    own: Federation, ttl: timedelta, kept: timedelta
) -> None:
    one = own.organisations[0]
    url = f"{one.address}/status/1"
    status_list = StatusList(
        uri=url,
        issued_at=NOW,
        expires_at=NOW + timedelta(days=30),
        ttl=ttl,
        statuses=StatusBits.of_invalid(set()),
    )
    one.answers = Response(sign_status_list(status_list, signer=one.world.context.statement_signer))

    own.live.remotes[0].copies.refresh([url])

    assert own.live.remotes[0].copies.copies()[url].ttl == kept
