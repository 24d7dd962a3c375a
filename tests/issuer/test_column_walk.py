"""Whoever writes the database gets no signature: each column edited in each way, then each act.

The whole walk, of the first and the last row of each table, with ATTESTATION_SWEEPS=whole.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from register.tables.all import METADATA
from tests.support.column_edits import Edit, all_edits
from tests.support.edited_registers import ACTS, EditedRegister, Outcome, make_edited_register

IS_WHOLE = os.environ.get("ATTESTATION_SWEEPS") == "whole"

NOT_READ = {
    "who may sign in, and is signed in": "account.created_at account.is_disabled account.login "
    "account.password_hash account.role account.totp_sealed account.totp_step "
    "desk_session.began_at desk_session.digest desk_session.login desk_session.seen_at "
    "guess.closed_until guess.failures guess.subject recovery_code.digest recovery_code.login",
    "counts, that decide nothing": "check_count.checks check_count.day check_count.number "
    "module_figures.counted_at module_figures.marks module_figures.participants "
    "module_figures.reasons module_figures.module_code",
    "cells that a person sees and confirms, under the digest of what was seen": "desk_workbook."
    "before desk_workbook.changed_at desk_workbook.content desk_workbook.file_name "
    "desk_workbook.id desk_workbook.login",
    "what somebody tries out, and keeps by seeing it": "organisation_draft.changed_at "
    "organisation_draft.content organisation_draft.login",
    "delivery, which signs nothing": "link_request.address link_request.asked_at "
    "link_request.birth_date link_request.id message.address message.attempts message.due_at "
    "message.id message.is_handed_over message.lease message.lease_until message.link_id "
    "message.message_id message.number message.purpose message.queued_at message.reason "
    "message.round message.sent_at message.state message.undecided personal_link.cut_off_at "
    "personal_link.digest personal_link.downloaded_at personal_link.failures personal_link.id "
    "personal_link.made_at personal_link.number personal_link.opened_at",
}
"""Columns that no act reads to sign, by why."""
BY_PERSON = {"attestation.person_key", "attestation.module_code"}
"""Who reads a row by these takes its holder for somebody without one: who is edited away so can be
issued to again, from a workbook that a coordinator confirms, as where the row is gone: ADR 0091."""
WAITING = {"job", "job_draft", "held_ending"}
"""A request that was taken away, or put off, waits no more: nothing is signed, which harms nobody
as a signature would."""


def columns() -> set[str]:
    return {f"{table.name}.{c.name}" for table in METADATA.sorted_tables for c in table.columns}


def not_read() -> set[str]:
    return {name for names in NOT_READ.values() for name in names.split()}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> EditedRegister:
    """A register with something in every table that signing reads."""
    return make_edited_register(tmp_path_factory.mktemp("edited"))


@pytest.fixture(scope="module")
def untouched(edited: EditedRegister) -> dict[str, tuple[Outcome, frozenset[tuple[str, str]]]]:
    """By act what comes of it where nobody edited anything, and which columns it names."""
    outcomes = {}
    for name, action in ACTS.items():
        outcome = edited.outcome(edited.file, action)
        assert outcome.signed, name
        assert not outcome.refused, name
        outcomes[name] = (outcome, frozenset(edited.asked))
    return outcomes


def test_columns_that_are_not_walked_exist() -> None:
    assert not_read() <= columns()


@pytest.mark.skipif(not IS_WHOLE, reason="minutes long: ATTESTATION_SWEEPS=whole")
def test_no_column_of_the_database_is_signed_from(
    edited: EditedRegister,
    untouched: dict[str, tuple[Outcome, frozenset[tuple[str, str]]]],
    record_property: Callable[[str, object], None],
) -> None:
    walked: set[str] = set()
    wrong: list[str] = []
    for number, edit in enumerate(chosen(edited)):
        file = edited.folder / "edited.db"
        shutil.copyfile(edited.file, file)
        if edit.make(file):
            concerned = [name for name, (_, asked) in untouched.items() if names(asked, edit)]
            if not IS_WHOLE and concerned:
                concerned = [concerned[number % len(concerned)]]
            for name in concerned:
                wrong += problems(edited, file, edit, name, untouched[name][0], untouched)
        walked.add(f"{edit.table}.{edit.column}")

    wanted = columns() - not_read()
    count = f"columns that signing reads: {len(wanted & walked)} of {len(wanted)}"
    record_property("figure", count)
    assert not wanted - walked
    assert not wrong, "\n".join(wrong)


def chosen(edited: EditedRegister) -> Iterator[Edit]:
    """Yield the edits of columns that are read; one for each column if it is not the whole walk."""
    left_out, seen = not_read(), set()
    for edit in all_edits(edited.file, METADATA, most_rows=1):
        if edit.column is not None and f"{edit.table}.{edit.column}" in left_out:
            continue
        kind = (edit.table, edit.column)
        if IS_WHOLE or kind not in seen:
            seen.add(kind)
            yield edit


def names(asked: frozenset[tuple[str, str]], edit: Edit) -> bool:
    """Check whether an act names what was edited; what it does not name it cannot read."""
    if edit.column is None:
        return edit.table in {table for table, _ in asked}
    return (edit.table, edit.column) in asked


def problems(
    edited: EditedRegister,
    file: Path,
    edit: Edit,
    name: str,
    expected: Outcome,
    untouched: dict[str, tuple[Outcome, frozenset[tuple[str, str]]]],
) -> Iterator[str]:
    try:
        outcome = edited.outcome(file, ACTS[name])
    except Exception as error:
        yield f"{edit}, {name}: {type(error).__name__} {str(error)[:200]}"
        return
    # A list that was lost is signed again by whatever needs it, as publishing signs it.
    more = outcome.signed - expected.signed - untouched["publish"][0].signed
    if more:
        if f"{edit.table}.{edit.column}" not in BY_PERSON:
            yield f"{edit}, {name}: signed {sorted(map(str, more))}"[:400]
        return
    is_silent = not outcome.refused and edit.table not in WAITING
    if not expected.signed <= outcome.signed and is_silent:
        yield f"{edit}, {name}: less, in silence"
