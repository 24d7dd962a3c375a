"""A form whose sender's session had ended: kept, and filled again after they sign in.

Only what carries the token of a page of ours is kept, under the login of the session that ended;
no password is, and no file.
"""

from flask import Response, g, request, session
from flask_wtf.csrf import validate_csrf  # type: ignore[import-untyped]
from markupsafe import Markup
from wtforms import ValidationError  # type: ignore[import-untyped]

from issuer.desk.context import Viewer, context
from issuer.desk.language import translated
from issuer.desk.pages.refill import refilled
from issuer.words.sentence import sentence
from register import accounts, kept_forms
from register.database import reading, writing
from register.kept_forms import FormKind

LOGIN, _NEXT, _UNSENT, ENDED = "login", "next", "unsent", "ended"
AGAIN = "reprise"
_MAX_BYTES = 2 * 1024 * 1024
_SECRETS = {"csrf_token", "old", "new", "again", "password", "one_time"}
_NOTE = sentence(
    "Votre session avait pris fin\u00a0: ce que vous aviez écrit est ici, rien n’est encore "
    "envoyé. Un fichier est à choisir de nouveau."
)


def keep_place() -> None:
    """Remember where somebody whose session has ended was, and what they had just sent."""
    session[ENDED] = True
    if request.method == "GET":
        # A picture or a script's question is no place to come back to.
        if request.headers.get("Sec-Fetch-Dest", "document") == "document":
            session[_NEXT] = _without_again(request.full_path)
        return
    own = context().settings.desk.address
    came_from = request.referrer or ""
    session[_NEXT] = came_from.removeprefix(own) if came_from.startswith(f"{own}/") else "/"
    login = session.get(LOGIN)
    if not isinstance(login, str) or (request.content_length or 0) > _MAX_BYTES:
        return
    try:
        # SECURITY: another site keeps nothing here: test_form_without_our_token_is_not_kept.
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return
    fields = [
        [name, value] for name, value in request.form.items(multi=True) if name not in _SECRETS
    ]
    content = {"action": request.path, "fields": fields}
    with writing(context().register) as register:
        if accounts.account(register, login) is None:
            return
        session[_UNSENT] = kept_forms.keep_form(
            register, content, kind=FormKind.UNSENT, login=login, at=context().instant()
        )


def place_of(login: str) -> str:
    """Return where ``login`` goes after signing in: home, or where the session had ended."""
    path, number = session.get(_NEXT), session.get(_UNSENT)
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        return "/"
    if session.get(LOGIN) not in (None, login):
        return "/"
    path = _without_again(path)
    if isinstance(number, str):
        path += f"{'&' if '?' in path else '?'}{AGAIN}={number}"
    return path


def fill_again(response: Response) -> Response:
    """Fill the form of a page with what was typed before the session ended."""
    number, viewer = request.args.get(AGAIN), g.get("viewer")
    is_page = response.mimetype == "text/html" and response.status_code == 200
    if not number or not is_page or not isinstance(viewer, Viewer):
        return response
    with reading(context().register) as register:
        kept = kept_forms.kept_form(register, number, kind=FormKind.UNSENT, login=viewer.login)
    if kept is not None:
        fields = [(str(name), str(value)) for name, value in kept["fields"]]
        page = refilled(response.get_data(as_text=True), str(kept["action"]), fields)
        note = Markup('</h1><p class="note green" role="status">{}</p>').format(translated(_NOTE))
        response.set_data(page.replace("</h1>", note, 1))
    return response


def _without_again(path: str) -> str:
    head, _, query = path.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(f"{AGAIN}=")]
    return f"{head}?{'&'.join(kept)}" if kept else head
