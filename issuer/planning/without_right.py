"""Who of a plan is issued nothing, as the register keeps it for questions afterwards."""

from attestation.facts import Holder
from issuer.planning.plan import Outcome, Plan, PlannedPerson
from register.holders import person_key
from register.without_right import WithoutRight

_KEPT = (Outcome.NOT_ENTITLED, Outcome.PROBLEM, Outcome.UNDECIDED)
"""The others hold an attestation, or had every record of one erased."""


def people_without_right(plan: Plan) -> list[tuple[str | None, WithoutRight]]:
    """Return the ``person_key`` of each, None where the birth date is not known, and the reason."""
    return [(_key(one), _reason(plan, one)) for one in plan.people if one.outcome in _KEPT]


def _key(person: PlannedPerson) -> str | None:
    if person.birth_date is None:
        return None
    try:
        holder = Holder(
            family_name=person.family_name,
            given_name=person.given_name,
            birth_date=person.birth_date,
        )
    except ValueError:  # the name itself is the problem
        return None
    return person_key(holder)


def _reason(plan: Plan, person: PlannedPerson) -> WithoutRight:
    return WithoutRight(
        family_name=person.family_name,
        given_name=person.given_name,
        birth_date=None if person.birth_date is None else person.birth_date.encode(),
        outcome=person.outcome.value,
        missed=tuple(slot.encode() for slot in person.missed),
        sessions=len(plan.module.sessions),
        required_percent=plan.required_percent,
        problems=tuple(one.message for one in person.problems),
    )
