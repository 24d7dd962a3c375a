"""Signing in and out, and changing one's password."""

import base64
from collections.abc import Callable
from datetime import timedelta

from flask import (
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from issuer.desk.auth import desk_accounts, second_factor
from issuer.desk.auth.access import Role, Routes
from issuer.desk.auth.passkeys import Answer, are_possible
from issuer.desk.auth.sealed_factor import open_shown, seal_shown
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
from issuer.desk.context import context, desk, mail_context, viewer
from issuer.desk.guard import TOKEN
from issuer.desk.language import in_page_language
from issuer.desk.unsent import ENDED, LOGIN, place_of
from issuer.words.sentence import Sentence, sentence
from register import accounts, passkeys
from register.database import reading, writing
from web.qr_symbol import svg_qr

ROUTES = Routes()

NOT_YOUR_PASSWORD = sentence("Ce n’est pas votre mot de passe.")
WRONG_CODE = sentence("Ce n’est pas le code de l’application. Il change toutes les 30 secondes.")
SECOND_FACTOR_QR = sentence("Code QR du second facteur")
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
        passkey=_passkey(),
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
    return account_view(None)


@ROUTES.post("/compte", Role.READER)
def change_password() -> ResponseReturnValue:
    """Change one's own password; other sessions of the account end."""
    old, new, again = (_field(name) for name in ("old", "new", "again"))
    with reading(context().register) as register:
        found = accounts.account(register, viewer().login)
    if found is None or not verify_password(found.password_hash, old):
        problem = sentence("L’ancien mot de passe n’est pas le bon.")
    elif len(new) < MINIMUM_PASSWORD_CHARACTERS:
        problem = sentence(
            "Le nouveau mot de passe a moins de {least} caractères.",
            least=MINIMUM_PASSWORD_CHARACTERS,
        )
    elif new != again:
        problem = sentence("Les deux nouveaux mots de passe ne sont pas les mêmes.")
    else:
        desk_accounts.change_password(context(), viewer().login, new)
        session.clear()
        return render_template("sign_in.html", problem="changed")
    return account_view(problem), 422


@ROUTES.post("/compte/facteur", Role.READER)
def new_factor() -> ResponseReturnValue:
    """Show a new second factor to whoever knows the password; the old one goes on until then."""
    if not knows_password():
        return account_view(NOT_YOUR_PASSWORD), 403
    return _factor_form(second_factor.new_secret())


@ROUTES.post("/compte/facteur/garder", Role.READER)
def keep_new_factor() -> ResponseReturnValue:
    """Replace the second factor by the one that was shown, once a code of it is right."""
    try:
        sealed = base64.urlsafe_b64decode(_field("sealed"))
    except ValueError:
        abort(400)
    # SECURITY: sealed for this account by this desk, after the password was asked for:
    # test_second_factor_is_replaced_only_by_one_that_the_desk_showed.
    shared = open_shown(desk().secret, sealed, login=viewer().login)
    if shared is None:
        abort(400)
    step = second_factor.step_of(shared, _field("one_time"), at=context().instant(), after=0)
    if step is None:
        return _factor_form(shared, problem=WRONG_CODE), 422
    desk_accounts.renew_second_factor(
        context(), desk().secret, viewer().login, shared, step=step, keep=viewer().token_digest
    )
    return redirect(url_for("account_page"), 303)


@ROUTES.post("/compte/codes", Role.READER)
def new_recovery_codes() -> ResponseReturnValue:
    """Show new recovery codes to whoever knows the password; the old ones open nothing any more."""
    if not knows_password():
        return account_view(NOT_YOUR_PASSWORD), 403
    codes = desk_accounts.renew_recovery_codes(context(), viewer().login)
    return render_template("recovery_codes.html", codes=codes, is_new=False)


@ROUTES.post("/compte/sessions", Role.READER)
def sign_out_others() -> ResponseReturnValue:
    """End one's other sessions."""
    desk_accounts.sign_out_elsewhere(context(), viewer().login, viewer().token_digest)
    return redirect(url_for("account_page"), 303)


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


def account_view(problem: Sentence | None) -> str:
    """Show who one is here, and each way in."""
    settings, at = context().settings.desk, context().instant()
    with reading(context().register) as register:
        codes = accounts.count_recovery_codes(register, viewer().login)
        keys = passkeys.passkeys(register, viewer().login)
        sessions = accounts.open_sessions(
            register, viewer().login, at=at, idle=settings.idle, longest=settings.session
        )
    return render_template(
        "account.html",
        problem=problem,
        least=MINIMUM_PASSWORD_CHARACTERS,
        codes=codes,
        sessions=sessions,
        passkeys=keys,
        can_add_passkey=are_possible(settings),
    )


def _factor_form(shared: bytes, *, problem: Sentence | None = None) -> str:
    login = viewer().login
    uri = second_factor.provisioning_uri(
        shared, login=login, organisation=mail_context().organisation().name
    )
    return render_template(
        "new_factor.html",
        sealed=base64.urlsafe_b64encode(seal_shown(desk().secret, shared, login=login)).decode(),
        qr=svg_qr(uri, label=in_page_language(SECOND_FACTOR_QR)),
        by_hand=second_factor.base32(shared),
        problem=problem,
    )


def knows_password() -> bool:
    """Check whether whoever sits here typed the viewer's password."""
    # SECURITY: counted before anything is hashed: a borrowed screen is no place to guess from.
    if not desk().throttle.may_try():
        return False
    with reading(context().register) as register:
        found = accounts.account(register, viewer().login)
    return found is not None and verify_password(found.password_hash, _field("password"))


def _remember_device(response: Response, device: str) -> None:
    response.set_cookie(
        device_cookie(),
        device,
        max_age=_DEVICE_SECONDS,
        secure=context().settings.desk.is_https,
        httponly=True,
        samesite="Strict",
    )


def _passkey() -> Answer | None:
    response = request.form.get("passkey")
    state = request.form.get("passkey_state", "")
    return Answer(state=state, response=response) if response else None


def _field(name: str) -> str:
    return request.form.get(name, "")[:MAX_FIELD_CHARACTERS]
