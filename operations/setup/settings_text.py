"""The settings file of a new deployment, written from answers."""

import json
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL

from operations.setup.answers import Answers
from operations.setup.roles import Roles

MAIL_ACCOUNT = "mail.account"


def settings_text(answers: Answers, *, passphrase: str, roles: Roles | None = None) -> str:
    """Return the settings as TOML; a string of JSON is one of TOML too.

    Args:
        answers: validated.
        passphrase: the file of the passphrase, absolute or relative to the settings.
        roles: of a register on PostgreSQL.
    """
    register, counts = {"url": answers.register_url}, {}
    if roles is not None:
        register = {"url": _text_of(roles.issuer), "replica_url": _text_of(roles.reads)}
        counts = {"counts_url": _text_of(roles.counts)}
    parts = [
        _section(
            "organisation", name=answers.organisation, place=answers.place, email=answers.admin
        ),
        _section("organisation.coordinator", name=answers.coordinator),
        _section("issue", verifier=answers.verifier, trust="trust.pem"),
        _section("keys", ring="keys", passphrase_file=passphrase),
        _section("register", **register),
        _section("desk", address=answers.desk, listen="127.0.0.1:8001", proxies=1),
        _section("participant", address=answers.participant, listen="127.0.0.1:8002", proxies=1),
        _section(
            "verifier",
            addresses=[answers.verifier],
            trust="trust.pem",
            receipts="receipts",
            port=8000,
            proxies=1,
            run_by=answers.organisation,
            contact=answers.admin,
            **counts,
            **({"limits_storage": answers.redis} if answers.redis else {}),
        ),
        _section("admin", email=answers.admin),
        _section("backup", folder=answers.backups),
    ]
    if answers.clock is not None:
        parts.append(_section("clock", sources=[answers.clock]))
    if answers.mail:
        parts.append(_mail_section(answers))
    head = "# Écrit par attest setup. Les chemins relatifs partent de ce fichier.\n\n"
    return head + "\n".join(parts)


def _text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def mail_account(answers: Answers) -> str | None:
    """Return the two lines of the mail account's file; None where the server asks for none."""
    user = urlsplit(answers.mail).username
    return f"{unquote(user)}\n{answers.mail_password}\n" if user else None


def _mail_section(answers: Answers) -> str:
    server = urlsplit(answers.mail)
    is_implicit = server.scheme == "smtps"
    account = {"account_file": MAIL_ACCOUNT} if server.username else {}
    return _section(
        "mail",
        host=server.hostname,
        port=server.port or (465 if is_implicit else 587),
        security="implicit" if is_implicit else "starttls",
        sender=answers.admin,
        **account,
    )


def _section(section: str, /, **values: object) -> str:
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"[{section}]\n" + "".join(f"{line}\n" for line in lines)
