"""The coordinator sees how often an attestation was checked, by day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.cli.main import main
from register.check_counts import add_checks
from register.database import writing
from tests.support.commands import run
from tests.support.desks import Browser, TestDesk, workbook

ONE = Number("AC-2026-0001")
DAY = date(2027, 3, 12)


@pytest.fixture
def desk(desk: TestDesk) -> TestDesk:
    desk.issue(workbook())
    return desk


def count(desk: TestDesk, checks: int, *, day: date = DAY) -> None:
    with writing(desk.register) as session:
        add_checks(session, {(ONE, day): checks})


def test_checks_stand_in_the_story_by_day(desk: TestDesk, ines: Browser) -> None:
    assert "Aucune vérification comptée" in ines.get(f"/attestations/{ONE}").text
    count(desk, 3)
    count(desk, 1, day=DAY + timedelta(days=1))

    page = ines.get(f"/attestations/{ONE}").text

    assert '<time datetime="2027-03-12">12/03/2027</time> Vérifiée 3 fois' in page
    assert "Vérifiée 4 fois en tout." in page
    assert page.index("13/03/2027") < page.index("12/03/2027")


def test_long_life_does_not_make_a_long_page(desk: TestDesk, ines: Browser) -> None:
    for days in range(50):
        count(desk, 2, day=DAY + timedelta(days=days))

    page = ines.get(f"/attestations/{ONE}").text

    assert page.count("Vérifiée 2 fois") == 30
    assert "Vérifiée 100 fois en tout ; voici les 30 derniers jours" in page


def test_command_line_tells_them_too(desk: TestDesk, tmp_path: Path) -> None:
    count(desk, 3)
    config = next(tmp_path.rglob("attestation.toml"))

    told = run(main, "--config", config, "show", ONE)
    record = run(main, "--config", config, "show", ONE, "--json").json()

    assert "12/03/2027  vérifiée 3 fois" in told.out
    assert record["checks"] == [{"day": "2027-03-12", "checks": 3}]
