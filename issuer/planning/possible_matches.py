"""People of a workbook who may hold an attestation already, under another spelling.

People are neither merged nor issued a second attestation silently. Whoever uploads the workbook
decides for each whether it is the same person, corrected, or somebody else. ADR 0053.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attestation.facts import Number
from issuer.workbook.model import Participant
from issuer.workbook.parsing.name_similarity import alike_pairs
from register.holders import ExistingAttestation, IssuedTo, person_key
from register.tables.attestations import State


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePerson:
    """It is the holder of that attestation; the workbook has the right spelling."""

    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherPerson:
    """It is nobody whom the register knows."""


Decision = SamePerson | AnotherPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """What the register may know about one row."""

    is_similar: tuple[IssuedTo, ...]
    """Never empty."""
    is_same_key: bool
    """It is certainly this person, as names are compared; only letters or accents differ."""
    chosen: IssuedTo | None = None
    """Whose attestation will be replaced, where somebody said so and it still can be."""
    is_another: bool = False
    """Somebody said that it is another person."""

    @property
    def is_open(self) -> bool:
        """Whether nothing can be issued before somebody decides."""
        return not (self.is_same_key or self.is_another or self.chosen)


def resemblances(
    people: Sequence[Participant],
    *,
    held: Mapping[str, ExistingAttestation],
    issued: Sequence[IssuedTo],
    decisions: Mapping[int, Decision],
) -> dict[int, Resemblance]:
    """Find by row whom the register may know under another spelling.

    Args:
        people: those of the workbook who were understood.
        held: what they have been issued of the module, by ``person_key``.
        issued: whose attestations of the module are in force.
        decisions: by row, what somebody said; what no longer fits is as if it had not been said.
    """
    found = _respelled(people, held, issued) | _alike(people, held, issued)
    taken: set[Number] = set()
    decided = {}
    for row, (is_similar, is_same_key) in sorted(found.items()):
        chosen = None
        match decisions.get(row):
            case SamePerson(number=number) if number not in taken:
                chosen = next((one for one in is_similar if one.number == number), None)
                taken.add(number)
            case _:
                pass
        decided[row] = Resemblance(
            is_similar=is_similar,
            is_same_key=is_same_key,
            chosen=chosen,
            is_another=isinstance(decisions.get(row), AnotherPerson),
        )
    return decided


_Found = dict[int, tuple[tuple[IssuedTo, ...], bool]]


def _respelled(
    people: Sequence[Participant],
    held: Mapping[str, ExistingAttestation],
    issued: Sequence[IssuedTo],
) -> _Found:
    """Find holders with the same key and another spelling: « Celikoglu », « Çelikoğlu »."""
    by_number = {one.number: one for one in issued}
    found: _Found = {}
    for person in people:
        own = held.get(person_key(person.holder()))
        known = by_number.get(own.number) if own and own.state is State.ISSUED else None
        if known is not None and known.holder != person.holder():
            found[person.row] = ((known,), True)
    return found


def _alike(
    people: Sequence[Participant],
    held: Mapping[str, ExistingAttestation],
    issued: Sequence[IssuedTo],
) -> _Found:
    """Find people without an attestation who resemble a holder that is not in the workbook."""
    present = {one.number for one in held.values()}
    absent = [one for one in issued if one.number not in present]
    unknown = [person for person in people if person_key(person.holder()) not in held]
    if not absent or not unknown:
        return {}
    border = len(unknown)
    pairs = alike_pairs(
        [*(person.holder() for person in unknown), *(one.holder for one in absent)],
        wanted=lambda first, second: first < border <= second,
        # Workbooks are often corrected for a wrong birth date.
        any_birth_date=True,
    )
    found: _Found = {}
    for first, second in sorted(pairs):
        row = unknown[first].row
        found[row] = ((*found.get(row, ((), False))[0], absent[second - border]), False)
    return found
