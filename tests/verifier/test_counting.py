"""Checks are counted by day, and nothing that goes wrong with it reaches a verdict."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from attestation.errors import ConfigurationError
from attestation.facts import Number
from issuer.lifecycle.erasure import erase_person
from register.check_counts import days_checked
from register.database import reading
from tests.support.issuer_contexts import SETTINGS
from tests.support.postgres import new_database
from tests.support.served_verifier import served_verifier
from tests.support.web import make_app, post_file, verdict_of
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier import counting
from verifier.assembly import LiveVerifier, open_live_verifier
from verifier.counting import CheckCounter
from verifier.http.instrumentation import EXTENSION
from verifier.settings import load_settings
from verifier.translations.catalogue import LANGUAGES, wording

LONG = 60


def counter_of(app: Flask) -> CheckCounter:
    live: LiveVerifier = app.extensions[EXTENSION]
    assert live.counter is not None
    return live.counter


def settled(app: Flask) -> None:
    assert counter_of(app).settle(LONG)


def days_of(world: World, number: Number) -> dict[date, int]:
    with reading(world.context.register) as session:
        return {one.day: one.checks for one in days_checked(session, number)}


def people_of(world: World) -> list[Issued]:
    return [world.issued(number) for number in world.numbers()]


def ask(client: FlaskClient, **data: str) -> str | None:
    return verdict_of(client.post("/check", data=data))[0]


def test_every_door_is_counted_by_day(own_world: World) -> None:
    app = make_app(own_world)
    client, one = app.test_client(), people_of(own_world)[0]

    assert ask(client, text=one.code) == "genuine"
    assert ask(client, fragment=one.qr.partition("#")[2]) == "genuine"
    assert verdict_of(post_file(client, one.pdf))[0] == "genuine"
    client.post("/api/v1/verifications", json=[{"code": one.code}, {"qr": one.qr}])
    settled(app)
    today = own_world.now().date()
    assert days_of(own_world, one.number) == {today: 5}

    own_world.wait(timedelta(days=1))
    ask(client, text=one.code)
    settled(app)
    assert days_of(own_world, one.number) == {today: 5, today + timedelta(days=1): 1}


def test_only_a_good_signature_is_counted(own_world: World) -> None:
    app = make_app(own_world)
    client, (good, gone, old) = app.test_client(), people_of(own_world)
    own_world.withdraw(gone.number)
    own_world.replace(old.number, replace(PEOPLE[2], family_name="Suryani Dewi"))
    asked: dict[str, dict[str, str]] = {
        "genuine": {"text": good.code},
        "withdrawn": {"text": gone.code},
        "replaced": {"text": old.code},
        "not_ours": {"text": "0000-0000-0000-0000"},
        "unreadable": {"text": good.number},
    }

    for verdict, data in asked.items():
        assert ask(client, **data) == verdict
    assert verdict_of(post_file(client, good.pdf + b"\n% more"))[0] == "altered"
    settled(app)

    today = own_world.now().date()
    assert [days_of(own_world, one.number) for one in (good, gone, old)] == [{today: 1}] * 3
    assert len(own_world.numbers()) == 4  # and nothing was made up for what nobody issued
    with own_world.context.register.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM check_count").scalar() == 3


def test_same_verdict_in_another_language_is_not_another_check(own_world: World) -> None:
    app = make_app(own_world)
    client, one = app.test_client(), people_of(own_world)[0]

    page = client.post("/check", data={"text": one.code}).text
    assert '<input type="hidden" name="repeated" value="yes">' in page
    for _ in LANGUAGES:
        ask(client, text=one.code, repeated="yes")
    settled(app)

    assert days_of(own_world, one.number) == {own_world.now().date(): 1}


def test_day_turns_at_midnight_in_brussels(tmp_path: Path) -> None:
    world = make_world(tmp_path, now=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    (one,) = world.issue(PEOPLE[0])
    app = make_app(world)

    ask(app.test_client(), text=one.code)
    settled(app)

    assert days_of(world, one.number) == {date(2026, 11, 21): 1}


def test_who_asked_to_be_forgotten_is_not_counted(own_world: World) -> None:
    app = make_app(own_world)
    client, (one, gone, _) = app.test_client(), people_of(own_world)
    own_world.withdraw(gone.number)
    for number in (one.number, gone.number):
        erase_person(own_world.context, number, who="commande:ines")

    assert ask(client, fragment=one.qr.partition("#")[2]) == "genuine"
    assert ask(client, fragment=gone.qr.partition("#")[2]) == "withdrawn"
    settled(app)

    assert days_of(own_world, one.number) == days_of(own_world, gone.number) == {}


def test_counting_is_off_where_the_settings_say_so(own_world: World) -> None:
    app = make_app(own_world, count_checks=False)
    client, one = app.test_client(), people_of(own_world)[0]

    assert ask(client, text=one.code) == "genuine"

    live: LiveVerifier = app.extensions[EXTENSION]
    assert live.counter is None
    for language in LANGUAGES:
        page = wording(language).page
        assert page.privacy in client.get(f"/?lang={language}").text
        counting_page = make_app(own_world).test_client().get(f"/?lang={language}").text
        assert page.privacy_counting in counting_page


@contextmanager
def locked(world: World) -> Iterator[None]:
    other = sqlite3.connect(world.config.parent / "register.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


def test_locked_register_delays_no_verdict_and_is_counted_later(own_world: World) -> None:
    app = make_app(own_world)
    client, one = app.test_client(), people_of(own_world)[0]

    with locked(own_world):
        for _ in range(3):
            assert ask(client, text=one.code) == "genuine"
        assert days_of(own_world, one.number) == {}

    settled(app)
    assert days_of(own_world, one.number) == {own_world.now().date(): 3}


def wait_no_longer(world: World) -> World:
    assert world.settings.register is not None
    register = world.settings.register.model_copy(update={"wait_seconds": 0.05})
    return replace(world, settings=replace(world.settings, register=register))


def test_register_locked_for_too_long_costs_counts_alone(own_world: World) -> None:
    app = make_app(wait_no_longer(own_world))
    client, one = app.test_client(), people_of(own_world)[0]

    with locked(own_world), capture_logs() as logs:
        assert ask(client, text=one.code) == "genuine"
        settled(app)
    assert ask(client, text=one.code) == "genuine"
    settled(app)

    lost = [line for line in logs if line["event"] == "counts_lost"]
    assert [(line["checks"], line["error"]) for line in lost] == [(1, "RegisterError")]
    assert days_of(own_world, one.number) == {own_world.now().date(): 1}


def test_missing_table_costs_counts_alone(own_world: World) -> None:
    own_world.tamper("DROP TABLE check_count")
    app = make_app(own_world)
    client, one = app.test_client(), people_of(own_world)[0]

    with capture_logs() as logs:
        for _ in range(2):
            assert ask(client, text=one.code) == "genuine"
            settled(app)

    assert [line["checks"] for line in logs if line["event"] == "counts_lost"] == [1, 1]
    assert one.code not in repr(logs)


def test_read_only_register_costs_counts_alone(own_world: World) -> None:
    file = own_world.config.parent / "register.db"
    app = make_app(own_world, counts_url=f"sqlite:///file:{file}?mode=ro&uri=true")
    client, one = app.test_client(), people_of(own_world)[0]

    with capture_logs() as logs:
        assert ask(client, text=one.code) == "genuine"
        settled(app)

    assert [line["checks"] for line in logs if line["event"] == "counts_lost"] == [1]
    assert days_of(own_world, one.number) == {}


def test_flood_is_not_remembered_without_end(
    own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MAX_WAITING", 2)
    monkeypatch.setattr(CheckCounter, "_start", lambda self: None)  # nobody writes meanwhile
    app = make_app(own_world)
    client, people = app.test_client(), people_of(own_world)

    with capture_logs() as logs:
        for one in (*people, people[0]):
            assert ask(client, text=one.code) == "genuine"

    assert [line["checks"] for line in logs if line["event"] == "counts_lost"] == [1]
    assert not counter_of(app).settle(0)


def test_machine_without_threads_costs_counts_alone(
    own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoThread(Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    app = make_app(own_world)
    client, one = app.test_client(), people_of(own_world)[0]
    with monkeypatch.context() as full:
        full.setattr(counting, "Thread", NoThread)
        assert ask(client, text=one.code) == "genuine"

    assert ask(client, text=one.code) == "genuine"
    settled(app)

    assert days_of(own_world, one.number) == {own_world.now().date(): 2}


def test_counts_decide_nothing(own_world: World) -> None:
    app = make_app(own_world)
    client, (one, gone, _) = app.test_client(), people_of(own_world)
    own_world.withdraw(gone.number)
    for number in (one.number, gone.number):
        own_world.tamper(
            "INSERT INTO check_count VALUES (:number, '2026-11-20', 2000000000)", number=number
        )

    assert ask(client, text=one.code) == "genuine"
    assert ask(client, text=gone.code) == "withdrawn"


def test_address_of_the_counts_that_is_none_is_named(own_world: World) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make_app(own_world, counts_url="nowhere")

    assert caught.value.setting == "verifier.counts_url"


def test_verifier_on_postgresql_counts_with_a_role_of_its_own(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database = new_database(request.getfixturevalue("postgres"))
    url = database.render_as_string(hide_password=False)
    world = make_world(tmp_path, settings=SETTINGS.replace("sqlite:///register.db", url))
    (one,) = world.issue(PEOPLE[0])
    role = f"counts_{database.database}"
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    counts_url = database.set(username=role).render_as_string(hide_password=False)
    app = make_app(world, counts_url=counts_url)
    client = app.test_client()

    assert ask(client, text=one.code) == "genuine"
    settled(app)
    assert days_of(world, one.number) == {}  # the role may not yet
    with engine.begin() as connection:
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE ON check_count TO {role}"))
    assert ask(client, text=one.code) == "genuine"
    settled(app)

    assert days_of(world, one.number) == {world.now().date(): 1}


def test_server_that_is_stopped_writes_what_it_has_counted(tmp_path: Path) -> None:
    world = make_world(tmp_path / "world", now=datetime.now(UTC))  # gunicorn has its own clock
    (one,) = world.issue(PEOPLE[0])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with served_verifier(world.config, log=tmp_path / "log", scratch=scratch) as served:
        assert served.post_form("/check", {"text": one.code}).verdict == "genuine"

    assert list(days_of(world, one.number).values()) == [1]


def test_command_line_counts_nothing(own_world: World) -> None:
    one = people_of(own_world)[0]
    live = open_live_verifier(load_settings(own_world.config), now=own_world.now)

    assert own_world.check_text(one.code).verdict.name == "genuine"

    assert live.counter is not None
    assert live.counter.settle(0)
    assert days_of(own_world, one.number) == {}
