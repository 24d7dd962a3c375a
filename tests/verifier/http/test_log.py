"""The log says that a check took place, and nothing of whom."""

import re
from pathlib import Path

import pytest
import structlog

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import (
    unsigned_copy,
)
from tests.support.web import make_app, post_file
from tests.support.world import make_world
from web.log import configure_logs

CANARY = "Zzyzxqanary"


def test_logs_hold_no_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(tmp_path / "world")
    holder = Holder(
        family_name=CANARY, given_name="Qwxlogé", birth_date=PartialDate(year=1987, month=6, day=5)
    )
    (one,) = world.issue(holder)
    configure_logs()
    try:
        client = make_app(world).test_client()
        client.get("/?lang=en")
        client.get("/v")
        client.get(f"/{CANARY}")
        for data in ({"text": one.qr}, {"text": one.code}, {"text": CANARY}, {"fragment": CANARY}):
            client.post("/check", data=data)
        for upload in (one.pdf, one.pdf + b"x", unsigned_copy(one.pdf), b"x" + one.pdf[:900]):
            post_file(client, upload, f"{CANARY}.pdf")
        world.tamper("DROP TABLE status_list")
        client.post("/check", data={"text": one.code})
        client.get("/status/1")
    finally:
        structlog.reset_defaults()

    output = capsys.readouterr()
    logged = re.sub('"timestamp": "[^"]*"', "", output.out + output.err + caplog.text)
    assert logged.count('"event": "check"') == 9
    digits = one.qr.partition("#")[2]
    secrets = (CANARY, "Qwxlog", "1987", one.code, one.attestation.code, one.number, digits[:40])
    for secret in secrets:
        assert secret.lower() not in logged.lower()
