"""Whoever writes the database gets no signature: each column edited in each way, then each act.

Every column is walked with one edit and two acts; the whole walk, of every edit of the first and
the last row of each table, with ATTESTATION_SWEEPS=whole.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pytest

from register.tables.all import METADATA
from tests.support.column_edits import Edit, all_edits
from tests.support.edited_registers import ACTS, EditedRegister, Outcome, make_edited_register
from tests.support.sweeps import sweep

pytestmark = pytest.mark.long

EDITS_OF_EACH = sweep(10_000, reduced=1)
ACTS_OVER_EACH = sweep(len(ACTS), reduced=2)

NOT_READ = {
    "who may sign in, and is signed in": "account.created_at account.is_disabled account.login "
    "account.password_hash account.role account.totp_sealed account.totp_step "
    "desk_session.began_at desk_session.digest desk_session.login desk_session.seen_at "
    "account_invitation.digest account_invitation.invited_by account_invitation.login "
    "account_invitation.role account_invitation.until "
    "guess.closed_until guess.failures guess.subject recovery_code.digest recovery_code.login "
    "passkey.created_at passkey.id passkey.login passkey.name passkey.newest passkey.sealed",
    "counts, that decide nothing": "check_count.checks check_count.day check_count.number "
    "module_figures.counted_at module_figures.marks module_figures.participants "
    "module_figures.reasons module_figures.module_code",
    "cells that a person sees and confirms, under the digest of what was seen": "desk_workbook."
    "before desk_workbook.changed_at desk_workbook.content desk_workbook.file_name "
    "desk_workbook.id desk_workbook.login",
    "what somebody typed, and confirms under the digest of what was seen": "kept_form.changed_at "
    "kept_form.content kept_form.id kept_form.kind kept_form.login",
    "believed under a digest of the log alone, and what it reads is confirmed by a person": (
        "reading_profile.content reading_profile.digest"
    ),
    "what somebody means to do, from which nothing is issued": "planned_module.changed_at "
    "planned_module.code planned_module.content planned_module.login",
    "shown to people, who was issued nothing and why": "without_right.content "
    "without_right.kept_at without_right.module_code without_right.person_key "
    "without_right.position",
    "what somebody tries out, and keeps by seeing it": "organisation_draft.changed_at "
    "organisation_draft.content organisation_draft.login",
    "delivery, which signs nothing": "link_request.address link_request.asked_at "
    "link_request.birth_date link_request.id link_request.language participant_language.language "
    "participant_language.number message.address message.attempts message.due_at "
    "message.id message.is_handed_over message.lease message.lease_until message.link_id "
    "message.message_id message.number message.purpose message.queued_at message.reason "
    "message.round message.sent_at message.state message.undecided personal_link.cut_off_at "
    "personal_link.digest personal_link.downloaded_at personal_link.failures personal_link.id "
    "personal_link.made_at personal_link.number personal_link.opened_at",
    "written for verifiers; what the log signed last is read from the file beside the keys": (
        "log_head.made_at log_head.note log_head.origin log_head.protected log_head.signature "
        "log_head.size log_proof.origin log_proof.path log_proof.position log_proof.size"
    ),
    "kept for people and searches, and named by no act": "document.stored_at job_draft.replaces",
}
"""Columns that no act reads to sign, by why."""
WAITING = {"job", "job_draft", "held_ending"}
"""A request that was taken away, or put off, waits no more: nothing is signed, which harms nobody
as a signature would."""


@dataclass(slots=True, kw_only=True)
class Walk:
    """What became of a walk."""

    walked: set[str] = field(default_factory=set)
    """Columns of which the database took an edit, and an act that names them then ran."""
    edits: int = 0
    acts: int = 0
    refused: list[Edit] = field(default_factory=list)
    """Edits that the database itself does not take, by what is unique or may not be empty."""
    wrong: list[str] = field(default_factory=list)

    def in_words(self, wanted: set[str]) -> Iterator[str]:
        """Return how far it went."""
        yield f"{len(wanted & self.walked)} of {len(wanted)} columns walked"
        yield f"{self.edits} edits that the database took, {self.acts} acts over them"
        kinds = sorted({f"{one.table}.{one.column or '*'}" for one in self.refused})
        yield f"{len(self.refused)} edits that the database refused: {', '.join(kinds) or 'none'}"


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


@pytest.mark.timeout(sweep(3600, reduced=300))
def test_no_column_of_the_database_is_signed_from(
    edited: EditedRegister,
    untouched: dict[str, tuple[Outcome, frozenset[tuple[str, str]]]],
    record_property: Callable[[str, object], None],
) -> None:
    walk = Walk()
    file = edited.folder / "edited.db"
    for _, edits in groupby(read_edits(edited), key=lambda one: (one.table, one.column)):
        taken = 0
        for edit in in_order(edits):
            shutil.copyfile(edited.file, file)
            if not edit.make(file):
                walk.refused.append(edit)
                continue
            walk.edits += 1
            for name in concerned(edit, untouched):
                walk.acts += 1
                walk.walked |= {f"{edit.table}.{edit.column}"} & columns()
                walk.wrong += problems(edited, file, edit, name, untouched)
            taken += 1
            if taken == EDITS_OF_EACH:
                break

    wanted = columns() - not_read()
    for line in walk.in_words(wanted):
        record_property("figure", line)
    assert not wanted - walk.walked
    assert not walk.wrong, "\n".join(walk.wrong)


def read_edits(edited: EditedRegister) -> Iterator[Edit]:
    """Yield the edits of columns that are read, and of whole rows, those of a column together."""
    left_out = not_read()
    edits = [
        edit
        for edit in all_edits(edited.file, METADATA, most_rows=1)
        if edit.column is None or f"{edit.table}.{edit.column}" not in left_out
    ]
    return iter(sorted(edits, key=lambda one: (one.table, one.column or "")))


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Put edits in an order that is another one for each column, and always the same for one."""
    return sorted(edits, key=lambda one: sha256(str(one).encode()).digest())


def concerned(
    edit: Edit, untouched: dict[str, tuple[Outcome, frozenset[tuple[str, str]]]]
) -> list[str]:
    """Return the acts that name what was edited: what an act does not name it cannot read."""
    names = [
        name
        for name, (_, asked) in untouched.items()
        if (edit.table, edit.column) in asked
        or (edit.column is None and edit.table in {table for table, _ in asked})
    ]
    return sorted(names, key=lambda one: sha256(f"{edit} {one}".encode()).digest())[:ACTS_OVER_EACH]


def problems(
    edited: EditedRegister,
    file: Path,
    edit: Edit,
    name: str,
    untouched: dict[str, tuple[Outcome, frozenset[tuple[str, str]]]],
) -> Iterator[str]:
    expected, _ = untouched[name]
    try:
        outcome = edited.outcome(file, ACTS[name])
    except Exception as error:
        yield f"{edit}, {name}: {type(error).__name__} {str(error)[:200]}"
        return
    # A list that was lost is signed again by whatever needs it, as publishing signs it.
    more = outcome.signed - expected.signed - untouched["publish"][0].signed
    if more:
        yield f"{edit}, {name}: signed {sorted(map(str, more))}"[:400]
        return
    is_silent = not outcome.refused and edit.table not in WAITING
    if not expected.signed <= outcome.signed and is_silent:
        yield f"{edit}, {name}: less, in silence"
