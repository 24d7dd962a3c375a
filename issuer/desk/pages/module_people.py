"""The people of a module as its page lists them: who holds an attestation, and who has none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from attestation.facts import Number
from attestation.name import fold
from attestation.partial_date import PartialDate
from attestation.slot import Slot
from issuer.export.labels import STATES
from issuer.words.sentence import Sentence, counted, sentence
from register.attestations import Record
from register.tables.attestations import State
from register.without_right import WithoutRight

NONE = "none"
"""Beside the states of attestations, in a filter: of people who have none."""
FILTERS = {
    State.ISSUED.value: (sentence("en vigueur"), sentence("en vigueur")),
    State.WITHDRAWN.value: (sentence("retirée"), sentence("retirées")),
    State.REPLACED.value: (sentence("remplacée"), sentence("remplacées")),
    NONE: (sentence("sans attestation"), sentence("sans attestation")),
}


class Order(StrEnum):
    """What the list is sorted by; the words stand in its heading."""

    NUMBER = "numero"
    NAME = "nom"
    BIRTH_DATE = "naissance"
    STATE = "etat"


ORDERS = {
    Order.NUMBER: sentence("Numéro"),
    Order.NAME: sentence("Nom"),
    Order.BIRTH_DATE: sentence("Naissance"),
    Order.STATE: sentence("État"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One line of the list."""

    number: Number | None
    """None for somebody who has no attestation."""
    family_name: str
    given_name: str | None
    birth_date: PartialDate | None
    state: str
    """One of ``FILTERS``."""
    words: Sentence
    why: tuple[str, ...]
    """Why there is none: sentences, or problems that were kept in French."""


def listed_people(
    issued: Iterable[Record], others: Iterable[WithoutRight], order: Order
) -> list[ListedPerson]:
    """Return all of them, sorted; who has no number comes last where numbers are the order."""
    people = [_with_attestation(record) for record in issued]
    people += [_without(one) for one in others]
    return sorted(people, key=_KEYS[order])


def why_without(one: WithoutRight) -> tuple[str, ...]:
    """Return why somebody has no attestation, and what the rule asks for.

    Returns:
        Sentences; or the problems of the sheet, as they were kept in French.
    """
    if one.problems:
        return one.problems
    if not one.missed:
        return (sentence("Personne n’a décidé si c’est quelqu’un qui en a déjà une."),)
    days = ", ".join(f"{Slot.decode(text).day:%d/%m}" for text in one.missed)
    needed = ceil(Fraction(one.required_percent, 100) * one.sessions)
    followed = one.sessions - len(one.missed)
    was_there = sentence("A suivi aucune séance ; il manque {days}.", days=days)
    if followed:
        was_there = counted(
            "A suivi {count} séance sur {all} ; il manque {days}.",
            "A suivi {count} séances sur {all} ; il manque {days}.",
            followed,
            all=one.sessions,
            days=days,
        )
    if followed >= needed:
        return was_there, sentence("Les heures exigées ne sont pas atteintes.")
    return was_there, counted(
        "Il en faut {needed}, donc encore {count} séance.",
        "Il en faut {needed}, donc encore {count} séances.",
        needed - followed,
        needed=needed,
    )


def _with_attestation(record: Record) -> ListedPerson:
    holder = record.attestation.holder
    return ListedPerson(
        number=record.attestation.number,
        family_name=holder.family_name,
        given_name=holder.given_name,
        birth_date=holder.birth_date,
        state=record.state.value,
        words=STATES[record.state],
        why=(),
    )


def _without(one: WithoutRight) -> ListedPerson:
    birth_date = None if one.birth_date is None else PartialDate.decode(one.birth_date)
    return ListedPerson(
        number=None,
        family_name=one.family_name,
        given_name=one.given_name,
        birth_date=birth_date,
        state=NONE,
        words=sentence("pas d’attestation"),
        why=why_without(one),
    )


def _by_name(one: ListedPerson) -> tuple[object, ...]:
    return fold(one.family_name), fold(one.given_name or "")


_STATES = list(FILTERS)
_KEYS: dict[Order, Callable[[ListedPerson], tuple[object, ...]]] = {
    Order.NUMBER: lambda one: (one.number is None, one.number or "", *_by_name(one)),
    Order.NAME: _by_name,
    Order.BIRTH_DATE: lambda one: (
        one.birth_date.encode() if one.birth_date else "",
        *_by_name(one),
    ),
    Order.STATE: lambda one: (_STATES.index(one.state), *_by_name(one)),
}
