"""A restored register signs again once what was lost is written into its log."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from attestation.errors import AttestationError, EndingRefusedError, RegisterError
from attestation.facts import Number
from attestation.formats.checkpoint import sign_checkpoint
from issuer.audit.log import (
    AuditAction,
    AuditEvent,
    audited,
    audited_transaction,
    decode_entry,
    read_head,
)
from issuer.audit.verification import check_log
from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.restored_register import Accepted, accept_restored
from issuer.lifecycle.withdrawal import withdraw
from keys.custody.reloading import ring_store
from keys.custody.signing import open_checkpoint_signer
from register import audit_log
from register.database import reading, writing
from register.lookup import Lookup
from tests.support.commands import run
from tests.support.issuer_contexts import (
    PASSPHRASE,
    Checker,
    at,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)

EVENT = AuditEvent(who="ines", action=AuditAction.PUBLISHED)
REASON = "disque remplacé"


class Deployment:
    """An issuer whose register can be copied and put back, as a backup is."""

    def __init__(self, folder: Path) -> None:
        self.config = make_deployment(folder)
        self.context = open_issuer(self.config)
        self._file = folder / "register.db"
        self._kept = folder / "backup.db"

    def action(self, count: int = 1) -> None:
        """Write something into the log."""
        for _ in range(count):
            with audited(self.context, EVENT):
                pass

    def issue(self, name: str) -> Number:
        (answer,) = issue(self.context, make_module(), [make_draft(name)])
        self.action()
        return Number(str(answer))

    def back_up(self) -> None:
        old, copy = sqlite3.connect(self._file), sqlite3.connect(self._kept)
        with closing(old), closing(copy):
            old.backup(copy)

    def restore(self, *, without_head: bool = False) -> None:
        self.context.register.dispose()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(self._kept.read_bytes())
        if without_head:
            self.head.unlink()
        self.context = open_issuer(self.config)

    @property
    def head(self) -> Path:
        return self.context.settings.desk.audit_head_file

    def accept(self, *tokens: bytes, heads: tuple[bytes, ...] = ()) -> Accepted:
        return accept_restored(
            self.context, who="ines", reason=REASON, tokens=tokens, heads=heads, margin=10
        )

    def witness(self) -> bytes:
        """Have the root sign a head over all statements, and keep it; return the copy."""
        ring = self.context.settings.keys.ring
        trust = ring_store(ring)
        head = prepare_checkpoint(self.context.register, trust=trust, at=self.context.now())
        assert head is not None
        root = open_checkpoint_signer(ring, PASSPHRASE, at=self.context.now())
        token = sign_checkpoint(head, signer=root)
        keep_checkpoint(self.context, token, trust=trust, who="ines")
        return token

    def last_event(self) -> AuditEvent:
        with reading(self.context.register) as session:
            last = audit_log.entry(session, audit_log.last_sequence(session))
        assert last is not None
        return decode_entry(last).event

    def is_whole(self) -> bool:
        with reading(self.context.register) as session:
            return not check_log(
                session, keys=self.context.trusted, head=read_head(self.head)
            ).flaws


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    deployment = Deployment(tmp_path)
    deployment.issue("Bah")
    deployment.action()
    return deployment


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
    (before,) = _published(deployment.context)

    for action in actions(deployment):
        with pytest.raises(RegisterError, match="attest-issuer register accept-restore"):
            action()
    assert _published(deployment.context) == [before]


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
    (shown,) = _published(deployment.context)
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
        deployment.accept(*_published(stranger.context))


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


def test_command_says_what_is_lost_and_what_to_do(deployment: Deployment, tmp_path: Path) -> None:
    deployment.back_up()
    withdraw(deployment.context, Number("AC-2026-0001"), reason="erreur", who="ines")
    deployment.action()
    (tmp_path / "list").write_bytes(_published(deployment.context)[0])
    (tmp_path / "head").write_bytes(deployment.witness())
    deployment.restore()
    command = ("--config", deployment.config, "register", "accept-restore", "--reason", REASON)

    missing = run(main, *command, "--status-list", tmp_path / "none")
    done = run(
        main, *command, "--status-list", tmp_path / "list", "--checkpoint", tmp_path / "head"
    )

    assert missing.exit_code == 2
    assert done.exit_code == 0, done.err
    assert "AC-2026-0002 à AC-2026-1001" in done.out
    assert "AC-2026-0001 est condamnée" in done.out
    assert "Un témoin a vu 1 déclaration" in done.out
    assert "attest-issuer publish" in done.out


def test_command_without_a_list_says_where_one_is(deployment: Deployment) -> None:
    deployment.back_up()
    deployment.restore(without_head=True)

    done = run(
        main, "--config", deployment.config, "register", "accept-restore", "--reason", REASON
    )

    assert done.exit_code == 0, done.err
    assert "--status-list" in done.out


def _published(context: IssuerContext) -> list[bytes]:
    token = Lookup(context.register).status_list(1)
    return [] if token is None else [token]
