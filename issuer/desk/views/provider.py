"""Sign-in by the organisation's provider: to it, back, and the desk's own second factor."""

import json
from datetime import UTC, datetime, timedelta

from flask import Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.exc import BadData

from issuer.desk.auth.access import Role, Routes
from issuer.desk.auth.provider import Attempt, Provider, ProviderError
from issuer.desk.auth.sign_in import MAX_FIELD_CHARACTERS, sign_in_vouched
from issuer.desk.context import context, desk
from issuer.desk.views.session import device_cookie, login_response, too_many_from_here
from issuer.words.sentence import sentence
from register import accounts
from register.database import reading

ROUTES = Routes()
RETURN = "/connexion/retour"

_TOO_LONG = sentence("cette page est restée ouverte trop longtemps")
_AWAY_LASTS = timedelta(minutes=10)
_FACTOR_LASTS = timedelta(minutes=5)
_SEALED_FOR = "\0provider"  # the name of no account, so that no other sealed thing passes for it


@ROUTES.get("/connexion/fournisseur", Role.PUBLIC)
def leave_for_provider() -> ResponseReturnValue:
    """Send the browser to the provider."""
    try:
        address, attempt = _provider().begin(at=context().instant())
    except ProviderError as error:
        return _problem(error)
    content = {"state": attempt.state, "nonce": attempt.nonce, "verifier": attempt.verifier}
    return _with_cookie(make_response(redirect(address, 303)), content, lasting=_AWAY_LASTS)


@ROUTES.get(RETURN, Role.PUBLIC)
def return_from_provider() -> ResponseReturnValue:
    """Believe what the provider signs, and ask for the second factor where it has not."""
    match _cookie():
        case {"state": str(state), "nonce": str(nonce), "verifier": str(verifier)}:
            attempt = Attempt(state=state, nonce=nonce, verifier=verifier)
        case _:
            return _problem(ProviderError(_TOO_LONG))
    try:
        identity = _provider().finish(request.args, attempt, at=context().instant())
    except ProviderError as error:
        return _problem(error)
    with reading(context().register) as register:
        found = accounts.account(register, identity.account)
    if found is None or found.is_disabled:
        return _problem(ProviderError(sentence("aucun compte du bureau ne vous correspond")))
    if not identity.has_second_factor:
        page = make_response(render_template("second_factor.html", problem=None))
        return _with_cookie(page, {"login": identity.account}, lasting=_FACTOR_LASTS)
    return _enter(identity.account, one_time=None)


@ROUTES.post("/connexion/code", Role.PUBLIC)
def second_factor_act() -> ResponseReturnValue:
    """Sign in whom the provider has authenticated and who knows the second factor."""
    match _cookie():
        case {"login": str(login)}:
            return _enter(login, one_time=request.form.get("one_time", "")[:MAX_FIELD_CHARACTERS])
        case _:
            return _problem(ProviderError(_TOO_LONG))


def _enter(login: str, *, one_time: str | None) -> ResponseReturnValue:
    # SECURITY: as the form for passwords: test_codes_are_limited_by_network_behind_the_provider.
    answer = too_many_from_here(login) or sign_in_vouched(
        context(),
        desk().secret,
        login,
        one_time=one_time,
        device=request.cookies.get(device_cookie()),
    )
    return login_response(answer, _welcome, form="second_factor.html")


def _welcome(place: str) -> Response:
    # A page, and no redirection: the browser sends a strict cookie only where our own page leads.
    response = make_response(render_template("welcome.html", place=place))
    response.delete_cookie(_cookie_name(), **_cookie_options())  # type: ignore[arg-type]
    return response


def _provider() -> Provider:
    provider = desk().provider
    if provider is None:
        abort(404)
    return provider


def _problem(error: ProviderError) -> ResponseReturnValue:
    return render_template("sign_in.html", problem="provider", reason=error.reason), 403


def _with_cookie(
    response: Response, content: dict[str, str], *, lasting: timedelta
) -> ResponseReturnValue:
    """Return the browser something to bring back, which it can neither read nor change."""
    until = int((context().instant() + lasting).timestamp())
    plain = json.dumps(content | {"until": until}).encode()
    sealed = base64_encode(desk().secret.seal(plain, login=_SEALED_FOR)).decode()
    # Lax: the way back from the provider begins on the provider's page.
    response.set_cookie(
        _cookie_name(),
        sealed,
        max_age=lasting,
        samesite="Lax",
        **_cookie_options(),  # type: ignore[arg-type]
    )
    return response


def _cookie() -> dict[str, object]:
    if desk().provider is None:
        abort(404)
    try:
        sealed = base64_decode(request.cookies.get(_cookie_name(), ""))
    except BadData:
        return {}
    plain = desk().secret.unseal(sealed, login=_SEALED_FOR)
    content = {} if plain is None else json.loads(plain)
    until = datetime.fromtimestamp(content.get("until", 0), UTC)
    return content if context().instant() < until else {}


def _cookie_name() -> str:
    return "__Host-fournisseur" if context().settings.desk.is_https else "fournisseur"


def _cookie_options() -> dict[str, object]:
    return {"secure": context().settings.desk.is_https, "httponly": True, "path": "/"}
