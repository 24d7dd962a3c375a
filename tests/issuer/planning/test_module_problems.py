"""What of a module as a whole stops everybody's attestation."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from issuer.issuance.issue import issue
from issuer.planning.plan import Outcome, Plan
from issuer.planning.planning import plan_records
from register.reservation import Module
from tests.support.issuer_commands import config, issuer, outcomes, template
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer
from tests.support.registers import AWA, MODULE, TITLES, Register
from tests.support.workbooks import DAYS, HEADER, MODULE_ROWS, person, read_rows, xlsx_bytes

__all__ = ["config", "template"]  # pytest finds them here


def test_nothing_is_issued_before_the_last_session_is_over() -> None:
    future = date(2026, 12, 1)
    module = (*MODULE, (future, time(9), time(13), "Bilan", None))
    register = Register(module=module, rows=[(*TITLES, future), (*AWA, *"PPPPP")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    assert "01/12/2026" in register.plan().people[0].problems[0].message


@pytest.mark.parametrize("hour", [11, 12])
def test_last_session_is_over_by_the_clock_in_brussels(hour: int) -> None:
    today = date(2026, 11, 22)  # it is 13:00 there
    module = (*MODULE, (today, time(9), time(hour + 2), "Bilan", None))
    register = Register(module=module, rows=[(*TITLES, today), (*AWA, *"PPPPP")])

    over = hour + 2 <= 13
    assert register.outcomes() == {"Diallo": Outcome.ENTITLED if over else Outcome.PROBLEM}


def plan_after(folder: Path, *, days_earlier: int) -> Plan:
    """Plan a workbook whose code was issued for a module that many days before."""
    context = open_issuer(make_deployment(folder / "d"))
    issue(context, earlier(days_earlier), make_drafts(1))
    return plan_records(
        read_rows(folder, person(), module=MODULE_ROWS),
        register=context.register,
        settings=context.settings,
        at=context.now(),
    )


def earlier(days: int) -> Module:
    module = make_module("AC-2026-10")
    return replace(
        module,
        sessions=tuple(
            replace(session, day=day - timedelta(days=days))
            for session, day in zip(module.sessions, DAYS, strict=True)
        ),
    )


@pytest.mark.parametrize("days", [30, -30])
def test_code_of_a_module_of_other_days_is_refused_with_both_shown(
    tmp_path: Path, days: int
) -> None:
    plan = plan_after(tmp_path, days_earlier=days)

    first, last = (DAYS[0] - timedelta(days=days), DAYS[-1] - timedelta(days=days))
    assert plan.drafts() == []
    (problem,) = plan.problems
    assert f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}" in problem.message
    assert f"du {DAYS[0]:%d/%m/%Y} au {DAYS[-1]:%d/%m/%Y}" in problem.message
    assert problem.remedy == "donnez un autre code à ce module"


def test_module_whose_days_moved_a_little_is_the_same(tmp_path: Path) -> None:
    plan = plan_after(tmp_path, days_earlier=2)

    assert plan.problems == ()
    assert len(plan.drafts()) == 1


def test_module_with_a_letter_that_the_font_lacks_stops_everybody(
    config: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    module = [("Code", "AC-2026-10"), ("Intitulé", "市民"), *MODULE_ROWS[2:]]
    path.write_bytes(xlsx_bytes({"Module": module, "Présences": [HEADER, person()]}))

    done = issuer(config, "check", path, "--json")

    assert outcomes(done) == ["problem"]
    assert len(done.json()["problems"]) == 2
