"""Who looks after an issuer hears of what comes to its end before anybody is turned away."""

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from issuer.cli.main import main
from issuer.context import Office
from issuer.delivery.expiry_warnings import expiry_warnings, tell_admin, told_admin
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from register.database import writing
from tests.support.commands import run
from tests.support.issuers import NOW
from tests.support.mail_server import mail_server
from tests.support.offices import at, make_deployment, make_draft, make_module, open_office
from tests.support.post_offices import with_mail

ADMIN = '[admin]\nemail = "machines@passages.example"\n'


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = open_office(make_deployment(tmp_path))
    issue(office, make_module(), [make_draft()])
    return office


def warned(office: Office, *, after: timedelta) -> list[str]:
    return expiry_warnings(office.settings, office.register, at=NOW + after)


def test_fresh_lists_and_keys_warn_of_nothing(office: Office) -> None:
    assert warned(office, after=timedelta(days=10)) == []


@pytest.mark.parametrize(
    ("days", "words"), [(11, "n’a plus été publiée"), (30, "ne vaut plus depuis")]
)
def test_list_warns_from_a_third_of_its_life_on(office: Office, days: int, words: str) -> None:
    (warning,) = warned(office, after=timedelta(days=days))

    assert words in warning
    assert "attest-issuer publish" in warning
    publish_all(at(office, timedelta(days=days)), who="ines")
    assert warned(office, after=timedelta(days=days)) == []


@pytest.mark.parametrize("token", [b"\x00", b"\xd2"])
def test_damaged_list_is_said(office: Office, token: bytes) -> None:
    with writing(office.register) as session:
        session.execute(text("UPDATE status_list SET token = :token"), {"token": token})

    (warning,) = warned(office, after=timedelta())

    assert "abîmée" in warning


def test_key_warns_before_its_end(office: Office) -> None:
    later = timedelta(days=1095 - 60 - 59)
    publish_all(at(office, timedelta(days=700)), who="ines")
    publish_all(at(office, later), who="ines")

    (warning,) = warned(office, after=later)

    assert office.signer.kid.hex() in warning
    assert "attest-keys rotate" in warning


def test_message_that_waits_for_a_day_is_counted(office: Office) -> None:
    with patch("register.outbox.waiting_since", return_value=3):
        (warning,) = warned(office, after=timedelta())

    assert "3 messages attendent" in warning


def test_publish_warns_of_what_it_found(office: Office) -> None:
    with writing(office.register) as session:
        session.execute(text("UPDATE status_list SET token = x'00'"))

    done = run(main, "--config", office.settings.folder / "attestation.toml", "publish")

    assert done.exit_code == 0, done.err
    assert "Attention : La liste" in done.err


def test_admin_is_told_once_a_day(tmp_path: Path) -> None:
    with mail_server() as (post, port):
        config = make_deployment(tmp_path, settings=with_mail(port, more=ADMIN))
        settings = open_office(config).settings
        told = [
            tell_admin(settings, ["La liste 1 est vieille"], at=NOW + timedelta(hours=hours))
            for hours in (0, 1, 23, 25)
        ]
        assert not tell_admin(settings, [], at=NOW + timedelta(days=9))
        assert told_admin(settings, ["x"], at=NOW + timedelta(days=9)) is None

    assert told == [True, False, False, True]
    assert [recipient for recipient, _ in post.received] == ["machines@passages.example"] * 3
    assert "La liste 1 est vieille" in post.received[0][1].get_content()


def test_admin_without_mail_or_address_is_not_told(office: Office) -> None:
    assert not tell_admin(office.settings, ["La liste 1 est vieille"], at=NOW)


def test_what_keeps_the_admin_from_being_told_is_said(tmp_path: Path) -> None:
    with mail_server() as (post, port):
        post.trouble["machines@passages.example"] = ["550"]
        config = make_deployment(tmp_path, settings=with_mail(port, more=ADMIN))
        settings = open_office(config).settings

        assert "n’a pas pris" in (told_admin(settings, ["x"], at=NOW) or "")

        (tmp_path / "admin.told").mkdir()
        assert "illisible" in (told_admin(settings, ["x"], at=NOW) or "")
