"""Each use case that changes something leaves exactly one entry in the log; none is forgotten."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from attestation.facts import Holder, Number
from attestation.formats.checkpoint import sign_checkpoint
from attestation.partial_date import PartialDate
from issuer.audit.log import AuditAction, decode_entry
from issuer.context import IssuerContext
from issuer.delivery import requests
from issuer.delivery.context import MailContext, open_mail_context
from issuer.desk import kept_workbooks
from issuer.desk.auth import desk_accounts
from issuer.desk.jobs import issuing, pending_changes
from issuer.export.documents import write_whole
from issuer.issuance import status_lists
from issuer.issuance.issue import issue
from issuer.lifecycle import (
    checkpoints,
    erasure,
    exports,
    person_export,
    plan_run,
    withdrawal,
)
from issuer.lifecycle.withdrawal import Correction
from issuer.organisation import history, reading_profiles
from issuer.organisation.form import OrganisationSettings
from issuer.planning.plan import Plan
from issuer.planning.planning import plan_records
from issuer.workbook.layouts.profile import Layout, Profile
from issuer.workbook.reader import read_workbook
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_checkpoint_signer
from register import audit_log, desk_work
from register.database import reading
from register.desk_work import JobState, KeptWorkbook
from tests.support.desks import PASSWORD
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer
from tests.support.key_rings import SECRET, Keys
from tests.support.mail_contexts import with_mail
from tests.support.workbooks import HEADER, MODULE_ROWS, person, xlsx_bytes

ROOT = Path(__file__).parents[2]
WHO = "ines"
REASON = "présences corrigées"
WRITERS = {"audited", "record", "record_act", "audited_transaction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A deployment with five attestations, and what use cases take."""

    folder: Path
    context: IssuerContext
    mail_context: MailContext
    numbers: list[Number]

    def plan(self, code: str) -> Plan:
        """Plan a workbook of one person about module ``code``."""
        rows = [("Code", code), *MODULE_ROWS[1:]]
        file = self.folder / f"{code}.xlsx"
        write_whole(file, xlsx_bytes({"Module": rows, "Présences": [HEADER, person()]}))
        today = self.context.now().date()
        return plan_records(
            read_workbook(file, module_path=None, today=today),
            register=self.context.register,
            settings=self.context.settings,
            at=self.context.now(),
        )

    def ask(self, number: Number) -> None:
        """Ask for a withdrawal that waits."""
        pending_changes.ask_ending(
            self.context,
            self.mail_context,
            number,
            reason=REASON,
            correction=None,
            login=WHO,
            at_once=False,
        )

    def checkpoint(self) -> None:
        """Have the root sign a head, and keep it."""
        trust, at = Keys(folder=self.folder).trust(), self.context.now()
        head = checkpoints.prepare_checkpoint(self.context.register, trust=trust, at=at)
        assert head is not None
        ring = self.context.settings.keys.ring
        signer = open_checkpoint_signer(ring, Passphrase(SECRET.encode()), at=at)
        token = sign_checkpoint(head, signer=signer)
        checkpoints.keep_checkpoint(self.context, token, trust=trust, who=WHO)

    def run_job(self) -> None:
        """Carry out the only job there is."""
        with reading(self.context.register) as session:
            (job,) = desk_work.jobs(session, state=JobState.RUNNING)
        issuing.run_job(self.context, job)

    def workbook(self) -> KeptWorkbook:
        return KeptWorkbook(
            id="w",
            login="omar",
            file_name="presences.xlsx",
            changed_at=self.context.instant(),
            content="",
            before=None,
        )

    def organisation(self) -> OrganisationSettings:
        settings = self.context.settings
        return OrganisationSettings(
            organisation=settings.letterhead.organisation, issue=settings.issue, logo=None
        )


CORRECTED = Correction(
    holder=Holder(
        family_name="Haile", given_name="Tsegaye", birth_date=PartialDate(year=1990, month=1, day=2)
    ),
    email=None,
)

STEPS: list[tuple[str, Callable[[World], object], AuditAction]] = [
    ("publish_all", lambda w: status_lists.publish_all(w.context, who=WHO), AuditAction.PUBLISHED),
    ("heal_clock", lambda w: status_lists.heal_clock(w.context, who=WHO), AuditAction.CLOCK_HEALED),
    (
        "keep_decisions",
        lambda w: plan_run.keep_decisions(w.context, w.plan("M-1"), "K", who=WHO),
        AuditAction.SHEET_DECIDED,
    ),
    (
        "keep_figures",
        lambda w: plan_run.keep_figures(w.context, w.plan("M-1"), who=WHO),
        AuditAction.ISSUED,
    ),
    (
        "request_plan",
        lambda w: plan_run.request_plan(w.context, w.plan("M-1"), who=WHO),
        AuditAction.ISSUE_ASKED,
    ),
    (
        "start_job",
        lambda w: issuing.start_job(w.context, w.plan("M-1"), login=WHO, workbook_id="w"),
        AuditAction.ISSUE_ASKED,
    ),
    ("run_plan", lambda w: w.run_job(), AuditAction.ISSUED),
    ("keep_checkpoint", lambda w: w.checkpoint(), AuditAction.CHECKPOINT_KEPT),
    (
        "withdraw",
        lambda w: withdrawal.withdraw(w.context, w.numbers[0], reason=REASON, who=WHO),
        AuditAction.WITHDRAWN,
    ),
    (
        "replace_attestation",
        lambda w: withdrawal.replace_attestation(
            w.context, w.numbers[1], CORRECTED, reason=REASON, who=WHO
        ),
        AuditAction.REPLACED,
    ),
    ("ask_ending", lambda w: w.ask(w.numbers[2]), AuditAction.WITHDRAWAL_ASKED),
    (
        "call_back",
        lambda w: pending_changes.call_back(w.context, w.numbers[2], login=WHO),
        AuditAction.CALLED_BACK,
    ),
    ("ask_ending", lambda w: w.ask(w.numbers[2]), AuditAction.WITHDRAWAL_ASKED),
    (
        "finish_now",
        lambda w: pending_changes.finish_now(w.context, w.mail_context, w.numbers[2], login=WHO),
        AuditAction.WITHDRAWN,
    ),
    (
        "ask_deliveries",
        lambda w: requests.ask_deliveries(w.context, w.mail_context, {w.numbers[3]: 0}, who=WHO),
        AuditAction.DELIVERY_ASKED,
    ),
    (
        "ask_other_address",
        lambda w: requests.ask_other_address(w.context, w.numbers[3], "n@example.org", who=WHO),
        AuditAction.ADDRESS_CHANGED,
    ),
    (
        "ask_new_link",
        lambda w: requests.ask_new_link(w.context, w.mail_context, w.numbers[3], who=WHO),
        AuditAction.LINK_RENEWED,
    ),
    (
        "ask_cut_off",
        lambda w: requests.ask_cut_off(w.context, w.mail_context, w.numbers[3], who=WHO),
        AuditAction.LINKS_CUT_OFF,
    ),
    (
        "record_export",
        lambda w: exports.record_export(w.context, who=WHO, subject="journal"),
        AuditAction.EXPORTED,
    ),
    (
        "export_person",
        lambda w: person_export.export_person(w.context, w.numbers[4], w.folder / "p", who=WHO),
        AuditAction.PERSON_EXPORTED,
    ),
    (
        "erase_records",
        lambda w: erasure.erase_person(w.context, w.numbers[4], who=WHO),
        AuditAction.PERSON_ERASED,
    ),
    (
        "keep_version",
        lambda w: history.keep_version(w.context, w.organisation(), seen=0, who=WHO),
        AuditAction.SETTINGS_CHANGED,
    ),
    (
        "keep_profile",
        lambda w: reading_profiles.keep_profile(
            w.context, Profile(layout=Layout.GRID, columns={}), who=WHO
        ),
        AuditAction.PROFILE_KEPT,
    ),
    (
        "add_account",
        lambda w: desk_accounts.add_account(
            w.context, "omar", role="reader", ask_password=lambda: PASSWORD, who=WHO
        ),
        AuditAction.USER_ADDED,
    ),
    (
        "keep_upload",
        lambda w: kept_workbooks.keep_upload(w.context, w.workbook(), module_code="M", who=WHO),
        AuditAction.WORKBOOK_BROUGHT,
    ),
    (
        "keep_answers",
        lambda w: kept_workbooks.keep_answers(
            w.context, w.workbook(), module_code="M", decisions="", who=WHO
        ),
        AuditAction.SHEET_DECIDED,
    ),
    (
        "reset_account",
        lambda w: desk_accounts.reset_account(
            w.context, "omar", ask_password=lambda: PASSWORD, who=WHO
        ),
        AuditAction.USER_RESET,
    ),
    (
        "change_password",
        lambda w: desk_accounts.change_password(w.context, "omar", PASSWORD),
        AuditAction.USER_RESET,
    ),
    ("sign_out", lambda w: desk_accounts.sign_out(w.context, "omar", b"t"), AuditAction.SIGNED_OUT),
    (
        "disable_account",
        lambda w: desk_accounts.disable_account(w.context, "omar", who=WHO),
        AuditAction.USER_DISABLED,
    ),
]

# What takes a thief, an authority, a mail server, a backup or a person at the desk.
ELSEWHERE = {
    "extend_log": "test_head_holds_all_statements_and_is_signed_once",
    "reissue": "test_reissue_leaves_one_entry_for_each_attestation",
    "restate_endings": "test_reissue_leaves_one_entry_for_each_attestation",
    "invite": "test_invited_person_makes_both_secrets_in_the_browser",
    "accept": "test_invited_person_makes_both_secrets_in_the_browser",
    "take_back": "test_invitation_is_over_after_three_days_or_when_it_is_taken_back",
    "renew_second_factor": "test_new_telephone_is_enrolled_by_its_owner",
    "renew_recovery_codes": "test_new_recovery_codes_replace_the_old_ones",
    "enrol_passkey": "test_passkey_opens_with_the_password_and_never_without_it",
    "remove_passkey": "test_passkey_is_made_and_used_in_a_browser",
    "sign_out_elsewhere": "test_sessions_are_seen_and_ended",
    "send_specimen": "test_test_message_goes_to_oneself_and_names_nobody",
    "forget_names": "test_names_without_attestation_go_after_a_year_and_on_request",
    "extend": "test_command_goes_past_erased_records_and_extends_nothing_twice",
    "accept_restored": ("test_register_one_act_older_is_accepted_and_the_log_names_what_was_lost"),
    "send_round": "test_module_is_sent_once_however_often_it_is_clicked",
    "sign_in": "test_password_and_one_time_password_open_the_door",
    "sign_in_vouched": "test_vouched_person_still_needs_the_desks_own_code",
    "confirm_job": "test_job_from_before_digests_waits_for_a_person_and_is_not_lost",
    "ask_module_correction": "test_module_of_21_is_corrected_once_though_the_power_is_cut",
    "call_back_module": "test_correction_that_is_called_back_changes_nothing",
    "record_correction": "test_command_corrects_a_module_from_its_workbook",
    "apply_due": "test_wish_that_became_impossible_is_dropped_with_an_entry",
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    config = make_deployment(tmp_path, settings=with_mail(9))
    context = open_issuer(config)
    desk_accounts.add_account(
        context, WHO, role="coordinator", ask_password=lambda: PASSWORD, who=WHO
    )
    answers = issue(context, make_module(), make_drafts(5))
    numbers = [Number(str(answer)) for answer in answers]
    mail_context = open_mail_context(context.settings, context.register, now=context.now)
    return World(folder=tmp_path, context=context, mail_context=mail_context, numbers=numbers)


def log(world: World) -> list[AuditAction]:
    with reading(world.context.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


def test_each_use_case_leaves_exactly_one_entry(world: World) -> None:
    left: list[tuple[str, list[AuditAction]]] = []
    for name, step, _ in STEPS:
        before = len(log(world))
        step(world)
        left.append((name, log(world)[before:]))

    assert left == [(name, [action]) for name, _, action in STEPS]


def test_every_function_that_writes_into_the_log_is_walked() -> None:
    found = set()
    for file in (ROOT / "issuer").rglob("*.py"):
        if file.parent.name == "audit":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
                names = {one.id for one in calls if isinstance(one, ast.Name)}
                if names & WRITERS and "issuer.audit.log" in file.read_text(encoding="utf-8"):
                    found.add(node.name)

    walked = {name for name, _, _ in STEPS}
    assert found <= walked | set(ELSEWHERE)
    assert not walked & set(ELSEWHERE)


def test_what_is_walked_elsewhere_has_a_test() -> None:
    tests = "\n".join(
        file.read_text(encoding="utf-8") for file in ROOT.glob("tests/issuer/**/*.py")
    )

    assert [test for test in ELSEWHERE.values() if f"def {test}(" not in tests] == []
