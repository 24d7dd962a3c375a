"""Passkeys under « Compte », and the question that the sign-in page asks of them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import EndingRefusedError
from issuer.desk.auth import passkeys
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, mail_context, viewer
from issuer.desk.language import in_page_language
from issuer.desk.views.session import NOT_YOUR_PASSWORD, account_view, knows_password
from issuer.words.sentence import said, sentence

ROUTES = Routes()


@ROUTES.post("/compte/cles", Role.READER)
def new_passkey() -> ResponseReturnValue:
    """Ask the authenticator of whoever knows the password for a passkey."""
    if not knows_password():
        return account_view(NOT_YOUR_PASSWORD), 403
    question = passkeys.ask_for_new(
        context(),
        desk().secret,
        viewer().login,
        organisation=mail_context().organisation().name,
    )
    return render_template("new_passkey.html", question=question, most=passkeys.MAX_NAME_CHARACTERS)


@ROUTES.post("/compte/cles/garder", Role.READER)
def keep_passkey() -> ResponseReturnValue:
    """Keep the passkey that answers."""
    answer = passkeys.Answer(
        state=request.form.get("passkey_state", ""), response=request.form.get("passkey", "")
    )
    try:
        name = request.form.get("name", "").strip() or in_page_language(passkeys.UNNAMED)
        passkeys.enrol_passkey(context(), desk().secret, viewer().login, answer, name=name)
    except EndingRefusedError as error:
        return account_view(sentence("{problem}.", problem=said(error))), 422
    return redirect(url_for("account_page"), 303)


@ROUTES.post("/compte/cles/retirer", Role.READER)
def forget_passkey() -> ResponseReturnValue:
    """Forget one of one's passkeys."""
    passkeys.remove_passkey(context(), viewer().login, request.form.get("id", ""))
    return redirect(url_for("account_page"), 303)
