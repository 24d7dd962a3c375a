"""The totals and decisions that the coordinator stated, compared with the marks."""

import re
from collections.abc import Iterator
from datetime import timedelta

from attestation.name import fold
from issuer.planning.entitlement import Entitled, Entitlement
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.format.cells import Fault, column_letter, quoted, text_of
from issuer.workbook.model import Check, Claim, Mark, ModuleRecord, Participant, Problem

_WORDS = {
    True: "oui o ok x v 1 vrai yes y ja j true adroit droit reussi delivree attestation",
    False: "non n 0 faux no nee false pasdroit echec refuse aucune",
}
_DECISIONS = {word: said for said, words in _WORDS.items() for word in words.split()}
_NUMBER = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)\s*(%|h\b)?\s*(?:(?:/|sur)\s*[0-9]+|([0-9]{2}))?")
_NEAR = 0.51  # of a percent, because spreadsheets round


def check_stated(
    person: Participant, entitlement: Entitlement, module: ModuleRecord
) -> Iterator[Problem]:
    """Find what the coordinator's own columns say otherwise than the marks."""
    for claim in person.claims:
        fault = (
            _check_total(claim, person, module)
            if claim.check is Check.TOTAL
            else _check_decision(claim, is_entitled=isinstance(entitlement, Entitled))
        )
        if fault:
            yield Problem.at(person.sheet, person.row - 1, claim.column, fault)


def _check_total(claim: Claim, person: Participant, module: ModuleRecord) -> Fault | None:
    found = _NUMBER.fullmatch(text_of(claim.cell).strip().casefold())
    if found is None:
        return None
    number = float(found[1].replace(",", ".")) + int(found[3] or 0) / 60
    followed = [one for one in module.sessions if person.marks[one.slot].counts]
    counts = [sum(mark is kind for mark in person.marks.values()) for kind in Mark]
    missed = len(module.sessions) - len(followed)
    if fold(claim.title).startswith(("absen", "nombredabs", "nbabs", "totalabs")):
        agrees = number in (missed, counts[list(Mark).index(Mark.ABSENT)])
        return None if agrees else _disagrees(claim, sentence("{count} absences", count=missed))
    hours = sum((one.duration for one in followed), timedelta()) / timedelta(hours=1)
    percent = 100 * len(followed) / len(module.sessions)
    agrees = (
        number in (len(followed), counts[list(Mark).index(Mark.PRESENT)])
        or abs(number - hours) < 0.01
        or abs(number - percent) < _NEAR
        or (number <= 1 and abs(number * 100 - percent) < _NEAR)
    )
    return (
        None
        if agrees
        else _disagrees(claim, sentence("{count} séances suivies", count=len(followed)))
    )


def _check_decision(claim: Claim, *, is_entitled: bool) -> Fault | None:
    said = _DECISIONS.get(fold(text_of(claim.cell)))
    if said is None or said is is_entitled:
        return None
    ours = sentence("la personne y a droit") if is_entitled else sentence("elle n’y a pas droit")
    return _disagrees(claim, ours)


def _disagrees(claim: Claim, ours: Sentence) -> Fault:
    return Fault(
        message=sentence(
            "« {title} » dit {cell}, mais d’après les présences : {ours}.",
            title=claim.title,
            cell=quoted(claim.cell),
            ours=ours,
        ),
        remedy=sentence("Corrigez les présences ou cette case ; ou laissez la colonne de côté."),
        set_aside=column_letter(claim.column),
    )
