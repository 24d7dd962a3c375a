"""``extend``: which documents the command takes up, and what it says of them."""

from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.audit.log import AuditAction, decode_entry
from issuer.cli.main import main
from issuer.context import IssuerContext, utc_now
from issuer.issuance.issue import issue
from issuer.lifecycle.erasure import erase_person
from register import audit_log
from register.attestations import document
from register.database import reading
from tests.support.commands import run
from tests.support.issuer_contexts import (
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.time_authority import LiveAuthority, live, running_authority, says
from tests.support.timestamped_deployments import make_dated_deployment

__all__ = ["live", "running_authority"]  # pytest finds them here

MODULE = make_module()
EXAMPLE = Path(__file__).parents[3] / "examples" / "module-AC-2026-10.xlsx"


def issued(context: IssuerContext, people: int = 1) -> list[Number]:
    return [Number(str(answer)) for answer in issue(context, MODULE, make_drafts(people))]


def newest(context: IssuerContext, number: Number) -> bytes:
    with reading(context.register) as session:
        content = document(session, number)
    assert content is not None
    return content


@pytest.fixture
def today(tmp_path: Path, live: LiveAuthority) -> Path:
    """A deployment for the command, which takes its time from the machine."""
    live.now = utc_now()
    return make_dated_deployment(
        tmp_path / "d", live, on_failure="extend-later", at=live.now, crl_at=live.now
    )


def test_command_extends_what_waits_then_one_then_all(today: Path, live: LiveAuthority) -> None:
    live.answers["tsa"] = says(b"rubbish")
    issued(open_issuer(today, at=live.now), 2)
    live.answers.clear()

    first = run(main, "--config", today, "extend", "--pending")
    again = run(main, "--config", today, "extend", "--pending")
    one = run(main, "--config", today, "extend", "AC-2026-0002")
    all_ = run(main, "--config", today, "extend", "--all")

    assert first.exit_code == again.exit_code == one.exit_code == all_.exit_code == 0
    assert "AC-2026-0001  B-B → B-LTA" in first.out
    assert "2 sur 2 prolongés" in first.out
    assert "0 sur 0 prolongés" in again.out
    assert "AC-2026-0002  B-LTA → B-LTA" in one.out
    assert "0 sur 0 prolongés" in all_.out  # both were, just now


def test_command_goes_past_erased_records_and_extends_nothing_twice(
    today: Path, live: LiveAuthority
) -> None:
    live.answers["tsa"] = says(b"rubbish")
    context = open_issuer(today, at=live.now)
    first, second, third = issued(context, 3)
    live.answers.clear()
    erase_person(context, second, who="commande:ines")

    pending = run(main, "--config", today, "extend", "--pending")
    sizes = [len(newest(context, one)) for one in (first, third)]
    all_ = run(main, "--config", today, "extend", "--all")

    assert pending.exit_code == all_.exit_code == 0
    assert f"{first}  B-B → B-LTA" in pending.out
    assert f"{third}  B-B → B-LTA" in pending.out
    assert "0 sur 0 prolongés" in all_.out
    assert [len(newest(context, one)) for one in (first, third)] == sizes
    with reading(context.register) as session:
        actions = [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]
    assert actions == [AuditAction.PERSON_ERASED, AuditAction.EXTENDED]


def test_command_says_how_far_it_came(today: Path, live: LiveAuthority) -> None:
    issued(open_issuer(today, at=live.now), 2)
    live.answers["tsa"] = says(b"rubbish")

    done = run(main, "--config", today, "extend", "--all")

    assert done.exit_code == 3
    assert "0 sur 2 prolongés" in done.out
    assert "autorité d’horodatage" in done.err


@pytest.mark.parametrize("arguments", [(), ("--all", "--pending"), ("AC-2026-0001", "--all")])
def test_command_says_what_to_choose(today: Path, arguments: tuple[str, ...]) -> None:
    done = run(main, "--config", today, "extend", *arguments)

    assert done.exit_code == 2
    assert "--pending" in done.err


def test_issue_command_never_puts_a_timestamp_off_in_silence(
    today: Path, live: LiveAuthority
) -> None:
    live.answers["tsa"] = says(b"rubbish")
    done = run(main, "--config", today, "issue", EXAMPLE, "--yes")

    assert "sans horodatage complet" in done.err
    assert "extend --pending" in done.err
