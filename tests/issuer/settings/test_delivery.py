"""Messages and the account's password go over TLS only; wrong settings are named."""

from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.delivery.outbox_worker import Sent, send_due
from issuer.delivery.queueing import deliver
from issuer.delivery.smtp import MailServerError
from register.database import writing
from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import (
    make_mail_context,
    message,
    pretend_issued,
    queue_all,
    with_mail,
)
from tests.support.mail_server import mail_server, make_tls


def test_no_mail_section_says_so(tmp_path: Path) -> None:
    mail_context = make_mail_context(make_deployment(tmp_path))
    (number,) = pretend_issued(mail_context, 1)

    with pytest.raises(ConfigurationError, match="mail"), writing(mail_context.register) as session:
        deliver(session, mail_context, number)


@pytest.mark.parametrize("kind", ["starttls", "implicit"])
def test_messages_and_password_go_over_tls_only(tmp_path: Path, kind: str) -> None:
    context, authority = make_tls(tmp_path)
    account = tmp_path / "account"
    account.write_text("ateliers\nun secret\n")
    account.chmod(0o600)
    arguments = {kind: context}
    with mail_server(**arguments, with_account=kind == "starttls") as (mail, port):
        more = f'ca_file = "{authority}"\n'
        if kind == "starttls":
            more += 'account_file = "account"\n'
        settings = with_mail(port, more=more).replace('"none"', f'"{kind}"')
        mail_context = make_mail_context(make_deployment(tmp_path, settings=settings))
        queue_all(mail_context, 1)

        assert send_due(mail_context) == Sent(sent=1)

        if kind == "starttls":
            assert mail.accounts == [(b"ateliers", b"un secret")]
            assert mail.sessions_with_tls >= 1


def test_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    with mail_server() as (mail, port):
        settings = with_mail(port).replace('"none"', '"starttls"')
        mail_context = make_mail_context(make_deployment(tmp_path, settings=settings))
        queue_all(mail_context, 1)

        with pytest.raises(MailServerError, match="refuse la connexion"):
            send_due(mail_context)
        assert mail.received == []


def test_server_whose_certificate_is_not_trusted_gets_nothing(tmp_path: Path) -> None:
    context, _ = make_tls(tmp_path)
    with mail_server(starttls=context) as (mail, port):
        settings = with_mail(port).replace('"none"', '"starttls"')
        mail_context = make_mail_context(make_deployment(tmp_path, settings=settings))
        (number,) = queue_all(mail_context, 1)

        with pytest.raises(MailServerError):
            send_due(mail_context)
        assert mail.received == []
        assert message(mail_context, number).attempts == 0


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [
        ("a\nb\n", 0o644, "chmod 600"),
        ("a\n", 0o600, "deux lignes"),
        (None, 0o600, "illisible"),
    ],
)
def test_account_file_is_private_and_complete(
    tmp_path: Path, content: str | None, mode: int, complaint: str
) -> None:
    if content is not None:
        (tmp_path / "account").write_text(content)
        (tmp_path / "account").chmod(mode)
    settings = with_mail(1, more='account_file = "account"\n')
    mail_context = make_mail_context(make_deployment(tmp_path, settings=settings))
    queue_all(mail_context, 1)

    with pytest.raises(ConfigurationError, match=complaint):
        send_due(mail_context)


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        (('"localhost"', '"mail.example.org"'), "mail.security"),
        (("ateliers@passages.example", "personne"), "mail.sender"),
        (('security = "none"', "colour = 1"), "mail.colour"),
    ],
)
def test_wrong_mail_setting_is_named(tmp_path: Path, change: tuple[str, str], setting: str) -> None:
    config = make_deployment(tmp_path, settings=with_mail(25))
    config.write_text(config.read_text().replace(*change))

    with pytest.raises(ConfigurationError) as caught:
        make_mail_context(config)
    assert caught.value.setting == setting
