"""A thousand people (fewer in a reduced run) issued from the desk, the power cut in the middle."""

import csv
import re
import select
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from register.attestations import documents, records
from register.database import reading
from register.tables.attestations import State
from tests.support.browser import run_issuer, served
from tests.support.issuer_contexts import Checker, open_issuer
from tests.support.served_desks import PASSWORD, Deployed, deploy
from tests.support.sweeps import sweep
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.workbooks import DAYS, HEADER, MODULE_ROWS, xlsx_bytes

pytestmark = pytest.mark.long

PEOPLE = sweep(1_000, reduced=60)
CUT_AT = PEOPLE * 2 // 5
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_STATE = re.compile(r'"done":(\d+),"state":"(\w+)","total":(\d+)')


class Visitor:
    """Somebody who asks the desk for pages, keeping its cookies."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """Ask for a page."""
        with self._opener.open(self._deployed.address + path, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        """Send a form; return where it led, and the page there."""
        fields["csrf_token"] = token_of(page)
        return self._send(path, urllib.parse.urlencode(fields).encode())

    def read_upload(self, page: str, workbook: bytes) -> tuple[str, str]:
        """Bring a workbook."""
        parts = (
            f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token_of(page)}\r\n'
            '--x\r\nContent-Disposition: form-data; name="workbook"; filename="mille.xlsx"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = parts.encode() + workbook + b"\r\n--x--\r\n"
        return self._send("/classeurs/nouveau", body, "multipart/form-data; boundary=x")

    def progress(self, job: str) -> tuple[int, str, int]:
        """Ask how far a job is."""
        found = _STATE.search(self.get(f"{job}/etat").replace("\n", "").replace(" ", ""))
        assert found
        return int(found[1]), found[2], int(found[3])

    def _send(
        self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[str, str]:
        asked = urllib.request.Request(  # noqa: S310  our own address
            self._deployed.address + path, body, {"Content-Type": kind}
        )
        with self._opener.open(asked, timeout=PATIENCE_SECONDS) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def token_of(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, page
    return found[1]


def thousand() -> bytes:
    marks = ["P"] * len(DAYS)
    people = [
        (
            "Nom" + "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}"),
            "Prénom",
            "12/03/1990",
            "",
            "",
            *marks,
        )
        for number in range(PEOPLE)
    ]
    return xlsx_bytes({"Module": MODULE_ROWS, "Présences": [HEADER, *people]})


def test_thousand_people_with_the_power_cut_in_the_middle(tmp_path: Path) -> None:
    deployed = deploy(tmp_path)
    visitor = Visitor(deployed)
    began = datetime.now(UTC)
    with served(deployed.config, deployed.port) as desk:
        home = visitor.get("/connexion")
        _, home = visitor.post(
            "/connexion",
            home,
            login=deployed.login,
            password=PASSWORD,
            one_time=deployed.one_time(),
        )
        preview, page = visitor.read_upload(home, thousand())
        assert f"Délivrer {PEOPLE} attestations" in page
        page = visitor.get(f"{preview}/delivrer")
        digest = re.search(r'name="digest" value="([0-9a-f]+)"', page)
        assert digest
        job, _ = visitor.post(f"{preview}/delivrer", page, digest=digest[1])

        done = wait_until(visitor, job, CUT_AT)
        desk.kill()
        with reading(open_issuer(deployed.config).register) as session:
            at_the_cut = len(list(documents(session)))
        desk.start()
        told, state, total = visitor.progress(job)  # the same session, after the restart
        # True after the restart: what is stored, and what was issued since then.
        assert CUT_AT <= done <= at_the_cut <= told <= total == PEOPLE
        assert (state, at_the_cut < PEOPLE) == ("running", True)
        wait_until(visitor, job, PEOPLE)
        page = visitor.get(job)

    context = open_issuer(deployed.config, at=datetime.now(UTC) + timedelta(seconds=1))
    with reading(context.register) as session:
        everyone, stored = records(session), list(documents(session))
    people = {one.attestation.holder.key() for one in everyone}
    seconds = (datetime.now(UTC) - began).total_seconds()
    print(f"cut at {at_the_cut}, told {told}; {len(everyone)} attestations in {seconds:.0f} s")
    assert {one.state for one in everyone} == {State.ISSUED}
    assert (len(everyone), len(people), len(stored)) == (PEOPLE, PEOPLE, PEOPLE)
    assert f"{PEOPLE} attestations délivrées" in page
    checker = Checker.of(context)
    assert all(checker.is_original(sha256(content).digest()) for _, _, content in stored[::10])
    assert "Le journal est entier" in run_issuer(deployed.config, "audit", "verify")
    log = list(
        csv.reader(run_issuer(deployed.config, "audit", "export").splitlines(), delimiter=";")
    )
    assert [row[3] for row in log].count("délivrance faite") == 1


def wait_until(visitor: Visitor, job: str, count: int) -> int:
    """Ask now and then until so many are issued and, for all of them, the job is done."""
    for _ in range(9_000):
        done, state, total = visitor.progress(job)
        assert state != "failed"
        if (state == "done") if count == total else (done >= count):
            return done
        select.select([], [], [], 0.1)
    raise AssertionError(f"{done} of {total} after a quarter of an hour")
