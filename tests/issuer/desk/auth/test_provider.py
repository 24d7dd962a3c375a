import base64
import hmac
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from issuer.audit.log import AuditAction, decode_entry
from issuer.desk.auth.sign_in_throttle import ATTEMPTS_PER_MINUTE
from register import accounts, audit_log
from register.database import reading, writing
from tests.support.desks import DESK_SETTINGS, Browser, Clock, TestDesk, make_desk
from tests.support.french_left import french_left
from tests.support.provider import (
    SETTINGS,
    Liar,
    lying_provider,
    query_of,
    write_secret,
)

INES = "ines@passages.example"
CLOCK = Clock()


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider(CLOCK) as provider:
        yield provider


@pytest.fixture
def desk(liar: Liar, tmp_path: Path) -> TestDesk:
    return open_desk(tmp_path, liar)


def open_desk(folder: Path, liar: Liar, more: str = "") -> TestDesk:
    settings = DESK_SETTINGS + SETTINGS.format(issuer=liar.issuer) + more
    made = make_desk(folder, settings=settings)
    write_secret(folder)
    made.add_user(INES)
    liar.now = made.clock
    return made


def leave(browser: Browser, liar: Liar) -> dict[str, str]:
    """Press the button; return what the provider was asked."""
    answer = browser.get("/connexion/fournisseur")
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith(f"{liar.issuer}/authorize?")
    liar.asked = query_of(answer.location)
    return liar.asked


def come_back(browser: Browser, **query: str) -> TestResponse:
    return browser.get("/connexion/retour", **query)


def type_code(browser: Browser, page: TestResponse, one_time: str) -> TestResponse:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return browser.client.post(
        "/connexion/code", data={"csrf_token": found[1], "one_time": one_time}
    )


def is_in(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def enter(desk: TestDesk, liar: Liar) -> tuple[Browser, TestResponse]:
    browser = desk.browser()
    asked = leave(browser, liar)
    return browser, come_back(browser, code="c", state=asked["state"])


def test_question_is_asked_as_the_standard_says(desk: TestDesk, liar: Liar) -> None:
    asked = leave(desk.browser(), liar)

    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://127.0.0.1:8001/connexion/retour"
    assert asked["code_challenge_method"] == "S256"
    assert "openid" in asked["scope"].split()
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert leave(desk.browser(), liar)["state"] != asked["state"]


def test_vouched_person_still_needs_the_desks_own_code(desk: TestDesk, liar: Liar) -> None:
    browser, page = enter(desk, liar)
    assert "Encore un code" in page.text
    assert not is_in(browser)

    wrong = type_code(browser, page, "000000")
    assert wrong.status_code == 403
    assert not is_in(browser)
    answer = type_code(browser, wrong, desk.one_time(INES))

    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    assert is_in(browser)
    with reading(desk.register) as session:
        last = [decode_entry(signed).event for _, signed in audit_log.entries(session)][-1]
    assert (last.action, last.who, last.detail) == (
        AuditAction.SIGNED_IN,
        INES,
        "par le fournisseur",
    )


def test_way_through_the_provider_is_in_the_language_that_was_chosen(
    desk: TestDesk, liar: Liar
) -> None:
    browser = desk.browser()
    browser.get("/connexion", lang="nl")

    refused = come_back(browser, code="c", state="?")
    asked = leave(browser, liar)
    page = come_back(browser, code="c", state=asked["state"])
    wrong = type_code(browser, page, "000000")
    welcome = type_code(browser, wrong, desk.one_time(INES))

    assert "deze pagina is te lang open gebleven" in refused.text
    assert "Nog een code" in page.text
    assert asked["state"] not in page.text
    assert "U bent aangemeld" in welcome.text
    for one in (refused, page, wrong, welcome):
        assert french_left(one.text) == []
    # Lax, because a browser that comes from the provider's page brings no strict cookie.
    kept = browser.client.get_cookie("langue", domain="127.0.0.1")
    assert kept is not None
    assert kept.same_site == "Lax"


@pytest.mark.parametrize(
    ("more", "claims", "trusted"),
    [
        ('second_factor = "provider"\namr = ["mfa", "otp"]', {"amr": ["pwd", "otp"]}, True),
        ('second_factor = "provider"\nacr = ["haut"]', {"acr": "haut"}, True),
        ('second_factor = "provider"\namr = ["mfa"]', {"amr": ["pwd"]}, False),
        ('second_factor = "provider"\nacr = ["haut"]', {"acr": "bas"}, False),
        ('second_factor = "provider"\nacr = ["haut"]', {}, False),
        ("", {"amr": ["mfa"], "acr": "haut"}, False),
    ],
)
def test_providers_second_factor_counts_where_the_settings_say_and_it_says_so(
    liar: Liar, tmp_path: Path, more: str, claims: dict[str, object], *, trusted: bool
) -> None:
    desk = open_desk(tmp_path, liar, more)
    liar.claims = claims

    browser, _ = enter(desk, liar)

    assert is_in(browser) is trusted


OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


NONE = encoded(b'{"alg":"none"}')
HS256 = encoded(b'{"alg":"HS256","kid":"one"}')


def unsigned(token: str) -> str:
    return f"{NONE}.{token.split('.')[1]}."


def symmetric(token: str, public_key: bytes) -> str:
    """Sign with the published key as if it were a password (RFC 8725 §2.1)."""
    head = f"{HS256}.{token.split('.')[1]}"
    return f"{head}.{encoded(hmac.digest(public_key, head.encode(), sha256))}"


def other_claims(token: str) -> str:
    """Change what a signed token says, and leave its signature."""
    head, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{head}.{encoded(json.dumps(claims | {'email': INES}).encode())}.{signature}"


FORGERIES: dict[str, dict[str, object]] = {
    "another nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "somebody"},
    "several audiences, none of which was asked": {"aud": ["bureau", "other"]},
    "authorized for another": {"azp": "other"},
    "expired": {"exp": 1},
    "without an end": {"exp": None},
    "issued tomorrow": {"iat": 4_000_000_000},
    "without a person": {"sub": None},
    "address that nobody verified": {"email_verified": False},
    "address verified in words": {"email_verified": "true"},
    "without an address": {"email": None},
    "somebody without an account": {"email": "otto@passages.example"},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_claims_let_nobody_in(desk: TestDesk, liar: Liar, name: str) -> None:
    liar.claims = FORGERIES[name]

    browser, page = enter(desk, liar)

    assert page.status_code == 403
    assert "n’a pas marché" in page.text
    assert not is_in(browser)
    with reading(desk.register) as session:
        assert len(accounts.accounts(session)) == 1  # and none is made


def test_forged_tokens_let_nobody_in(desk: TestDesk, liar: Liar) -> None:
    public_key = liar.key.as_pem(private=False)
    forgers: list[Callable[[str], str]] = [
        unsigned,
        lambda token: symmetric(token, public_key),
        other_claims,
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: "",
        lambda token: "a.b.c",
        lambda token: "é",
    ]
    for forge in forgers:
        liar.forge = forge
        browser, page = enter(desk, liar)
        assert (page.status_code, "n’est pas signé" in page.text) == (403, True)
        assert not is_in(browser)
    liar.forge, liar.signs_with = str, OTHER_KEY
    assert enter(desk, liar)[1].status_code == 403
    liar.signs_with = None
    answers: list[dict[str, object]] = [{}, {"error": "invalid_grant"}, {"id_token": 7}]
    for answer in answers:
        liar.answer = answer
        assert enter(desk, liar)[1].status_code == 403
    liar.answer = None
    assert "Encore un code" in enter(desk, liar)[1].text  # and the true one does


def test_forged_answers_let_nobody_in(desk: TestDesk, liar: Liar) -> None:
    browser, other = desk.browser(), desk.browser()
    asked = leave(browser, liar)
    theirs = leave(other, liar)
    liar.asked = asked

    for query in (
        {},
        {"code": "c"},
        {"code": "c", "state": "x" * 43},
        {"code": "c", "state": theirs["state"]},
        {"state": asked["state"]},
        {"state": asked["state"], "error": "access_denied"},
        {"code": "c", "state": asked["state"], "iss": "https://evil.example"},
    ):
        assert come_back(browser, **query).status_code == 403
    assert come_back(desk.browser(), code="c", state=asked["state"]).status_code == 403
    assert not is_in(browser)


def test_answer_that_comes_too_late_is_none(desk: TestDesk, liar: Liar) -> None:
    browser = desk.browser()
    asked = leave(browser, liar)

    desk.clock.turn(timedelta(minutes=11))

    page = come_back(browser, code="c", state=asked["state"])
    assert (page.status_code, "trop longtemps" in page.text) == (403, True)


def test_code_alone_or_too_late_lets_nobody_in(desk: TestDesk, liar: Liar) -> None:
    stranger = desk.browser()
    page = stranger.client.get("/connexion")
    assert type_code(stranger, page, desk.one_time(INES)).status_code == 403
    browser, page = enter(desk, liar)
    desk.clock.turn(timedelta(minutes=6))

    assert type_code(browser, page, desk.one_time(INES)).status_code == 403
    assert not is_in(browser)


def test_codes_cannot_be_guessed_behind_the_provider(desk: TestDesk, liar: Liar) -> None:
    browser, page = enter(desk, liar)

    answers = [type_code(browser, page, f"{guess:06d}").status_code for guess in range(20)]

    assert answers[:5] == [403] * 5
    assert set(answers[5:]) == {429}
    assert type_code(browser, page, desk.one_time(INES)).status_code == 429


def test_codes_are_limited_by_network_behind_the_provider(desk: TestDesk, liar: Liar) -> None:
    known, page = enter(desk, liar)
    assert type_code(known, page, desk.one_time(INES)).status_code == 200
    browser, page = enter(desk, liar)
    stranger = desk.browser()
    for number in range(ATTEMPTS_PER_MINUTE):
        stranger.sign_in(f"inventee{number}", "faux", "000000")

    answer = type_code(browser, page, desk.one_time(INES))
    again = come_back(known, code="c", state=leave(known, liar)["state"])

    assert answer.status_code == 429
    assert not is_in(browser)
    assert type_code(known, again, desk.one_time(INES)).status_code == 200


def test_closed_account_stays_closed(desk: TestDesk, liar: Liar) -> None:
    browser, page = enter(desk, liar)
    with writing(desk.register) as session:
        accounts.disable(session, INES)

    assert type_code(browser, page, desk.one_time(INES)).status_code == 403
    assert enter(desk, liar)[1].status_code == 403


def test_person_is_known_by_sub_where_the_settings_say(liar: Liar, tmp_path: Path) -> None:
    desk = open_desk(tmp_path, liar, 'account_claim = "sub"')
    liar.claims = {"sub": INES, "email": None}

    browser, page = enter(desk, liar)

    assert type_code(browser, page, desk.one_time(INES)).status_code == 200
    assert is_in(browser)


def test_new_key_of_the_provider_is_fetched(desk: TestDesk, liar: Liar) -> None:
    enter(desk, liar)
    liar.key = RSAKey.generate_key(2048, {"kid": "two"})
    liar.header = {"alg": "RS256", "kid": "two"}
    desk.clock.turn(timedelta(minutes=1))

    assert "Encore un code" in enter(desk, liar)[1].text


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_provider_that_points_elsewhere_is_not_asked(
    desk: TestDesk, liar: Liar, metadata: dict[str, object]
) -> None:
    liar.metadata = metadata

    assert desk.browser().get("/connexion/fournisseur").status_code == 403


@pytest.mark.parametrize("path", ["/moved", "/endless", "/nowhere"])
def test_odd_answers_of_the_provider_are_none(desk: TestDesk, liar: Liar, path: str) -> None:
    liar.metadata = {"jwks_uri": liar.issuer + path}

    assert enter(desk, liar)[1].status_code == 403


def test_provider_that_is_away_leaves_the_password(tmp_path: Path) -> None:
    with lying_provider(CLOCK) as liar:
        desk = open_desk(tmp_path, liar)
    browser = desk.browser()

    page = browser.get("/connexion/fournisseur")

    assert page.status_code == 403
    assert "connectez-vous avec votre mot de passe" in page.text
    assert desk.browser(INES).get("/").status_code == 200


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [("", 0o600, "vide"), ("x", 0o644, "chmod 600"), (None, 0, "illisible")],
)
def test_secret_of_the_client_is_private(
    desk: TestDesk, liar: Liar, content: str | None, mode: int, complaint: str
) -> None:
    file = desk.context.settings.folder / "provider.secret"
    file.unlink()
    if content is not None:
        file.write_text(content)
        file.chmod(mode)

    _, page = enter(desk, liar)

    assert (page.status_code, complaint in page.text) == (503, True)
