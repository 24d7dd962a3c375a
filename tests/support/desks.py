"""Desks for tests: an issuer, its accounts, and a browser that is signed in."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from issuer.context import IssuerContext
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.mail_run import send_round
from issuer.desk.app import create_app
from issuer.desk.auth import second_factor
from issuer.desk.auth.sealed_factor import seal_factor
from issuer.desk.auth.secret import DeskSecret, open_secret
from issuer.desk.jobs.worker import Worker, work_once
from register import accounts
from register.database import writing
from tests.support.authenticators import password_at
from tests.support.issuer_contexts import SETTINGS, make_deployment, open_issuer
from tests.support.issuers import NOW
from tests.support.workbooks import HEADER, MODULE_ROWS, Rows, Value, person, xlsx_bytes

PASSWORD = "quatre mots tires au sort"  # noqa: S105  of nobody
DESK_SETTINGS = SETTINGS + '\n[desk]\naddress = "http://127.0.0.1:8001"\n'

READERS_SEE_NAMES = DESK_SETTINGS + "readers_see_names = true\n"

# Each hash names its own costs, and the desk verifies it at these.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


class StillWorker(Worker):
    """A worker that does nothing by itself: the test says when."""

    def wake(self) -> None:
        pass

    def stop(self) -> None:
        self._is_stopping.set()
        super().wake()
        super().stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDesk:
    """A desk with its clock."""

    __test__ = False

    context: IssuerContext
    mail_context: MailContext
    secret: DeskSecret
    clock: Clock
    app: Flask
    factors: dict[str, bytes] = field(default_factory=dict)

    @property
    def register(self) -> Engine:
        """The register behind it."""
        return self.context.register

    def add_user(self, login: str, role: str = "coordinator") -> None:
        """Make an account with ``PASSWORD``; its second factor is known here."""
        self.factors[login] = secret = second_factor.new_secret()
        new = accounts.Account(
            login=login,
            role=role,
            password_hash=CHEAP.hash(PASSWORD),
            totp_sealed=seal_factor(self.secret, secret, login=login, role=role),
            totp_step=0,
            is_disabled=False,
            created_at=self.clock(),
        )
        with writing(self.register) as session:
            accounts.store_account(session, new, recovery_digests=[])

    def one_time(self, login: str) -> str:
        """Return the one-time password that is right now; the clock then goes on to the next."""
        text = password_at(self.factors[login], self.clock())
        self.clock.turn(timedelta(seconds=second_factor.STEP_SECONDS))
        return text

    def browser(self, login: str | None = None) -> "Browser":
        """Open a browser, signed in as ``login``."""
        browser = Browser(self.app.test_client())
        if login is not None:
            answer = browser.sign_in(login, PASSWORD, self.one_time(login))
            assert answer.status_code == 303, answer.text
        return browser

    def issue(self, data: bytes, *, login: str = "ines") -> None:
        """Let ``login`` bring a workbook and confirm it, and the worker issue what it says."""
        browser = self.browser(login)
        browser.issue(browser.read_upload(data))
        self.work()

    def work(self) -> None:
        """Let the worker do all that is to do."""
        work_once(self.context, self.mail_context)

    def send(self) -> None:
        """Let the mail worker send all that is due."""
        send_round(self.context, self.mail_context, who="bureau")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that sends a form's token along, as its page gave it."""

    client: FlaskClient

    def get(self, path: str, **query: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path, query_string=query or None)

    def post(self, path: str, *, page: str = "/compte", **fields: object) -> TestResponse:
        """Send a form that is on ``page``."""
        token = self.token(page)
        return self.client.post(path, data={"csrf_token": token, **fields})

    def token(self, page: str = "/compte") -> str:
        """Return the token of a form on ``page``."""
        answer = self.client.get(page, follow_redirects=True)
        found = _CSRF.search(answer.text)
        assert found, answer.text
        return found.group(1)

    def sign_in(self, login: str, password: str, one_time: str) -> TestResponse:
        """Send the three fields."""
        return self.post(
            "/connexion", page="/connexion", login=login, password=password, one_time=one_time
        )

    def read_upload(self, data: bytes, name: str = "presences.xlsx") -> str:
        """Bring a workbook; return the address of its preview."""
        answer = self.post("/classeurs/nouveau", workbook=(io.BytesIO(data), name))
        assert answer.status_code == 303, answer.text
        return answer.location

    def issue(self, preview: str) -> str:
        """Confirm what a preview shows; return the address of the job."""
        page = self.get(f"{preview}/delivrer")
        digest = re.search(r'name="digest" value="([0-9a-f]+)"', page.text)
        assert digest, page.text
        answer = self.post(f"{preview}/delivrer", digest=digest.group(1))
        assert answer.status_code == 303, answer.text
        return answer.location


def make_desk(folder: Path, *, settings: str = DESK_SETTINGS) -> TestDesk:
    """Make a deployment with a desk, whose clock stands."""
    clock = Clock()
    config = make_deployment(folder, settings=settings)
    return desk_of(replace(open_issuer(config), now=clock), clock)


def desk_of(context: IssuerContext, clock: Clock) -> TestDesk:
    """Open the desk of an issuer."""
    secret = open_secret(context.settings.desk.secret_file)
    mail_context = open_mail_context(context.settings, context.register, now=context.now)
    app = create_app(
        context, secret, mail_context=mail_context, worker=StillWorker(context, mail_context)
    )
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["SERVER_NAME"] = None
    app.test_client_class = _LocalClient
    return TestDesk(context=context, mail_context=mail_context, secret=secret, clock=clock, app=app)


def workbook(*rows: Sequence[Value], module: Rows = MODULE_ROWS) -> bytes:
    """Make a workbook with these people; without any, two entitled ones and one who is not."""
    people: Rows = rows or (
        person(),
        person(family_name="Đặng", given_name="Thị Hồng", email="d@example.org"),
        person(family_name="Łukasiewicz", given_name="Ewa", marks="PAP"),
    )
    return xlsx_bytes({"Module": module, "Présences": [HEADER, *people]})


class _LocalClient(FlaskClient):
    """A client that asks for the desk's own address, the only one that is answered."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", "http://127.0.0.1:8001")
        kwargs.setdefault("buffered", True)  # read whole and closed
        return super().open(*args, **kwargs)
