"""Signing in and out, and changing one's password."""

from collections.abc import Callable
from datetime import timedelta

from flask import (
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from issuer.desk.auth import desk_accounts
from issuer.desk.auth.access import Role, Routes
from issuer.desk.auth.sign_in import (
    MAX_FIELD_CHARACTERS,
    MINIMUM_PASSWORD_CHARACTERS,
    Attempt,
    Authenticated,
    Refused,
    TooManyAttempts,
    is_known_browser,
    sign_in,
    verify_password,
)
from issuer.desk.context import context, desk, viewer
from issuer.desk.guard import TOKEN
from issuer.desk.unsent import ENDED, LOGIN, place_of
from register import accounts
from register.database import reading, writing

ROUTES = Routes()

_DEVICE_SECONDS = 365 * 24 * 3600


@ROUTES.get("/connexion", Role.PUBLIC)
def sign_in_page() -> ResponseReturnValue:
    """Show the form."""
    return render_template("sign_in.html", problem="ended" if session.get(ENDED) else None)


@ROUTES.post("/connexion", Role.PUBLIC)
def sign_in_act() -> ResponseReturnValue:
    """Sign in whoever knows both secrets."""
    attempt = Attempt(
        login=_field("login"),
        password=_field("password"),
        one_time=_field("one_time"),
        device=request.cookies.get(device_cookie()),
    )
    # SECURITY: before anything is hashed: test_sign_ins_of_strangers_are_limited_before_a_hash.
    return login_response(
        too_many_from_here(attempt.login)
        or sign_in(context(), desk().secret, attempt, throttle=desk().throttle),
        lambda place: make_response(redirect(place, 303)),
        form="sign_in.html",
    )


@ROUTES.post("/deconnexion", Role.READER)
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the register."""
    desk_accounts.sign_out(context(), viewer().login, viewer().token_digest)
    session.clear()
    return redirect(url_for("sign_in_page"), 303)


@ROUTES.get("/session", Role.READER)
def session_left() -> ResponseReturnValue:
    """Return how many seconds the session still lasts; asking does not prolong it."""
    return jsonify(left=int((viewer().ends_at - context().instant()).total_seconds()))


@ROUTES.post("/session", Role.READER)
def prolong_session() -> ResponseReturnValue:
    """Prolong the session by a click."""
    with writing(context().register) as register:
        accounts.see(register, viewer().token_digest, at=context().instant())
    return "", 204


@ROUTES.get("/compte", Role.READER)
def account_page() -> ResponseReturnValue:
    """Show who one is here, and the form for another password."""
    return render_template("account.html", problem=None, least=MINIMUM_PASSWORD_CHARACTERS)


@ROUTES.post("/compte", Role.READER)
def change_password() -> ResponseReturnValue:
    """Change one's own password; other sessions of the account end."""
    old, new, again = (_field(name) for name in ("old", "new", "again"))
    with reading(context().register) as register:
        found = accounts.account(register, viewer().login)
    if found is None or not verify_password(found.password_hash, old):
        problem = "L’ancien mot de passe n’est pas le bon."
    elif len(new) < MINIMUM_PASSWORD_CHARACTERS:
        problem = f"Le nouveau mot de passe a moins de {MINIMUM_PASSWORD_CHARACTERS} caractères."
    elif new != again:
        problem = "Les deux nouveaux mots de passe ne sont pas les mêmes."
    else:
        desk_accounts.change_password(context(), viewer().login, new)
        session.clear()
        return render_template("sign_in.html", problem="changed")
    page = render_template("account.html", problem=problem, least=MINIMUM_PASSWORD_CHARACTERS)
    return page, 422


def too_many_from_here(login: str) -> TooManyAttempts | None:
    """Count one more attempt by a browser that does not know ``login``; None while it may try."""
    device = request.cookies.get(device_cookie())
    if is_known_browser(desk().secret, login, device) or desk().throttle.may_try():
        return None
    return TooManyAttempts(until=context().instant() + timedelta(minutes=1))


def login_response(
    answer: Authenticated | Refused | TooManyAttempts,
    welcome: Callable[[str], Response],
    *,
    form: str,
) -> ResponseReturnValue:
    """Begin a session if sign-in succeeded; otherwise show why not.

    Args:
        answer: whether they were.
        welcome: what they get, given where they were; made when the session has begun.
        form: template on which the others try again.
    """
    match answer:
        case TooManyAttempts():
            return render_template("sign_in.html", problem="closed", until=answer.until), 429
        case Refused():
            return render_template(form, problem="refused"), 403
        case Authenticated():
            place = place_of(answer.login)
            session.clear()  # a session that somebody else may have planted ends here
            session[TOKEN], session[LOGIN] = answer.token, answer.login
            response = welcome(place)
            _remember_device(response, answer.device)
            return response


def device_cookie() -> str:
    """Return the name of the cookie that marks a browser as known."""
    return "__Host-appareil" if context().settings.desk.is_https else "appareil"


def _remember_device(response: Response, device: str) -> None:
    response.set_cookie(
        device_cookie(),
        device,
        max_age=_DEVICE_SECONDS,
        secure=context().settings.desk.is_https,
        httponly=True,
        samesite="Strict",
    )


def _field(name: str) -> str:
    return request.form.get(name, "")[:MAX_FIELD_CHARACTERS]
