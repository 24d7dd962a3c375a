"""Who looks after an issuer hears of what comes to its end before anybody is turned away."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.delivery.expiry_warnings import expiry_warnings, tell_admin, told_admin
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from register.database import writing
from tests.support.commands import run
from tests.support.issuer_contexts import at, make_deployment, make_draft, make_module, open_issuer
from tests.support.issuers import NOW
from tests.support.mail_contexts import with_mail
from tests.support.mail_server import mail_server

ADMIN = '[admin]\nemail = "machines@passages.example"\n'


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    context = open_issuer(make_deployment(tmp_path))
    issue(context, make_module(), [make_draft()])
    return context


def warned(context: IssuerContext, *, after: timedelta) -> Sequence[str]:
    return expiry_warnings(context.settings, context.register, at=NOW + after)


def test_fresh_lists_and_keys_warn_of_nothing(context: IssuerContext) -> None:
    assert warned(context, after=timedelta(days=10)) == []


@pytest.mark.parametrize(
    ("days", "words"), [(11, "n’a plus été publiée"), (30, "ne vaut plus depuis")]
)
def test_list_warns_from_a_third_of_its_life_on(
    context: IssuerContext, days: int, words: str
) -> None:
    (warning,) = warned(context, after=timedelta(days=days))

    assert words in warning
    assert "attest-issuer publish" in warning
    publish_all(at(context, timedelta(days=days)), who="ines")
    assert warned(context, after=timedelta(days=days)) == []


@pytest.mark.parametrize("token", [b"\x00", b"\xd2"])
def test_damaged_list_is_said(context: IssuerContext, token: bytes) -> None:
    with writing(context.register) as session:
        session.execute(text("UPDATE status_list SET token = :token"), {"token": token})

    (warning,) = warned(context, after=timedelta())

    assert "abîmée" in warning


def test_key_warns_before_its_end(context: IssuerContext) -> None:
    later = timedelta(days=1095 - 60 - 59)
    publish_all(at(context, timedelta(days=700)), who="ines")
    publish_all(at(context, later), who="ines")

    (warning,) = warned(context, after=later)

    assert context.signer.kid.hex() in warning
    assert "attest-keys rotate" in warning


def test_message_that_waits_for_a_day_is_counted(context: IssuerContext) -> None:
    with patch("register.outbox.waiting_since", return_value=3):
        (warning,) = warned(context, after=timedelta())

    assert "3 messages attendent" in warning


def test_publish_warns_of_what_it_found(context: IssuerContext) -> None:
    with writing(context.register) as session:
        session.execute(text("UPDATE status_list SET token = x'00'"))

    done = run(main, "--config", context.settings.folder / "attestation.toml", "publish")

    assert done.exit_code == 0, done.err
    assert "Attention : La liste" in done.err


def test_admin_is_told_once_a_day(tmp_path: Path) -> None:
    with mail_server() as (mail_context, port):
        config = make_deployment(tmp_path, settings=with_mail(port, more=ADMIN))
        settings = open_issuer(config).settings
        told = [
            tell_admin(settings, ["La liste 1 est vieille"], at=NOW + timedelta(hours=hours))
            for hours in (0, 1, 23, 25)
        ]
        assert not tell_admin(settings, [], at=NOW + timedelta(days=9))
        assert told_admin(settings, ["x"], at=NOW + timedelta(days=9)) is None

    assert told == [True, False, False, True]
    assert [recipient for recipient, _ in mail_context.received] == [
        "machines@passages.example"
    ] * 3
    assert "La liste 1 est vieille" in mail_context.received[0][1].get_content()


def test_admin_without_mail_or_address_is_not_told(context: IssuerContext) -> None:
    assert not tell_admin(context.settings, ["La liste 1 est vieille"], at=NOW)


def test_what_keeps_the_admin_from_being_told_is_said(tmp_path: Path) -> None:
    with mail_server() as (mail_context, port):
        mail_context.trouble["machines@passages.example"] = ["550"]
        config = make_deployment(tmp_path, settings=with_mail(port, more=ADMIN))
        settings = open_issuer(config).settings

        assert "n’a pas pris" in (told_admin(settings, ["x"], at=NOW) or "")

        (tmp_path / "admin.told").mkdir()
        assert "illisible" in (told_admin(settings, ["x"], at=NOW) or "")
