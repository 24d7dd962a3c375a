"""Keys change while programs run, and end: who signs then, and what that is worth."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from attestation.errors import SigningError
from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Genuine, Refusal, Withdrawn
from issuer.audit.log import AuditAction, AuditEvent, audited_transaction, decode_entry
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import heal_clock, publish_all
from issuer.lifecycle.erasure import erase_person
from issuer.lifecycle.history import load_history
from issuer.lifecycle.person_export import export_person
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.participant.document import issued_document
from keys.custody.reloading import ring_keys
from register import audit_log
from register.attestations import document
from register.database import reading
from tests.support.command_context import Desk, desk
from tests.support.issuer_contexts import Checker, at, make_draft, make_module, signed_by

__all__ = ["desk"]  # pytest finds them here

CORRECTED = Correction(
    holder=Holder(
        family_name="Haile", given_name="Tsegaye", birth_date=PartialDate(year=1990, month=1, day=2)
    ),
    email=None,
)

FIVE_YEARS = timedelta(days=5 * 365)


def actions(desk: Desk) -> list[AuditAction]:
    with reading(desk.context.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


def test_key_that_was_retired_meanwhile_signs_nothing_more(desk: Desk) -> None:
    running = desk.context
    before = running.signer.kid

    desk.keys("rotate")

    assert running.signer.kid == desk.keys.ring.active != before


def test_key_that_was_revoked_meanwhile_signs_nothing_more(desk: Desk) -> None:
    running = desk.context
    stolen = ("revoke", running.signer.kid.hex(), "--reason", "keyCompromise")
    desk.keys(*stolen, "--invalid-since", desk.keys.at.isoformat())

    with pytest.raises(SigningError, match="aucune clé"):
        issue(running, make_module("M-2"), [make_draft()])


def test_desk_that_runs_through_a_theft_signs_with_the_next_key(desk: Desk) -> None:
    running, (first, second, _) = desk.context, desk.numbers
    assert running.signer.kid == desk.keys.ring.active
    desk.steal(since=-timedelta(days=1))
    running = at(running, timedelta(days=2))

    withdraw(running, first, reason="présences corrigées", who="ines")
    new = replace_attestation(running, second, CORRECTED, reason="nom corrigé", who="ines")
    publish_all(running, who="ines")

    checker = Checker.of(running)
    assert isinstance(checker.verdict(new), Genuine)
    with reading(running.register) as session:
        withdrawn = load_history(session, first, keys=running.trusted)
        assert document(session, new) == issued_document(
            running.register, new, keys=running.trusted
        )
    assert withdrawn is not None
    issued, ended = withdrawn.events
    assert (issued.statement, issued.refusal) == (None, Refusal.KEY_COMPROMISED)
    assert ended.statement is not None


def test_log_is_whole_again_once_another_key_has_signed_after_a_theft(desk: Desk) -> None:
    desk.keys.later(hours=2)
    desk("withdraw", desk.numbers[0], "--reason", "présences corrigées")
    desk.steal(since=-timedelta(hours=1))
    assert "clé déjà volée" in desk.run("audit", "verify").out

    desk("publish")

    assert "entier" in desk("audit", "verify")


def test_stolen_key_vouches_for_no_entry_under_any_date(desk: Desk) -> None:
    desk.keys.later(hours=2)
    desk("withdraw", desk.numbers[0], "--reason", "présences corrigées")
    thief = signed_by(at(desk.context, -timedelta(hours=2)), desk.context.signer)
    desk.steal(since=-timedelta(hours=1))

    with audited_transaction(thief) as transaction:
        transaction.append_repair(AuditEvent(who="ines", action=AuditAction.PUBLISHED))

    assert "clé déjà volée" in desk.run("audit", "verify").out


def test_participant_gets_a_document_under_a_new_key_from_a_page_that_runs(desk: Desk) -> None:
    folder = desk.context.settings.keys.ring
    assert issued_document(desk.context.register, desk.numbers[0], keys=ring_keys(folder))
    desk.keys("rotate")

    new = replace_attestation(
        desk.context, desk.numbers[0], CORRECTED, reason="nom corrigé", who="ines"
    )

    assert issued_document(desk.context.register, new, keys=ring_keys(folder))


def test_reissue_leaves_one_entry_for_each_attestation(desk: Desk) -> None:
    withdraw(desk.context, desk.numbers[0], reason="présences corrigées", who="ines")
    kid, before = desk.steal(), len(actions(desk))

    desk("reissue", "--key", kid, "--yes")

    assert actions(desk)[before:] == [
        AuditAction.REPLACED,
        AuditAction.REPLACED,
        AuditAction.ENDINGS_RESTATED,
        AuditAction.PUBLISHED,
    ]


def test_every_act_that_changes_something_leaves_its_entries(desk: Desk, tmp_path: Path) -> None:
    one, two, three = desk.numbers
    expected = {
        ("publish",): [AuditAction.PUBLISHED],
        ("withdraw", one, "--reason", "présences corrigées"): [AuditAction.WITHDRAWN],
        ("replace", two, "--reason", "nom corrigé", "--family-name", "Haile"): [
            AuditAction.REPLACED
        ],
        ("checkpoint",): [AuditAction.CHECKPOINT_KEPT],
        ("person", "export", three, "--out", tmp_path / "p"): [AuditAction.PERSON_EXPORTED],
        ("person", "erase", three, "--yes"): [AuditAction.PERSON_ERASED],
    }
    for arguments, wanted in expected.items():
        before = len(actions(desk))
        desk(*arguments)
        assert actions(desk)[before:] == wanted, arguments
    rows = list(csv.reader(desk("audit", "export").splitlines(), delimiter=";"))
    assert len(rows) == 1 + len(actions(desk))
    assert "entier" in desk("audit", "verify")


def test_organisation_whose_certificate_ended_still_withdraws(desk: Desk) -> None:
    late = at(desk.context, FIVE_YEARS)
    heal_clock(late, who="ines")  # nothing was signed for years

    withdraw(late, desk.numbers[0], reason="présences corrigées", who="ines")

    verdict = verdict_of(desk, desk.numbers[0], late_by=FIVE_YEARS)
    assert isinstance(verdict, Withdrawn)
    assert (verdict.withdrawn_at, verdict.reason) == (late.instant(), "présences corrigées")


def test_organisation_whose_certificate_ended_still_gives_out_and_erases(
    desk: Desk, tmp_path: Path
) -> None:
    late = at(desk.context, FIVE_YEARS)
    heal_clock(late, who="ines")  # nothing was signed for years

    assert export_person(late, desk.numbers[0], tmp_path / "person", who="ines")
    assert erase_person(late, desk.numbers[0], who="ines") == [desk.numbers[0]]

    assert actions(desk)[-2:] == [AuditAction.PERSON_EXPORTED, AuditAction.PERSON_ERASED]
    desk.keys.at = late.now()
    assert "entier" in desk("audit", "verify")


def test_organisation_whose_certificate_ended_issues_nothing(desk: Desk) -> None:
    late = at(desk.context, FIVE_YEARS)

    with pytest.raises(SigningError, match="valable"):
        issue(late, make_module("M-2"), [make_draft()])
    with pytest.raises(SigningError, match="valable"):
        replace_attestation(late, desk.numbers[0], CORRECTED, reason="nom corrigé", who="ines")

    with reading(late.register) as session:
        history = load_history(session, desk.numbers[0], keys=late.trusted)
    assert history is not None
    assert history.record.replaced_by is None


def test_root_elsewhere_stands_in_for_nobody(desk: Desk) -> None:
    late = at(desk.context, FIVE_YEARS)
    (desk.folder / "keys" / "root.key.pem").unlink()

    with pytest.raises(SigningError, match=r"rien n’a été signé|valable"):
        withdraw(late, desk.numbers[0], reason="présences corrigées", who="ines")


def test_person_gets_everything_where_no_key_may_sign_at_all(desk: Desk, tmp_path: Path) -> None:
    (desk.folder / "keys" / "root.key.pem").unlink()
    desk.keys.at += FIVE_YEARS

    done = desk.run("person", "export", desk.numbers[0], "--out", tmp_path / "person")

    assert done.exit_code == SigningError.exit_code
    assert "journal" in done.err
    assert (tmp_path / "person" / "personne.json").exists()


def verdict_of(desk: Desk, number: Number, *, late_by: timedelta) -> object:
    """Check with the roots too, as a verifier does."""
    context = at(desk.context, late_by)
    policy = desk.keys.trust().policy(
        addresses=Checker.of(context).policy.addresses, clock_slack=timedelta()
    )
    return Checker(policy=policy, context=context).verdict(number)
