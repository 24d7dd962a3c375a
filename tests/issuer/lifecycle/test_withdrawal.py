"""Withdrawing an attestation, and replacing it by a corrected one."""

from datetime import timedelta

import pytest

from attestation.errors import EndingRefusedError
from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Genuine, Replaced, Withdrawn
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from register.attestations import record
from register.database import reading, writing
from register.holders import ExistingAttestation
from register.reservation import Draft, Reservation, reserve
from register.tables.attestations import State
from tests.support.issued_contexts import MODULE, config, context, issue_one
from tests.support.issuer_contexts import (
    Checker,
    at,
    make_draft,
    make_drafts,
)

__all__ = ["config", "context"]  # pytest finds them here


def test_withdrawn_attestation_is_withdrawn_at_once_and_stays_so(context: IssuerContext) -> None:
    number, other = issue(context, MODULE, make_drafts(2))
    assert isinstance(number, str)
    assert isinstance(other, str)
    later = at(context, timedelta(days=1))

    withdraw(later, number, reason=" présences corrigées ", who="ines")

    verdict = Checker.of(later).verdict(number)
    assert isinstance(verdict, Withdrawn)
    assert (verdict.withdrawn_at, verdict.reason) == (later.instant(), "présences corrigées")
    assert isinstance(Checker.of(later).verdict(other), Genuine)
    (answer, _) = issue(later, MODULE, make_drafts(2))
    assert answer == ExistingAttestation(number=number, state=State.WITHDRAWN)
    with pytest.raises(EndingRefusedError, match="déjà retirée"):
        withdraw(later, number, reason="encore", who="ines")


def corrected(family_name: str = "Agaoğlu", year: int = 1988) -> Correction:
    holder = Holder(
        family_name=family_name,
        given_name="Şükriye",
        birth_date=PartialDate(year=year, month=2, day=28),
    )
    return Correction(holder=holder, email="s@example.org")


def test_replaced_attestation_names_the_new_one(context: IssuerContext) -> None:
    number = issue_one(context)
    later = at(context, timedelta(days=1))

    new = replace_attestation(later, number, corrected(), reason="nom corrigé", who="ines")

    checker = Checker.of(later)
    old_verdict, new_verdict = checker.verdict(number), checker.verdict(new)
    assert isinstance(old_verdict, Replaced)
    assert old_verdict.successor is not None
    assert old_verdict.successor.number == new
    assert old_verdict.successor.holder == corrected().holder
    assert isinstance(new_verdict, Genuine)
    with reading(context.register) as session:
        old_record, new_record = record(session, number), record(session, new)
    assert old_record is not None
    assert old_record.replaced_by == new
    assert new_record is not None
    assert new_record.replaces == number


def test_correcting_just_an_accent_replaces_too(context: IssuerContext) -> None:
    number = issue_one(context, make_draft("Agaoglu"))
    holder = make_draft().holder

    new = replace_attestation(
        context, number, Correction(holder=holder, email=None), reason="ğ", who="ines"
    )

    assert isinstance(Checker.of(context).verdict(new), Genuine)
    assert issue(context, MODULE, [make_draft()]) == [
        ExistingAttestation(number=new, state=State.ISSUED)
    ]


def test_workbook_with_the_old_spelling_issues_nothing_after_a_replacement(
    context: IssuerContext,
) -> None:
    number = issue_one(context)
    second = replace_attestation(context, number, corrected("Autre"), reason="nom", who="ines")
    third = replace_attestation(context, second, corrected("Encore"), reason="nom", who="ines")

    assert issue(context, MODULE, [make_draft()]) == [
        ExistingAttestation(number=third, state=State.ISSUED)
    ]


def test_replacement_that_died_is_finished_with_its_number(context: IssuerContext) -> None:
    number = issue_one(context)
    draft = Draft(
        holder=corrected().holder, email=None, attended=timedelta(hours=12), replaces=number
    )
    with writing(context.register) as session:
        (left,) = reserve(session, MODULE, [draft], prefix="AC", at=context.instant())
    assert isinstance(left, Reservation)
    assert isinstance(Checker.of(context).verdict(number), Genuine)

    new = replace_attestation(context, number, corrected(), reason="nom", who="ines")

    assert new == left.attestation.number


def test_withdrawn_attestation_can_be_replaced(context: IssuerContext) -> None:
    number = issue_one(context)
    withdraw(context, number, reason="erreur", who="ines")

    new = replace_attestation(context, number, corrected(), reason="nom", who="ines")

    assert isinstance(Checker.of(context).verdict(new), Genuine)
    assert isinstance(Checker.of(context).verdict(number), Withdrawn)


def test_replacement_is_refused_where_it_makes_no_sense(context: IssuerContext) -> None:
    number, other = issue(context, MODULE, [make_draft(), make_draft("Bah", "Mamadou")])
    assert isinstance(number, str)
    same = Correction(holder=make_draft().holder, email=None)
    taken = Correction(holder=make_draft("Bah", "Mamadou").holder, email=None)

    for correction, complaint in ((same, "rien ne change"), (taken, str(other))):
        with pytest.raises(EndingRefusedError, match=complaint):
            replace_attestation(context, number, correction, reason="nom", who="ines")
    replace_attestation(context, number, corrected(), reason="nom", who="ines")
    with pytest.raises(EndingRefusedError, match="déjà remplacée par AC-2026-0003"):
        replace_attestation(context, number, corrected("Autre"), reason="nom", who="ines")
    with pytest.raises(EndingRefusedError, match="aucune attestation"):
        replace_attestation(context, Number("AC-2026-9999"), corrected(), reason="nom", who="ines")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, "retour\nligne", "\u202eabc"])
def test_reason_must_be_a_short_line(context: IssuerContext, reason: str) -> None:
    number = issue_one(context)

    with pytest.raises(EndingRefusedError, match="motif"):
        withdraw(context, number, reason=reason, who="ines")
    with pytest.raises(EndingRefusedError, match="motif"):
        replace_attestation(context, number, corrected(), reason=reason, who="ines")
    assert isinstance(Checker.of(context).verdict(number), Genuine)
