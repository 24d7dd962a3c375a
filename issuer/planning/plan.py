"""The plan: what issuing would do for each person of the workbook, and why.

Nothing is written here. ``check`` prints the plan, ``issue`` carries it out.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from attestation.facts import Number
from attestation.partial_date import PartialDate
from attestation.slot import Slot
from issuer.document.wording import issue_day
from issuer.planning.document_problems import document_problems
from issuer.planning.entitlement import Entitled, Entitlement, decide_entitlement
from issuer.planning.module_facts import ResolvedFacts, particulars_of, resolve_facts
from issuer.planning.module_problems import (
    another_module,
    not_over,
    unlisted,
    unprintable_module,
    unwritable,
)
from issuer.planning.possible_matches import Decision, Resemblance, resemblances
from issuer.planning.stated_totals import check_stated
from issuer.planning.statistics import count_attendance
from issuer.planning.under_way import is_under_way, standings
from issuer.settings.issuer import IssueSettings
from issuer.settings.organisation import Letterhead
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.model import (
    AttendanceRecords,
    ModuleRecord,
    Notice,
    Participant,
    Problem,
    Question,
    RefusedRow,
    SetAside,
)
from register.figures import AttendanceCounts
from register.holders import ExistingAttestation, IssuedTo, person_key
from register.reservation import Attendance, Draft, Module, ModuleSession
from register.tables.attestations import State


class Outcome(StrEnum):
    """What issuing the workbook would do for one person."""

    ENTITLED = "entitled"
    NOT_ENTITLED = "not_entitled"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    """Was issued one that was withdrawn: nothing is issued unless somebody replaces it."""
    LOST = "lost"
    """Holds one in force, to which the workbook no longer gives a right."""
    ERASED = "erased"
    """Was issued one, and has had every record of it erased: nothing is issued again."""
    REPLACES = "replaces"
    """It is the holder of an attestation in force, corrected: a new one takes its place."""
    UNDECIDED = "undecided"
    """Resembles somebody who holds one: nothing is issued before somebody says who it is."""
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPerson:
    """One line of the plan."""

    row: int
    family_name: str
    given_name: str | None
    birth_date: PartialDate | None
    outcome: Outcome
    missed: tuple[Slot, ...] = ()
    """Sessions not followed, in order."""
    number: Number | None = None
    """With ``issued``, ``withdrawn`` and ``lost``; with ``replaces`` what will be replaced."""
    draft: Draft | None = None
    """With ``entitled`` and ``replaces``: what will be issued."""
    is_similar: tuple[IssuedTo, ...] = ()
    """Holders in the register who may be this person under another spelling."""
    problems: tuple[Problem, ...] = ()
    """With ``problem``: why nothing can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The decisions about a whole workbook."""

    module: Module
    people: tuple[PlannedPerson, ...]
    """In the order of the sheet."""
    problems: tuple[Problem, ...]
    gone: tuple[IssuedTo, ...]
    """Holders of this module's attestations who are no longer in the list."""
    notices: tuple[Notice, ...]
    understood: tuple[Sentence, ...]
    questions: tuple[Question, ...]
    """About the marks of the whole sheet; who hangs on one has a problem."""
    set_aside: tuple[SetAside, ...]
    counts: AttendanceCounts
    """Everybody, entitled or not, without names."""
    required_percent: int
    """How much of the module's sessions the rule asks for."""

    @property
    def is_open(self) -> bool:
        """Whether a problem or a question remains."""
        undecided = (Outcome.UNDECIDED, Outcome.LOST)
        return bool(self.problems) or any(one.outcome in undecided for one in self.people)

    @property
    def closes_without(self) -> bool:
        """Whether the module ended, all is clear, and there is nothing to issue from it."""
        return not self.is_open and not self.drafts() and not self.replacements()

    def drafts(self) -> list[Draft]:
        """Return what there is to issue to people who have none."""
        return self._drafts(Outcome.ENTITLED)

    def replacements(self) -> list[Draft]:
        """Return what is to be issued as a replacement."""
        return self._drafts(Outcome.REPLACES)

    def _drafts(self, outcome: Outcome) -> list[Draft]:
        people = (person for person in self.people if person.outcome is outcome)
        return [person.draft for person in people if person.draft is not None]


def plan_issue(  # noqa: PLR0913  all that the register and the settings know
    records: AttendanceRecords,
    *,
    held: Mapping[str, ExistingAttestation],
    settings: IssueSettings,
    letterhead: Letterhead,
    at: datetime,
    issued: Sequence[IssuedTo] = (),
    erased: Set[str] = frozenset(),
    days: tuple[date, date] | None = None,
    decisions: Mapping[int, Decision] = MappingProxyType({}),
) -> Plan:
    """Decide for each person.

    Args:
        records: the workbook, read.
        held: what people have been issued of this module, by ``person_key``.
        settings: the rule, and what the size of a credential depends on.
        letterhead: the organisation's texts, and the language of its documents.
        at: the instant at which it would be issued.
        issued: whose attestations of this module are in force.
        erased: by ``person_key``, who was issued one and has had it erased.
        days: the first and the last day of what was issued under this module's code.
        decisions: by row, who is the same person as one of them, or is not.
    """
    module = module_of(records.module, language=letterhead.organisation.language)
    resolved = resolve_facts(records.module, settings, day=issue_day(at))
    module_problems = (
        *unwritable(records, letterhead, address=settings.verifier),
        *unprintable_module(records),
        *not_over(records, at),
        *another_module(module, days),
        *resolved.problems,
    )
    resolved = replace(resolved, problems=module_problems)
    understood = [person for person in records.people if isinstance(person, Participant)]
    is_similar = resemblances(understood, held=held, issued=issued, decisions=decisions)
    people = [
        _plan_person(
            person,
            records.module,
            module,
            resolved,
            held,
            is_similar.get(person.row),
            settings,
            at,
        )
        for person in records.people
    ]
    people = [
        replace(one, outcome=Outcome.ERASED, draft=None)
        if isinstance(read, Participant) and person_key(read.holder()) in erased
        else one
        for one, read in zip(people, records.people, strict=True)
    ]
    own = [
        problem
        for person, read in zip(people, records.people, strict=True)
        if isinstance(read, Participant)
        for problem in person.problems
        if problem not in module_problems
    ]
    drafts = [one.draft for one in people if one.draft is not None]
    return Plan(
        module=module,
        people=tuple(people),
        problems=(*module_problems, *records.problems, *own),
        gone=tuple(_vanished(people, held, issued)),
        notices=(
            *records.notices,
            *standings(records, Fraction(settings.required_percent_for(module.code), 100)),
            *unlisted(module, drafts, letterhead, address=settings.verifier),
            *_notices(records, people, held, issued),
        ),
        understood=(*records.understood, *_confirmed(records, people)),
        questions=records.questions,
        set_aside=records.set_aside,
        counts=count_attendance(records),
        required_percent=resolved.required_percent,
    )


def _confirmed(records: AttendanceRecords, people: Iterable[PlannedPerson]) -> Iterable[Sentence]:
    """Return how many of the coordinator's own totals and decisions agree with the marks."""
    agreed = sum(
        len(read.claims)
        for read, person in zip(records.people, people, strict=True)
        if isinstance(read, Participant) and person.outcome is not Outcome.PROBLEM
    )
    if agreed:
        yield sentence(
            "{count} totaux ou décisions du classeur concordent avec les présences.", count=agreed
        )


def _plan_person(
    person: Participant | RefusedRow,
    record: ModuleRecord,
    module: Module,
    resolved: ResolvedFacts,
    held: Mapping[str, ExistingAttestation],
    resemblance: Resemblance | None,
    settings: IssueSettings,
    at: datetime,
) -> PlannedPerson:
    def planned(outcome: Outcome, **more: object) -> PlannedPerson:
        return PlannedPerson(
            row=person.row,
            family_name=person.family_name,
            given_name=person.given_name,
            birth_date=person.birth_date,
            outcome=outcome,
            is_similar=resemblance.is_similar if resemblance else (),
            **more,  # type: ignore[arg-type]
        )

    if isinstance(person, RefusedRow):
        return planned(Outcome.PROBLEM, problems=person.problems)
    if is_under_way(person, record):
        return planned(Outcome.PROBLEM, problems=resolved.problems)
    entitlement = decide_entitlement(
        person,
        record,
        required_share=Fraction(resolved.required_percent, 100),
        required_time=resolved.stated.required_time,
    )
    if disagreements := tuple(check_stated(person, entitlement, record)):
        return planned(Outcome.PROBLEM, problems=disagreements, missed=entitlement.missed)
    issued = held.get(person_key(person.holder()))
    chosen = resemblance.chosen if resemblance else None
    if issued is not None and not (chosen and isinstance(entitlement, Entitled)):
        outcome = _held_outcome(issued, entitlement)
        return planned(outcome, number=issued.number, missed=entitlement.missed)
    if not isinstance(entitlement, Entitled):
        return planned(Outcome.NOT_ENTITLED, missed=entitlement.missed)
    draft = Draft(
        holder=person.holder(),
        email=person.email,
        attended=entitlement.attended,
        attendance=Attendance(
            missed=entitlement.missed, required_percent=resolved.required_percent
        ),
        particulars=particulars_of(person, record, entitlement, resolved),
        language=person.language,
    )
    problems = (*resolved.problems, *document_problems(person, draft, module, settings, at))
    if problems:
        return planned(Outcome.PROBLEM, problems=problems)
    if chosen is not None:
        draft = replace(draft, replaces=chosen.number)
        return planned(
            Outcome.REPLACES, draft=draft, number=chosen.number, missed=entitlement.missed
        )
    if resemblance is not None and resemblance.is_open:
        return planned(Outcome.UNDECIDED, missed=entitlement.missed)
    return planned(Outcome.ENTITLED, draft=draft, missed=entitlement.missed)


def _held_outcome(issued: ExistingAttestation, entitlement: Entitlement) -> Outcome:
    if issued.state is State.WITHDRAWN:
        return Outcome.WITHDRAWN
    return Outcome.ISSUED if isinstance(entitlement, Entitled) else Outcome.LOST


def _notices(
    records: AttendanceRecords,
    people: Iterable[PlannedPerson],
    held: Mapping[str, ExistingAttestation],
    issued: Sequence[IssuedTo],
) -> Iterable[Notice]:
    """Find attestations that the workbook no longer supports, or spells otherwise."""
    for read, person in zip(records.people, people, strict=True):
        match person.outcome:
            case Outcome.WITHDRAWN:
                message = sentence(
                    "{number} a été retirée ; si c’était une erreur, délivrez-la de "
                    "nouveau sous un autre numéro depuis sa page.",
                    number=person.number,
                )
            case Outcome.LOST:
                message = sentence(
                    "{number} est délivrée, mais les présences n’y donnent plus droit : "
                    "à retirer ?",
                    number=person.number,
                )
            case Outcome.ISSUED if person.is_similar:
                message = _other_spelling(person)
            case _:
                continue
        yield Notice(sheet=read.sheet, row=read.row, message=message)
    for one in _vanished(people, held, issued):
        yield Notice(
            sheet=records.people[0].sheet,
            row=None,
            message=sentence(
                "{number} ({name}) est délivrée, mais n’est plus dans la liste.",
                number=one.number,
                name=one.holder.full_name(),
            ),
        )


def _other_spelling(person: PlannedPerson) -> Sentence:
    other = person.is_similar[0].holder
    if (other.family_name, other.given_name) == (person.family_name, person.given_name):
        return sentence("{number} a une autre date de naissance.", number=person.number)
    return sentence("{number} l’écrit « {name} ».", number=person.number, name=other.full_name())


def _vanished(
    people: Iterable[PlannedPerson],
    held: Mapping[str, ExistingAttestation],
    issued: Sequence[IssuedTo],
) -> Iterable[IssuedTo]:
    """Find who holds an attestation of the module, and is nobody of the list."""
    known = {one.number for one in held.values()}
    known |= {one.number for person in people for one in person.is_similar}
    return (one for one in issued if one.number not in known)


def module_of(record: ModuleRecord, *, language: str) -> Module:
    """Return the module of a workbook as the register keeps one.

    Args:
        record: the module, read.
        language: of its documents, unless it says another itself.
    """
    chosen = record.document_language
    return Module(
        code=record.code,
        title=record.title,
        organiser=record.organiser,
        place=record.place,
        language=record.language,
        document_language=str(chosen.language if chosen else language),
        sessions=tuple(
            ModuleSession(day=s.day, start=s.start, end=s.end, theme=s.theme, mode=s.mode)
            for s in record.sessions
        ),
    )
