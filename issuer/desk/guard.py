"""Before each request: who asks, and whether they may."""

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, role_of
from issuer.desk.auth.sealed_factor import role_given
from issuer.desk.auth.sign_in import token_digest
from issuer.desk.context import Viewer, desk
from issuer.desk.unsent import LOGIN, keep_place
from register import accounts
from register.database import reading, writing

ROLES_BY_ENDPOINT = "desk.roles"
TOKEN = "token"  # noqa: S105  the key in the cookie, not a token
_SEEN_EVERY_SECONDS = 60  # not a write for each image of a page


def admit() -> ResponseReturnValue | None:
    """Refuse each request that its route's role does not allow."""
    if request.routing_exception is not None:
        return None  # 404 or 405, which flask says by itself
    # SECURITY: an endpoint that declared no role is served to nobody:
    # test_route_without_a_role_is_served_to_nobody.
    role = current_app.extensions[ROLES_BY_ENDPOINT].get(request.endpoint)
    if role is None:
        abort(404)
    g.viewer = None if request.endpoint == "static" else _find_viewer()
    if role is Role.PUBLIC:
        return None
    if g.viewer is None:
        if session.pop(TOKEN, None) is not None or LOGIN in session:
            keep_place()
        return redirect(url_for("sign_in_page"), 303)
    if g.viewer.role < role:
        if request.endpoint == "modules":  # where everybody arrives
            return redirect(url_for("figures"), 303)
        abort(403)
    return None


def _find_viewer() -> Viewer | None:
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    context, digest = desk().context, token_digest(token)
    settings, at = context.settings.desk, context.instant()
    with reading(context.register) as register:
        found = accounts.who_is_in(
            register, digest, at=at, idle=settings.idle, longest=settings.session
        )
    # SECURITY: the signed cookie says whose session it is, not its row alone:
    # test_session_moved_to_another_account_in_the_register_opens_nothing.
    if found is None or found[0].login != session.get(LOGIN):
        return None
    account, seen_at, ends_at = found
    is_due = (at - seen_at).total_seconds() >= _SEEN_EVERY_SECONDS
    if is_due and request.endpoint != "session_left":  # a page that asks is no click
        with writing(context.register) as register:
            accounts.see(register, digest, at=at)
        ends_at = min(ends_at + (at - seen_at), max(ends_at, at + settings.idle))
    role = role_of(role_given(desk().secret, account), readers_see_names=settings.readers_see_names)
    return Viewer(login=account.login, role=role, token_digest=digest, ends_at=ends_at)
