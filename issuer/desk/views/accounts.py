"""Accounts in the browser: who has one, inviting somebody, and what an invitation opens."""

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import AttestationError, ConfigurationError, EndingRefusedError
from issuer.delivery.smtp import Taken, connected, hand_over
from issuer.desk.auth import second_factor
from issuer.desk.auth.access import ROLES, Role, Routes
from issuer.desk.auth.desk_accounts import LOGIN, LOGIN_IN_WORDS, disable_account
from issuer.desk.auth.invitations import LASTS, Invited, accept, find_invited, invite, take_back
from issuer.desk.auth.sealed_factor import role_given
from issuer.desk.auth.sign_in import MAX_FIELD_CHARACTERS, MINIMUM_PASSWORD_CHARACTERS
from issuer.desk.context import context, desk, mail_context, viewer
from issuer.desk.language import in_page_language, language
from issuer.desk.views.session import SECOND_FACTOR_QR, WRONG_CODE
from issuer.words.sentence import Sentence, said, sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.parsing.email_address import parse_email
from register import accounts
from register.database import reading
from register.invitations import invitations
from web.qr_symbol import svg_qr

ROUTES = Routes()


@ROUTES.get("/comptes", Role.COORDINATOR)
def accounts_page() -> ResponseReturnValue:
    """List the accounts, and who is invited."""
    return _accounts_page()


@ROUTES.post("/comptes", Role.COORDINATOR)
def invite_somebody() -> ResponseReturnValue:
    """Invite somebody by a link that serves once: by e-mail if there is an address, and shown."""
    login = request.form.get("login", "").strip().casefold()
    role = request.form.get("role", "")
    email = parse_email(request.form.get("email", "")[:MAX_FIELD_CHARACTERS].strip() or None)
    if isinstance(email, Fault):
        return _accounts_page(
            problem=sentence("{problem} {remedy}", problem=email.message, remedy=email.remedy)
        ), 422
    if not LOGIN.fullmatch(login):
        return _accounts_page(problem=sentence("Nom de compte : {rule}.", rule=LOGIN_IN_WORDS)), 422
    if role not in ROLES:
        abort(400)
    token = invite(context(), desk().secret, login, role=role, who=viewer().login)
    address = f"{context().settings.desk.address}{url_for('invitation_page', token=token)}"
    sent, problem = False, None
    if email is not None:
        try:
            sent = _send(email, login, address)
        except AttestationError as error:
            problem = said(error)
    return render_template(
        "invited.html",
        login=login,
        address=address,
        qr=svg_qr(address, label=in_page_language(sentence("Code QR de l’invitation"))),
        email=email,
        sent=sent,
        problem=problem,
        days=LASTS.days,
    )


@ROUTES.post("/comptes/fermer", Role.COORDINATOR)
def close_account() -> ResponseReturnValue:
    """Close an account, or take an invitation back; one's own stays open."""
    login = request.form.get("login", "")
    if login == viewer().login:
        raise EndingRefusedError(sentence("votre propre compte se ferme par quelqu’un d’autre"))
    with reading(context().register) as session:
        has_account = accounts.account(session, login) is not None
    if has_account:
        disable_account(context(), login, who=viewer().login)
    take_back(context(), login, who=viewer().login)
    return redirect(url_for("accounts_page"), 303)


@ROUTES.get("/invitation/<token>", Role.PUBLIC)
def invitation_page(token: str) -> ResponseReturnValue:
    """Show the form that makes both secrets; looking at it uses nothing up."""
    invited = find_invited(context(), desk().secret, token)
    if invited is None:
        return _over()
    return _invitation_form(token, invited)


@ROUTES.post("/invitation/<token>", Role.PUBLIC)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the account, and show its recovery codes this once."""
    # SECURITY: before a password is hashed: test_invitations_are_tried_no_faster_than_sign_ins.
    if not desk().throttle.may_try():
        return _message(sentence("Trop d’essais"), sentence("Réessayez dans une minute.")), 429
    invited = find_invited(context(), desk().secret, token)
    if invited is None:
        return _over()
    new, again = (request.form.get(name, "")[:MAX_FIELD_CHARACTERS] for name in ("new", "again"))
    step = second_factor.step_of(
        invited.secret, request.form.get("one_time", "")[:40], at=context().instant(), after=0
    )
    if len(new) < MINIMUM_PASSWORD_CHARACTERS:
        problem = sentence(
            "Le mot de passe a moins de {least} caractères.", least=MINIMUM_PASSWORD_CHARACTERS
        )
    elif new != again:
        problem = sentence("Les deux mots de passe ne sont pas les mêmes.")
    elif step is None:
        problem = WRONG_CODE
    else:
        try:
            access = accept(context(), desk().secret, token, invited, password=new, step=step)
        except ConfigurationError:
            return _over()
        return render_template("recovery_codes.html", codes=access.recovery_codes, is_new=True)
    return _invitation_form(token, invited, problem=problem), 422


def _accounts_page(*, problem: Sentence | None = None) -> str:
    with reading(context().register) as session:
        known, invited = accounts.accounts(session), invitations(session)
    known = [replace(one, role=role_given(desk().secret, one)) for one in known]
    return render_template(
        "accounts.html",
        accounts=known,
        invitations=[one for one in invited if context().instant() < one.until],
        problem=problem,
        has_mail=mail_context().settings.mail is not None,
        days=LASTS.days,
    )


def _invitation_form(token: str, invited: Invited, *, problem: Sentence | None = None) -> str:
    login = invited.invitation.login
    uri = second_factor.provisioning_uri(
        invited.secret, login=login, organisation=mail_context().organisation().name
    )
    return render_template(
        "invitation.html",
        token=token,
        login=login,
        is_renewal=invited.is_renewal,
        qr=svg_qr(uri, label=in_page_language(SECOND_FACTOR_QR)),
        by_hand=second_factor.base32(invited.secret),
        least=MINIMUM_PASSWORD_CHARACTERS,
        problem=problem,
    )


def _send(recipient: str, login: str, address: str) -> bool:
    mail, organisation = mail_context().mail(), mail_context().organisation()
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = mail.sender, recipient
    message["Subject"] = in_page_language(
        sentence("Bureau des attestations – {organisation}", organisation=organisation.name)
    )
    message["Date"] = context().instant()
    message["Auto-Submitted"] = "auto-generated"
    words = sentence(
        "Bonjour,\n\n{who} vous invite au bureau des attestations, sous le nom de compte {login}."
        "\n\nOuvrez ce lien dans les {days} jours ; il sert une fois :\n\n{address}\n\n"
        "Il vous faut un téléphone avec une application d’authentification.\n"
        "Vous n’attendiez pas ce message ? Effacez-le.\n\n{organisation}\n",
        who=viewer().login,
        login=login,
        days=LASTS.days,
        address=address,
        organisation=organisation.name,
    )
    message.set_content(in_page_language(words))
    message["Content-Language"] = language()  # set_content takes such headers away
    with connected(mail) as server:
        outcome = hand_over(
            server,
            sender=mail.sender,
            recipient=recipient,
            content=message.as_bytes(),
            before_end=lambda: True,
        )
    return isinstance(outcome, Taken)


def _over() -> ResponseReturnValue:
    return _message(
        sentence("Cette invitation ne vaut plus"),
        sentence(
            "Elle a servi, elle a été retirée, ou elle est trop ancienne. Demandez-en une autre."
        ),
    ), 404


def _message(heading: Sentence, text: Sentence) -> str:
    return render_template("message.html", heading=heading, text=text)
