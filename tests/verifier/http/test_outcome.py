"""One check as a page shows it: plain names, and nothing that tells codes apart."""

from threading import get_ident
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Pool, event

from attestation.code import code_from_entropy, format_code
from tests.support.world import World
from verifier.http.app import create_app
from verifier.http.outcome import shown_name


def page_of(client: FlaskClient, **data: Any) -> str:
    return client.post("/check", data=data).get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, None),
        ("", None),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u2066x\u2069", "x"),
        ("n" * 200, "n" * 59 + "…"),
    ],
)
def test_file_name_is_shown_plain_and_short(name: str | None, shown: str | None) -> None:
    assert shown_name(name) == shown


def test_codes_that_open_nothing_are_answered_alike(own_world: World) -> None:
    client = create_app(own_world.settings, now=own_world.now).test_client()
    first, *_ = own_world.numbers()
    reserved = own_world.issued(first).code
    # As a run that died leaves it: the code is in the register, and was never issued.
    own_world.tamper("UPDATE attestation SET state = 'reserved', credential = NULL")
    nobodys = [format_code(code_from_entropy(entropy)) for entropy in (1, 2**74)]
    asked: list[object] = []

    here = get_ident()

    def remember(connection: object, *_: object) -> None:
        if get_ident() == here:  # other tests' verifiers count their checks in the background
            asked.append(connection)

    event.listen(Pool, "checkout", remember)
    try:
        answers = []
        for code in (reserved, *nobodys):
            asked.clear()
            page = page_of(client, text=code)
            answers.append((page.replace(code, "CODE"), len(asked)))
    finally:
        event.remove(Pool, "checkout", remember)

    assert 'data-verdict="not_ours"' in answers[0][0]
    assert answers[0][1] > 0, "the register was asked"
    assert answers[1:] == answers[:1] * 2
