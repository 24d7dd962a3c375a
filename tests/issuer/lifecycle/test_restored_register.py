"""A restored register signs again once what was lost is written into its log."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.errors import AttestationError, EndingRefusedError, RegisterError
from attestation.facts import Number
from issuer.audit.log import (
    AuditAction,
    audited_transaction,
)
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.restored_register import accept_restored
from issuer.lifecycle.withdrawal import withdraw
from register.database import writing
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_draft,
    make_module,
)
from tests.support.restored_deployments import EVENT, REASON, Deployment, deployment, published

__all__ = ["deployment"]  # pytest finds them here


def actions(deployment: Deployment) -> list[Callable[[], object]]:
    context = deployment.context
    return [
        lambda: publish_all(context, who="ines"),
        lambda: issue(context, make_module(), [make_draft("Diallo")]),
        lambda: withdraw(context, Number("AC-2026-0001"), reason="erreur", who="ines"),
        deployment.action,
    ]


@pytest.mark.parametrize("without_head", [True, False])
def test_restored_register_signs_nothing_before_it_is_accepted(
    deployment: Deployment, without_head: bool
) -> None:
    deployment.back_up()
    deployment.action()
    deployment.restore(without_head=without_head)
    (before,) = published(deployment.context)

    for action in actions(deployment):
        with pytest.raises(RegisterError, match="attest-issuer register accept-restore"):
            action()
    assert published(deployment.context) == [before]


def test_register_one_act_older_is_accepted_and_the_log_names_what_was_lost(
    deployment: Deployment,
) -> None:
    deployment.back_up()
    lost = deployment.issue("Diallo")
    deployment.restore()

    accepted = deployment.accept()

    event = deployment.last_event()
    assert event.action is AuditAction.RESTORE_ACCEPTED
    assert "entrées perdues : 3 à 3" in (event.detail or "")
    assert REASON in (event.detail or "")
    assert accepted.burnt == {"AC-2026": (2, 11)}
    assert "AC-2026-0002 à 0011" in (event.detail or "")
    assert deployment.is_whole()
    assert lost == "AC-2026-0002"
    assert deployment.issue("Sow") == "AC-2026-0012"
    assert publish_all(deployment.context, who="ines")


def test_register_without_the_copy_of_its_log_is_accepted(deployment: Deployment) -> None:
    deployment.back_up()
    deployment.restore(without_head=True)

    accepted = deployment.accept()

    assert accepted.gap.head is None
    assert "leur nombre est inconnu" in (deployment.last_event().detail or "")
    assert deployment.is_whole()
    deployment.action()


def test_numbers_of_a_year_that_began_since_the_backup_are_burnt_too(
    deployment: Deployment,
) -> None:
    deployment.back_up()
    deployment.restore(without_head=True)
    deployment.context = at(deployment.context, timedelta(days=390))

    accepted = deployment.accept()

    assert accepted.burnt == {"AC-2026": (2, 11), "AC-2027": (1, 10)}


def test_withdrawal_since_the_backup_stays_as_far_as_a_list_shows_it(
    deployment: Deployment,
) -> None:
    deployment.back_up()
    withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")
    deployment.action()
    (shown,) = published(deployment.context)
    deployment.restore()

    accepted = deployment.accept(shown)

    assert accepted.condemned == ("AC-2026-0001",)
    for _ in range(2):
        assert Checker.of(deployment.context).verdict(Number("AC-2026-0001")).name == "withdrawn"
        publish_all(deployment.context, who="ines")
    with pytest.raises(EndingRefusedError, match="déjà retirée"):
        withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")


def test_withdrawal_since_the_backup_stays_where_its_list_lies_beside_the_keys(
    deployment: Deployment,
) -> None:
    deployment.issue("Diallo")
    deployment.back_up()
    withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")
    deployment.action()
    deployment.restore()

    accepted = deployment.accept()

    assert accepted.condemned == ("AC-2026-0001",)
    verdicts = [
        Checker.of(deployment.context).verdict(Number(f"AC-2026-000{each}")).name for each in (1, 2)
    ]
    assert verdicts == ["withdrawn", "genuine"]


def test_what_a_witness_saw_and_is_lost_is_counted(deployment: Deployment) -> None:
    deployment.back_up()
    deployment.issue("Diallo")
    withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")
    copy = deployment.witness()
    deployment.restore(without_head=True)

    accepted = deployment.accept(heads=(copy,))

    assert accepted.unseen == 2  # one issued, one withdrawn
    assert "qu’un témoin a vues : 2 au moins" in (deployment.last_event().detail or "")


def test_register_with_all_that_a_witness_saw_lost_nothing_of_it(deployment: Deployment) -> None:
    copy = deployment.witness()
    deployment.back_up()
    deployment.issue("Diallo")
    deployment.restore()

    assert deployment.accept(heads=(copy,)).unseen == 0
    assert "témoin" not in (deployment.last_event().detail or "")


def test_register_with_another_past_than_a_witness_saw_is_not_accepted(
    deployment: Deployment,
) -> None:
    deployment.back_up()
    deployment.issue("Diallo")
    copy = deployment.witness()
    deployment.restore()
    deployment.accept()
    deployment.issue("Sow")
    deployment.head.unlink()

    with pytest.raises(RegisterError, match="un témoin a vu un autre passé"):
        deployment.accept(heads=(copy,))
    assert deployment.accept().unseen == 0


def test_file_that_is_no_checkpoint_of_ours_is_refused(
    deployment: Deployment, tmp_path: Path
) -> None:
    stranger = Deployment(tmp_path / "stranger")
    stranger.issue("Bah")
    deployment.back_up()
    deployment.restore(without_head=True)

    for token in (b"nonsense", stranger.witness()):
        with pytest.raises(RegisterError, match="pas un point de contrôle"):
            deployment.accept(heads=(token,))


def test_register_that_nobody_restored_has_nothing_to_accept(deployment: Deployment) -> None:
    with pytest.raises(RegisterError, match="rien à accepter"):
        deployment.accept()


@pytest.mark.parametrize("reason", ["", " ", "x" * 201, "a\nb"])
def test_restore_is_accepted_for_a_reason(deployment: Deployment, reason: str) -> None:
    with pytest.raises(EndingRefusedError, match="motif"):
        accept_restored(deployment.context, who="ines", reason=reason)


@pytest.mark.parametrize("token", [b"", b"nonsense"])
def test_file_that_is_no_list_of_ours_is_refused(deployment: Deployment, token: bytes) -> None:
    with pytest.raises(RegisterError, match="pas une liste de statut"):
        deployment.accept(token)


def test_list_of_a_stranger_is_refused(deployment: Deployment, tmp_path: Path) -> None:
    stranger = Deployment(tmp_path / "stranger")
    stranger.issue("Bah")

    with pytest.raises(RegisterError, match="pas une liste de statut"):
        deployment.accept(*published(stranger.context))


def test_register_whose_log_was_edited_is_not_accepted(deployment: Deployment) -> None:
    deployment.back_up()
    deployment.action()
    deployment.restore()
    with writing(deployment.context.register) as session:
        session.execute(text("UPDATE audit_entry SET signed = x'00' WHERE sequence = 1"))

    with pytest.raises(RegisterError, match="l’entrée 1 du journal a été changée"):
        deployment.accept()
    with pytest.raises(AttestationError):
        deployment.action()


def test_two_registers_that_both_signed_are_noticed_and_one_can_be_kept(
    deployment: Deployment,
) -> None:
    deployment.back_up()
    deployment.action()
    elsewhere = deployment.head.read_bytes()
    deployment.restore(without_head=True)
    deployment.accept()
    deployment.head.write_bytes(elsewhere)

    with pytest.raises(RegisterError, match="deux registres ont signé"):
        deployment.action()
    deployment.accept()

    assert "autre registre, dont la 3" in (deployment.last_event().detail or "")
    deployment.action()


def test_entry_whose_last_row_is_gone_is_a_gap(deployment: Deployment) -> None:
    with writing(deployment.context.register) as session:
        session.execute(text("DELETE FROM audit_entry WHERE sequence = 2"))

    with (
        pytest.raises(RegisterError, match="l’entrée 2 manque"),
        audited_transaction(deployment.context) as transaction,
    ):
        transaction.append(EVENT)
