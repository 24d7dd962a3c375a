"""Participants' stories, with a real browser as wide as an old telephone and a real mail server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, LookedAt
from issuer.delivery.lost_link import answer_requests
from issuer.delivery.outbox_worker import send_due
from issuer.delivery.texts import Words, languages, words
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from register.attestations import document
from register.database import reading
from register.lookup import Lookup
from tests.support.browser import axe_violations, open_browser, overflow
from tests.support.issuer_contexts import make_deployment, make_draft
from tests.support.issuers import NOW
from tests.support.mail_contexts import turned, with_mail
from tests.support.mail_server import Post, mail_server
from tests.support.participants import (
    BORN,
    ParticipantDeployment,
    link_in,
    open_deployment,
)
from tests.support.ports import free_port
from tests.support.postgres import new_database
from tests.support.sweeps import sweep
from tests.support.threaded_server import serving
from tests.support.world import inspect_here
from verifier.assembly import open_verifier
from verifier.check import Verifier, check_file
from verifier.settings import load_settings

OLD_TELEPHONE = {"width": 320, "height": 568}
PARTICIPANT = """
[participant]
address = "http://127.0.0.1:{port}"
pages_per_minute = 100000
attempts_per_minute = 100000
"""


WAYS = sweep(
    list(product(languages(), (True, False))),
    reduced=[("fr", True), ("ar", False), ("ti", True)],
)
"""Each language with scripts and without; reduced, one for each direction and each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPage:
    """The organisation's page, its mail server, the verifier and a telephone."""

    deployment: ParticipantDeployment
    mail: Post
    verifier: Verifier
    browser: Browser
    address: str

    def newest_link(self) -> str:
        """Return the address in the newest message."""
        return self.address + link_in(self.mail.received[-1][1])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[ServedPage]:
    url = "sqlite:///register.db"
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"))
        url = database.render_as_string(hide_password=False)
    port = free_port()
    with mail_server() as (mail, mail_port):
        settings = with_mail(mail_port, url=url, more=PARTICIPANT.format(port=port))
        config = make_deployment(tmp_path_factory.mktemp("served"), settings=settings)
        deployment = open_deployment(config)
        verifier = open_verifier(load_settings(config), now=lambda: NOW)
        with serving(deployment.app, port):
            yield ServedPage(
                deployment=deployment,
                mail=mail,
                verifier=replace(verifier, inspect=inspect_here),
                browser=browser,
                address=f"http://127.0.0.1:{port}",
            )
        deployment.mail_context.register.dispose()
        assert isinstance(verifier.register, Lookup)
        verifier.register.engine.dispose()


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> tuple[str, bool]:
    found: tuple[str, bool] = request.param
    return found


@pytest.fixture
def has_scripts(way: tuple[str, bool]) -> bool:
    return way[1]


@pytest.fixture
def page(has_scripts: bool, served: ServedPage) -> Iterator[Page]:
    context = served.browser.new_context(
        viewport=OLD_TELEPHONE,  # type: ignore[arg-type]
        java_script_enabled=has_scripts,
        accept_downloads=True,
    )
    # Whatever asks anybody else fails: the page takes nothing from elsewhere.
    context.route(lambda url: not url.startswith(served.address), lambda route: route.abort())
    page = context.new_page()
    yield page
    page.wait_for_load_state()  # nothing is dropped on its way
    context.close()


@pytest.fixture
def spoken(way: tuple[str, bool]) -> Words:
    return words(way[0])


def look(page: Page, spoken: Words, *, has_scripts: bool) -> None:
    """What holds of every page."""
    page.wait_for_load_state("load")  # the stylesheet and the picture with it
    assert page.get_attribute("html", "dir") == spoken.direction
    assert overflow(page) == 0
    if has_scripts:
        # The same page; axe-core itself waits for timers, which do not run without scripts.
        assert axe_violations(page) == []


def in_a_thread(action: Callable[[], Number]) -> Number:
    """Sign where no event loop runs: the browser has one here, and pyHanko wants its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()


def hand_out(served: ServedPage) -> Number:
    """Issue to somebody new and send the link."""
    count = len(served.mail.received)
    name = "".join(chr(ord("A") + int(digit)) for digit in str(count))
    number = in_a_thread(
        lambda: served.deployment.issue(f"Ağaoğlu {name}", email=f"s{count}@example.org")
    )
    served.deployment.queue(number)
    send_due(served.deployment.mail_context)
    return number


def type_birth_date(page: Page, **wrong: str) -> None:
    for name, value in {**BORN, **wrong}.items():
        page.fill(f"#{name}", value)
    page.click("main form button[type=submit]")


def test_from_the_mail_to_a_document_that_the_verifier_calls_genuine(
    served: ServedPage,
    page: Page,
    spoken: Words,
    has_scripts: bool,
) -> None:
    number = hand_out(served)

    page.goto(f"{served.newest_link()}?lang={spoken.language}")
    look(page, spoken, has_scripts=has_scripts)
    type_birth_date(page, year="1990")
    expect(page.get_by_role("alert")).to_have_text(spoken.not_a_date)  # no 29 February 1990
    type_birth_date(page, day="28")
    expect(page.get_by_role("alert")).to_have_text(spoken.wrong.format(left=4))
    look(page, spoken, has_scripts=has_scripts)
    type_birth_date(page)
    page.get_by_role("heading", name=spoken.page_heading).wait_for()
    look(page, spoken, has_scripts=has_scripts)
    page.get_by_role("link", name=spoken.see, exact=True).click()
    page.get_by_alt_text(spoken.see_alt.format(number=number)).wait_for()
    look(page, spoken, has_scripts=has_scripts)
    page.get_by_role("link", name=spoken.back).click()
    page.get_by_role("link", name=spoken.card_open).click()
    look(page, spoken, has_scripts=has_scripts)
    page.get_by_role("link", name=spoken.back).click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=spoken.download).click()

    file = Path(downloading.value.path())
    content = file.read_bytes()
    with reading(served.deployment.mail_context.register) as session:
        assert content == document(session, number)
    finding = check_file(served.verifier, content)
    assert isinstance(finding.verdict, Genuine)
    assert finding.looked_at is LookedAt.ORIGINAL


def test_lost_link_comes_back_by_mail(
    served: ServedPage,
    page: Page,
    spoken: Words,
    has_scripts: bool,
) -> None:
    hand_out(served)
    first = served.newest_link()
    later = turned(served.deployment.mail_context, timedelta(hours=2))

    page.goto(f"{served.address}/?lang={spoken.language}")
    look(page, spoken, has_scripts=has_scripts)
    page.fill("#email", served.mail.received[-1][0].upper())
    type_birth_date(page)
    page.get_by_role("heading", name=spoken.lost_done_heading).wait_for()
    look(page, spoken, has_scripts=has_scripts)
    assert answer_requests(later) == 1
    send_due(later)

    second = served.newest_link()
    assert second != first
    page.goto(f"{second}?lang={spoken.language}")
    type_birth_date(page)
    page.get_by_role("heading", name=spoken.page_heading).wait_for()


def test_link_of_a_replaced_attestation_shows_the_new_one(
    served: ServedPage,
    page: Page,
    spoken: Words,
    has_scripts: bool,
) -> None:
    number = hand_out(served)
    holder = replace(make_draft().holder, family_name=f"Juste {number.replace('-', ' ')}")
    correction = Correction(holder=holder, email=None)
    issuer = served.deployment.context
    new = in_a_thread(
        lambda: replace_attestation(issuer, number, correction, reason="nom", who="ines")
    )

    page.goto(f"{served.newest_link()}?lang={spoken.language}")
    type_birth_date(page)
    page.get_by_role("heading", name=spoken.replaced_heading).wait_for()
    look(page, spoken, has_scripts=has_scripts)

    expect(page.get_by_text(new)).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=spoken.download).click()
    with reading(served.deployment.mail_context.register) as session:
        assert Path(downloading.value.path()).read_bytes() == document(session, new)
