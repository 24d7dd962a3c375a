"""``make serve`` as it is written: somebody new opens all three faces."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.setup.drift import without_bundles
from tests.support.ports import free_port

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return what ``make serve`` says, while it serves."""
    demo = tmp_path_factory.mktemp("serve") / "demo"
    ports = " ".join(str(free_port()) for _ in range(3))
    # The environment in which the tests run is taken as it is.
    command = ["make", "-o", ".venv/.runtime", *without_bundles(ROOT)]
    command += ["serve", f"DEMO={demo}", f"PORTS={ports}"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    ) as served:
        assert served.stdout is not None
        lines = []
        for line in served.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        try:
            yield "".join(lines)
        finally:
            os.killpg(served.pid, signal.SIGTERM)


def one(pattern: str, text: str) -> str:
    (found,) = re.findall(pattern, text)
    return str(found)


def test_officers_page_says_that_a_document_of_the_demo_is_genuine(told: str) -> None:
    folder = Path(one(r"10 PDF dans (\S+)", told))
    document = min(folder.glob("*.pdf"))

    address = one(r"The officer's page +(\S+)", told)
    with document.open("rb") as stream:
        answer = requests.post(f"{address}check", files={"file": stream}, timeout=30)

    assert 'data-verdict="genuine"' in answer.text


def test_account_of_the_demo_enters_the_desk(told: str) -> None:
    desk = one(r"The desk +(\S+)", told)
    browser = requests.Session()
    page = browser.get(desk, timeout=30)

    page = browser.post(
        page.url,
        data={
            "csrf_token": one(r'name="csrf_token" value="([^"]+)"', page.text),
            "login": one(r"account (\S+),", told),
            "password": one(r"password (\S+)", told),
            "one_time": one(r"one-time code (\d{6})", told),
        },
        headers={"Origin": desk.rstrip("/")},
        timeout=30,
    )

    assert page.status_code == 200
    assert "AC-2026-10" in page.text


def test_personal_link_opens_the_participants_page(told: str) -> None:
    link = one(r"The participant's +(\S+)", told)

    answer = requests.get(link, timeout=30)

    assert answer.status_code == 200
    assert "birth" in answer.text or "naissance" in answer.text


def test_demo_stays_on_this_machine(told: str) -> None:
    assert set(re.findall(r"http://([^:/]+):", told)) == {"127.0.0.1"}
