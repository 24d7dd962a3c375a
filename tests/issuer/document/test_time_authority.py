import socket
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import tsp
from cryptography import x509
from werkzeug.wrappers import Response

from attestation.errors import SigningError
from issuer.document.long_term_validation import level_of
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.time_authority import TimeAuthority, TimestampError
from issuer.settings.timestamp import Level, OnFailure, TimestampPolicy
from tests.support.documents import LETTERHEAD, check_document, document_issuer, make_document_facts
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority, live, running_authority, says, slow

__all__ = ["live", "running_authority"]  # pytest finds them here

REFUSAL = b"\x30\x05\x30\x03\x02\x01\x02"  # PKIStatus rejection, and no token
SIGNER = document_issuer().signer
FACTS = make_document_facts()
PAGE = render_page(FACTS, LETTERHEAD)


def ask(url: str, root: x509.Certificate, *, timeout: float = 60) -> TimeAuthority:
    policy = TimestampPolicy(
        url=url,
        roots=(root,),
        level=Level.B_T,
        on_failure=OnFailure.STOP,
        timeout=timedelta(seconds=timeout),
    )
    return TimeAuthority(policy, now=lambda: NOW)


def sign(authority: TimeAuthority) -> bytes:
    return sign_document(PAGE, signer=SIGNER, at=NOW, authority=authority)


def test_dated_document_is_b_t_and_passes_the_same_checks(live: LiveAuthority) -> None:
    document = sign(ask(live.url, live.root))

    check_document(document, facts=FACTS, certificate=SIGNER.certificate)
    assert level_of(document) is Level.B_T
    assert document.startswith(PAGE)


def test_room_is_measured_once_for_a_batch(live: LiveAuthority) -> None:
    authority = ask(live.url, live.root)
    live.requests.clear()

    for _ in range(3):
        sign(authority)

    assert len(live.requests) == 1 + 3


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (says(b""), "répondu autre chose"),
        (says(b"<html>502 Bad Gateway</html>"), "répondu autre chose"),
        (says(b"\x30\x03\x02\x01\x00"), "répondu autre chose"),
        (says(b"\x30\x05\x30\x03\x02\x01\x00"), "répondu autre chose"),
        (says(b"0" * 70_000), "répondu autre chose"),
        (says(REFUSAL), "a refusé"),
        (says(b"", status=500), "ne répond pas"),
        (lambda: Response(status=302, headers={"Location": "/elsewhere"}), "répondu autre chose"),
    ],
)
def test_authority_that_misbehaves_is_one_error_of_ours(
    live: LiveAuthority, answer: Callable[[], Response], problem: str
) -> None:
    live.answers["tsa"] = answer

    with pytest.raises(TimestampError, match=problem):
        sign(ask(live.url, live.root))


def test_authority_that_is_slow_is_not_waited_for(live: LiveAuthority) -> None:
    live.answers["tsa"] = slow(60)
    begin = time.monotonic()

    with pytest.raises(TimestampError, match="à temps"):
        sign(ask(live.url, live.root, timeout=0.5))

    assert time.monotonic() - begin < 30


def test_authority_that_is_down_is_said_to_be(live: LiveAuthority) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"

    with pytest.raises(TimestampError, match="ne répond pas"):
        sign(ask(url, live.root))


def test_timestamp_given_before_is_refused(live: LiveAuthority) -> None:
    audited: list[bytes] = []
    authority = ask(live.url, live.root)
    real = authority.async_request_tsa_response

    async def replayed(req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if not audited:
            audited.append((await real(req)).dump())
        return tsp.TimeStampResp.load(audited[0])

    authority.async_request_tsa_response = replayed  # type: ignore[method-assign]

    with pytest.raises(TimestampError, match="répondu autre chose"):
        sign(authority)


def test_timestamp_over_something_else_is_refused(live: LiveAuthority) -> None:
    authority = ask(live.url, live.root)
    real = authority.async_request_tsa_response

    async def over_another(req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        req["message_imprint"]["hashed_message"] = bytes(32)
        return await real(tsp.TimeStampReq.load(req.dump(force=True)))

    authority.async_request_tsa_response = over_another  # type: ignore[method-assign]

    with pytest.raises(TimestampError, match="autorité de confiance"):
        sign(authority)


def test_authority_under_another_root_is_refused(live: LiveAuthority) -> None:
    with pytest.raises(TimestampError, match="autorité de confiance"):
        sign(ask(live.url, SIGNER.chain[-1]))


@pytest.mark.parametrize("off", [timedelta(hours=1), -timedelta(hours=1)])
def test_authority_whose_clock_is_hours_away_is_refused(
    live: LiveAuthority, off: timedelta
) -> None:
    live.now = NOW + off

    with pytest.raises(TimestampError, match="heure"):
        sign(ask(live.url, live.root))


def test_timestamp_error_is_a_signing_error() -> None:
    assert issubclass(TimestampError, SigningError)
