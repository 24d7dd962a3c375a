"""The card: a QR code for a screen, kept in a telephone by a button and shown without a network."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from issuer.delivery.texts import words
from issuer.lifecycle.withdrawal import withdraw
from tests.support.browser import NARROW, axe_violations, open_browser, overflow
from tests.support.issuer_contexts import make_deployment
from tests.support.issuers import ADDRESS
from tests.support.mail_contexts import with_mail
from tests.support.participants import BORN, ParticipantDeployment, enter, open_deployment
from tests.support.ports import free_port
from tests.support.threaded_server import serving

FRENCH = words("fr")
KEPT = "caches.keys().then(names => names.length)"


def test_card_needs_the_birth_date_and_names_nobody_before(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())

    closed = client.get(f"{path}/card")
    manifest = client.get(f"{path}/card.webmanifest?lang=nl")

    assert (closed.status_code, closed.headers["Location"]) == (303, path)
    assert (manifest.json or {})["start_url"] == f"{path}/card"
    assert "Ağaoğlu" not in manifest.text
    assert client.get("/d/nothing/card.webmanifest").status_code == 404


def test_no_answer_of_the_card_may_be_stored_on_its_way(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    path = deployment.link(deployment.issue())
    enter(client, path)

    for place in (f"{path}/card", f"{path}/card.webmanifest", "/worker.js"):
        answer = client.get(place)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        answer.close()


def test_card_of_a_withdrawn_attestation_is_gone_for_good(
    deployment: ParticipantDeployment, client: FlaskClient
) -> None:
    number = deployment.issue()
    path = deployment.link(number)
    enter(client, path)
    withdraw(deployment.context, number, reason="erreur", who="ines")

    answer = client.get(f"{path}/card")

    assert answer.status_code == 410  # by which worker.js erases what a telephone keeps
    assert FRENCH.card_ended_heading in answer.text
    assert "Ağaoğlu" not in answer.text


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def telephone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=NARROW, color_scheme="dark")
    yield context
    context.close()


def make_page(folder: Path, port: int) -> ParticipantDeployment:
    more = f'\n[participant]\naddress = "http://127.0.0.1:{port}"\n'
    return open_deployment(make_deployment(folder, settings=with_mail(9, more=more)))


def open_with_birth_date(page: Page, address: str) -> None:
    page.goto(address)
    for name, value in BORN.items():
        page.fill(f"#{name}", value)
    page.click("main form button[type=submit]")
    page.get_by_role("heading", name=FRENCH.page_heading).wait_for()


def qr_text(page: Page) -> str:
    picture = Image.open(io.BytesIO(page.locator("#card").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_kept_card_opens_without_a_network_until_it_is_erased(
    tmp_path: Path, telephone: BrowserContext
) -> None:
    port = free_port()
    with ThreadPoolExecutor(1) as pool:  # where no event loop runs
        deployment = pool.submit(make_page, tmp_path, port).result()
        number = pool.submit(deployment.issue).result()
    address = f"http://127.0.0.1:{port}{deployment.link(number)}"
    page = telephone.new_page()
    with ExitStack() as served:
        served.enter_context(serving(deployment.app, port))
        open_with_birth_date(page, address)
        page.get_by_role("link", name=FRENCH.card_open).click()
        assert qr_text(page).startswith(f"{ADDRESS}/v#")
        assert (overflow(page), axe_violations(page)) == (0, [])
        assert page.evaluate(KEPT) == 0  # nothing is kept that nobody asked for
        page.get_by_role("button", name=FRENCH.card_keep).click()
        expect(page.get_by_role("status")).to_have_text(FRENCH.card_kept)
        telephone.clear_cookies()
        page.reload()  # the session is over, and the birth date is not asked for
        expect(page.get_by_text("Ağaoğlu")).to_be_visible()

    page.reload()

    assert qr_text(page).startswith(f"{ADDRESS}/v#")
    page.get_by_role("button", name=FRENCH.card_forget).click()
    expect(page.get_by_role("status")).to_have_text(FRENCH.card_forgotten)
    assert page.evaluate(KEPT) == 0
    deployment.mail_context.register.dispose()


def test_file_goes_to_the_share_sheet_of_the_telephone(
    tmp_path: Path, telephone: BrowserContext
) -> None:
    port = free_port()
    with ThreadPoolExecutor(1) as pool:
        deployment = pool.submit(make_page, tmp_path, port).result()
        number = pool.submit(deployment.issue).result()
    telephone.add_init_script(
        "navigator.canShare = () => true;"
        "navigator.share = async ({files: [file]}) => { document.title = file.name + file.type; };"
    )
    page = telephone.new_page()
    with serving(deployment.app, port):
        open_with_birth_date(page, f"http://127.0.0.1:{port}{deployment.link(number)}")

        page.get_by_role("button", name=FRENCH.share_file).click()

        expect(page).to_have_title(f"attestation-{number}.pdfapplication/pdf")
    deployment.mail_context.register.dispose()
