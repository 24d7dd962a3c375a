from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.errors import EndingRefusedError, SigningError
from attestation.facts import Number
from attestation.verdict.verdicts import Genuine, Replaced, Withdrawn
from issuer.audit.log import AuditAction, AuditedTransaction, audited_transaction, decode_entry
from issuer.context import IssuerContext
from issuer.desk.jobs.pending_changes import apply_due, call_back, finish_now
from issuer.lifecycle.withdrawal import withdraw
from register import audit_log, desk_work
from register.database import reading, writing
from register.reservation import reserve
from register.tables.attestations import State, StatementRow
from tests.support.desks import Browser, TestDesk, desk_of
from tests.support.issuer_contexts import Checker, make_draft, make_module
from tests.support.pending_changes import CORRECTION, desk, state

__all__ = ["desk"]  # pytest finds them here
ONE, TWO, THREE = (Number(f"AC-2026-000{n}") for n in (1, 2, 3))


def actions(desk: TestDesk) -> list[AuditAction]:
    with reading(desk.register) as session:
        return [decode_entry(signed).event.action for _, signed in audit_log.entries(session)]


def test_withdrawal_waits_and_is_then_signed(desk: TestDesk, ines: Browser) -> None:
    answer = ines.post(f"/attestations/{ONE}/retirer", reason="émise par erreur")
    assert answer.status_code == 303
    checker = Checker.of(desk.context)

    desk.clock.turn(timedelta(minutes=9))
    desk.work()
    assert isinstance(checker.verdict(ONE), Genuine)
    assert "Sera retirée" in desk.browser("ines").get(f"/attestations/{ONE}").text
    assert "encore annulable" in desk.browser("ines").get("/").text
    desk.clock.turn(timedelta(minutes=2))
    desk.work()

    assert isinstance(checker.verdict(ONE), Withdrawn)
    assert actions(desk)[-1] is AuditAction.WITHDRAWN
    page = desk.browser("ines").get(f"/attestations/{ONE}").text
    assert "Retirée&nbsp;: émise par erreur" in page
    assert "Retirer…" not in page


def test_what_was_called_back_is_never_signed(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="émise par erreur")

    ines.post(f"/attestations/{ONE}/annuler")
    desk.clock.turn(timedelta(hours=1))
    desk.work()

    assert isinstance(Checker.of(desk.context).verdict(ONE), Genuine)
    with reading(desk.register) as session:
        kinds = [row.kind for row in session.query(StatementRow).filter_by(number=ONE)]
    assert kinds == ["issued"]
    assert actions(desk)[-2:] == [AuditAction.WITHDRAWAL_ASKED, AuditAction.CALLED_BACK]


def test_call_back_in_the_last_moment_wins(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="émise par erreur")
    desk.clock.turn(timedelta(minutes=11))

    def late(context: IssuerContext) -> AbstractContextManager[AuditedTransaction]:
        call_back(context, ONE, login="ines")  # between the worker's look and its signature
        return audited_transaction(context)

    monkeypatch.setattr("issuer.desk.jobs.pending_changes.audited_transaction", late)
    apply_due(desk.context, desk.mail_context)

    assert state(desk, ONE) is State.ISSUED


def test_withdrawal_at_once_is_at_once(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="fraude", at_once="1")

    assert isinstance(Checker.of(desk.context).verdict(ONE), Withdrawn)
    assert ines.post(f"/attestations/{ONE}/annuler").status_code == 409


def test_what_waits_can_be_done_now(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="émise par erreur")

    ines.post(f"/attestations/{ONE}/maintenant")

    assert isinstance(Checker.of(desk.context).verdict(ONE), Withdrawn)
    assert ines.post(f"/attestations/{ONE}/maintenant").status_code == 409


def test_correction_waits_and_then_replaces(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/remplacer", **CORRECTION)
    page = ines.get(f"/attestations/{ONE}").text
    assert "Tsegaye Hailé, 29/02/1996" in page
    assert "Sera remplacée" in page

    desk.clock.turn(timedelta(minutes=11))
    desk.work()

    checker = Checker.of(desk.context)
    assert isinstance(checker.verdict(ONE), Replaced)
    assert isinstance(checker.verdict(THREE), Genuine)
    assert actions(desk)[-1] is AuditAction.REPLACED


def test_correction_at_once_leads_to_the_new_one(desk: TestDesk, ines: Browser) -> None:
    answer = ines.post(f"/attestations/{ONE}/remplacer", at_once="1", **CORRECTION)

    assert answer.location == f"/attestations/{THREE}"
    page = ines.get(f"/attestations/{THREE}").text
    assert f'href="/attestations/{ONE}"' in page
    assert f'href="/attestations/{THREE}"' in ines.get(f"/attestations/{ONE}").text


def test_withdrawn_attestation_can_be_replaced_too(desk: TestDesk, ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="fraude", at_once="1")

    ines.post(f"/attestations/{ONE}/remplacer", at_once="1", **CORRECTION)

    assert state(desk, ONE) is State.REPLACED


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"family_name": ""}, "Le nom manque"),
        ({"family_name": "\u202e"}, "caractère invisible"),
        ({"given_name": "12"}, "est pas un nom"),
        ({"birth_date": "31/02/1996"}, "31/02/1996"),
        ({"birth_date": ""}, "date"),
        ({"email": "a@b@c"}, "a@b@c"),
        ({"reason": ""}, "le motif est public"),
        ({"family_name": "Haile"}, "rien ne change"),
        (
            {"family_name": "Đặng", "given_name": "Thị Hồng"},
            "cette personne a déjà une attestation",
        ),
    ],
)
def test_correction_that_cannot_be_is_refused_with_its_reason(
    desk: TestDesk, ines: Browser, changed: dict[str, str], words: str
) -> None:
    for action in ("corriger", "remplacer"):
        answer = ines.post(f"/attestations/{ONE}/{action}", **(CORRECTION | changed))

        assert answer.status_code == 422
        assert words in answer.text
    assert state(desk, ONE) is State.ISSUED


def test_withdrawal_without_a_reason_is_refused(desk: TestDesk, ines: Browser) -> None:
    answer = ines.post(f"/attestations/{ONE}/retirer", reason=" ")

    assert answer.status_code == 422
    assert "le motif est public" in answer.text
    assert state(desk, ONE) is State.ISSUED


def test_second_wish_for_the_same_attestation_is_refused(ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="fraude")

    answer = ines.post(f"/attestations/{ONE}/remplacer", **CORRECTION)

    assert answer.status_code == 422
    assert "une demande attend déjà" in answer.text


def test_withdrawing_twice_is_refused(ines: Browser) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="fraude", at_once="1")

    answer = ines.post(f"/attestations/{ONE}/retirer", reason="fraude")

    assert answer.status_code == 422
    assert "déjà retirée" in answer.text


def test_wish_that_became_impossible_is_dropped_with_an_entry(
    desk: TestDesk, ines: Browser
) -> None:
    ines.post(f"/attestations/{ONE}/retirer", reason="fraude")
    withdraw(desk.context, ONE, reason="par la commande", who="ines")
    desk.clock.turn(timedelta(minutes=11))

    desk.work()

    with reading(desk.register) as session:
        assert desk_work.held_endings(session) == []
        *_, (_, last) = audit_log.entries(session)
    assert decode_entry(last).event.action is AuditAction.CALLED_BACK
    assert "déjà retirée" in (decode_entry(last).event.detail or "")


def test_failure_at_once_leaves_nothing_waiting(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise SigningError("le jeton a été retiré")

    monkeypatch.setattr("issuer.desk.jobs.pending_changes.withdraw_within", refuse)

    answer = ines.post(f"/attestations/{ONE}/retirer", reason="fraude", at_once="1")

    assert answer.status_code == 503
    assert "le jeton a été retiré" in answer.text
    with reading(desk.register) as session:
        assert desk_work.held_ending(session, ONE) is None
    assert state(desk, ONE) is State.ISSUED


def test_desk_without_time_for_second_thoughts(desk: TestDesk, ines: Browser) -> None:
    settings = desk.context.settings
    hasty = replace(settings.desk, undo=timedelta())
    context = replace(desk.context, settings=replace(settings, desk=hasty))

    other = desk_of(context, desk.clock)
    other.factors.update(desk.factors)
    page = other.browser("ines").get(f"/attestations/{ONE}/retirer").text

    assert "Retirer dans" not in page
    assert 'name="at_once"' in page
    compared = other.browser("ines").post(f"/attestations/{ONE}/corriger", **CORRECTION).text
    assert "Remplacer dans" not in compared


def test_statement_that_is_not_ours_is_told(desk: TestDesk, ines: Browser) -> None:
    with writing(desk.register) as session:
        row = session.query(StatementRow).filter_by(number=ONE).one()
        row.signed = row.signed[:-1] + bytes([row.signed[-1] ^ 1])

    assert "le registre a été altéré" in ines.get(f"/attestations/{ONE}").text


def test_nothing_waits_for_an_unknown_number(desk: TestDesk) -> None:
    with pytest.raises(EndingRefusedError):
        finish_now(desk.context, desk.mail_context, Number("AC-2026-9999"), login="ines")


def test_reservation_is_no_attestation_yet(desk: TestDesk, ines: Browser) -> None:

    with writing(desk.register) as session:
        reserve(session, make_module(), [make_draft("Seule")], prefix="AC", at=desk.clock())

    assert ines.get(f"/attestations/{THREE}").status_code == 404
    assert ines.get(f"/attestations/{THREE}/corriger").status_code == 404
    assert ines.post(f"/attestations/{THREE}/telecharger").status_code == 404
    assert "AC-2026-0003" not in ines.get("/module", code="AC-2026-10").text
