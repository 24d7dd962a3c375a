"""A code is one module's: a workbook of other days under it issues nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.issuance.issue import issue
from issuer.planning.plan import Plan
from issuer.planning.planning import plan_records
from register.reservation import Module
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer
from tests.support.workbooks import DAYS, MODULE_ROWS, person, read_rows


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
