"""What would still be proven if an algorithm fell."""

from datetime import datetime, timedelta

from attestation.formats.log_policy import LogPolicy
from issuer.issuance.issue import issue
from issuer.lifecycle.algorithm_drill import drill_algorithm
from register.database import writing
from register.tables.public_log import LogHeadRow
from tests.support.issuer_contexts import make_drafts, make_module, register_of
from tests.support.issuers import NOW
from tests.support.logged_desks import FakeWitness, LoggedDesk, desk, made, policy_of
from tests.support.logs import ORIGIN

__all__ = ["desk", "made"]  # pytest finds them here


def test_drill_says_what_an_algorithm_that_falls_leaves(desk: LoggedDesk) -> None:
    """Two were witnessed before the day; a third was issued later and nobody saw it."""
    witness = FakeWitness()
    register, trust, policy = register_of(desk.config), desk.keys.trust(), policy_of(desk, witness)
    desk.extend()
    desk.ask(witness)
    after, before = NOW + timedelta(days=1), NOW

    def unproven(day: datetime, rule: LogPolicy | None = policy) -> tuple[int, int, int]:
        found = drill_algorithm(register, policy=rule, trust=trust, day=day)
        return found.by_log, found.by_checkpoint, len(found.unproven)

    assert unproven(after) == (3, 0, 0)
    assert unproven(before) == (0, 0, 3)
    assert unproven(after, None) == (0, 0, 3)
    assert unproven(after, policy_of(desk)) == (0, 0, 3)
    issue(desk.context, make_module("AC-2026-99"), make_drafts(1))
    desk.extend()
    assert unproven(after) == (3, 0, 1)
    desk("checkpoint")
    assert unproven(after) == (3, 4, 0)
    with writing(register) as session:
        session.get_one(LogHeadRow, (ORIGIN, 3)).note = "rubbish"
    assert unproven(after) == (0, 4, 0)


def test_command_names_who_would_have_nothing_to_show(desk: LoggedDesk) -> None:
    done = desk.run("log", "drill", "2030-01-01")

    assert done.exit_code == 1
    assert "3 attestations en vigueur n’auraient plus de preuve" in done.out
    desk("checkpoint")
    assert "Attestées par un témoin d’ici avant ce jour : 3" in desk("log", "drill", "2030-01-01")
