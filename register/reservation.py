"""Reserving what an attestation is known by: its number, its code, its place in a status list.

A reservation is committed before anything is signed, so a run that dies is resumed where it
stopped: the same person gets the same number again, and no number ever serves two people.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from attestation.code import RANDOM_BITS, Code, code_from_entropy
from attestation.errors import DisagreementError
from attestation.facts import NUMBER_PATTERN, Attestation, Holder, Number
from attestation.formats.status_list import CAPACITY
from attestation.particulars import NOTHING_STATED, Particulars
from attestation.slot import Slot
from register.holders import ExistingAttestation, person_key, rows_by_person
from register.locking import locked
from register.participant_languages import store_language
from register.particulars import encode_particulars
from register.tables.attestations import AttestationRow, CounterRow, ModuleRow, SessionRow, State

# A list is left when it is this full: indices are drawn at random until a free one turns up.
_FULL = CAPACITY * 3 // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleSession:
    """One session, as the register keeps it for the document and for figures."""

    day: date
    start: time
    end: time
    theme: str | None
    mode: str | None

    @property
    def slot(self) -> Slot:
        """What tells it from the others of its module."""
        return Slot(self.day, self.start)

    @property
    def duration(self) -> timedelta:
        """How long it lasts, by the wall clock."""
        return datetime.combine(self.day, self.end) - datetime.combine(self.day, self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The module that drafts are about."""

    code: str
    title: str
    organiser: str | None
    place: str | None
    language: str | None
    document_language: str = "fr"
    """``DocumentLanguage`` of its attestations; those from before it was kept are French."""
    sessions: tuple[ModuleSession, ...]
    """In order; at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """What a person missed of the module, and how much of it was asked for."""

    missed: tuple[Slot, ...] = ()
    required_percent: int = 100

    def encode(self) -> str:
        """Write it as the register keeps it."""
        missed = [slot.encode() for slot in self.missed]
        return json.dumps({"missed": missed, "required_percent": self.required_percent})

    @classmethod
    def decode(cls, text: str) -> "Attendance":
        """Read what ``encode`` wrote."""
        content = json.loads(text)
        return cls(
            missed=tuple(map(Slot.decode, content["missed"])),
            required_percent=content["required_percent"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One person's facts, before there is a number."""

    holder: Holder
    email: str | None
    attended: timedelta
    replaces: Number | None = None
    attendance: Attendance | None = Attendance()
    """None where it was never kept: what is replaced may be from before it was."""
    particulars: Particulars = NOTHING_STATED
    language: str | None = None
    """Of messages to this person, where the workbook says it."""

    def attestation(
        self, module: Module, *, number: Number, code: Code, issued_at: datetime
    ) -> Attestation:
        """Return what is attested of this person, under a number and a code."""
        return Attestation(
            number=number,
            code=code,
            holder=self.holder,
            module_code=module.code,
            module_title=module.title,
            first_day=module.sessions[0].day,
            last_day=module.sessions[-1].day,
            attended=self.attended,
            issued_at=issued_at,
            particulars=self.particulars,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A draft with its place taken."""

    draft: Draft
    attestation: Attestation
    list_number: int
    list_index: int
    is_taken_up: bool
    """An earlier run left it in the register, where nothing of it was signed."""


def reserve(
    session: Session, module: Module, drafts: Sequence[Draft], *, prefix: str, at: datetime
) -> list[Reservation | ExistingAttestation]:
    """Take a number, a code and a status index for each draft that has none yet.

    A reservation that an earlier run left behind is used, with the draft's facts.

    Args:
        session: inside ``writing``.
        module: what the drafts are about.
        drafts: at most one for each person.
        prefix: of the series of numbers; the year of ``at`` follows it.
        at: the ``iat`` of the credentials to be, aware, whole seconds.

    Returns:
        One answer for each draft, in order.

    Raises:
        DisagreementError: the series has numbers beyond what its counter has given.
    """
    series = f"{prefix}-{at.year}"
    counter = locked(session, CounterRow(series=series, last=0))  # a series' reservations queue up
    _require_counted(session, counter)
    store_module(session, module)
    rows = _rows_of(session, module.code, drafts)
    places = _free_places(session, rows.count(None))
    answers: list[Reservation | ExistingAttestation] = []
    for draft, row in zip(drafts, rows, strict=True):
        is_taken_up = row is not None
        if row is None:
            counter.last += 1
            row = AttestationRow(
                number=f"{series}-{counter.last:04d}",
                code=code_from_entropy(secrets.randbits(RANDOM_BITS)),
                state=State.RESERVED,
                replaces=draft.replaces,
            )
            row.status_list, row.status_index = places.pop()
            session.add(row)
        elif row.state != State.RESERVED:
            answers.append(
                ExistingAttestation(
                    number=Number(row.number), state=State.of(row.number, row.state)
                )
            )
            continue
        if not NUMBER_PATTERN.fullmatch(row.number):
            raise DisagreementError(f"{row.number} n’est pas un numéro d’ici ; rien n’est signé")
        attestation = draft.attestation(
            module, number=Number(row.number), code=Code(row.code), issued_at=at
        )
        write_facts(row, attestation, draft.email)
        row.attendance = None if draft.attendance is None else draft.attendance.encode()
        if draft.language is not None:
            session.flush()  # the row of the attestation comes first
            store_language(session, attestation.number, draft.language)
        answers.append(
            Reservation(
                draft=draft,
                attestation=attestation,
                list_number=row.status_list,
                list_index=row.status_index,
                is_taken_up=is_taken_up,
            )
        )
    return answers


def _require_counted(session: Session, counter: CounterRow) -> None:
    """Refuse to give numbers of a series whose newest is beyond its counter."""
    number = AttestationRow.number
    newest = session.scalar(
        select(number)
        .where(number.startswith(f"{counter.series}-", autoescape=True))
        .order_by(func.length(number).desc(), number.desc())  # four digits, or more
        .limit(1)
    )
    if newest is not None and not is_counted(session, newest):
        # SECURITY: a number is given once: test_lowered_counter_gives_no_number_again.
        raise DisagreementError(
            f"{newest} : le compteur du registre ne l’a pas donné ; il a reculé"
        )


def is_counted(session: Session, number: str) -> bool:
    """Check whether the counter of its series has given ``number``."""
    series, _, digits = number.rpartition("-")
    counter = session.get(CounterRow, series)
    return counter is not None and digits.isdecimal() and 1 <= int(digits) <= counter.last


def burn_numbers(
    session: Session, *, prefix: str, year: int, margin: int
) -> dict[str, tuple[int, int]]:
    """Leave out the next ``margin`` numbers of each series that may still have given some.

    These are the register's newest, and those of the years since then until ``year``.

    Returns:
        By series the first and the last number that nobody will get.
    """
    known = {
        series: int(series.rpartition("-")[2])
        for series in session.scalars(select(CounterRow.series))
    }
    newest = min(max(known.values(), default=year), year)
    series = {one for one, opened in known.items() if opened >= newest}
    series |= {f"{prefix}-{each}" for each in range(newest, year + 1)}
    burnt = {}
    for one in sorted(series):
        counter = locked(session, CounterRow(series=one, last=0))
        burnt[one] = (counter.last + 1, counter.last + margin)
        counter.last += margin
    return burnt


def write_facts(row: AttestationRow, attestation: Attestation, email: str | None) -> None:
    """Put the facts of ``attestation`` into its row."""
    for column, value in facts_of(attestation).items():
        setattr(row, column, value)
    row.email = email


def facts_of(attestation: Attestation) -> dict[str, object]:
    """Return what the row of ``attestation`` says of its facts, by column."""
    holder = attestation.holder
    return {
        "person_key": person_key(holder),
        "family_name": holder.family_name,
        "given_name": holder.given_name,
        "birth_date": holder.birth_date.encode(),
        "module_code": attestation.module_code,
        "module_title": attestation.module_title,
        "first_day": attestation.first_day,
        "last_day": attestation.last_day,
        "minutes": attestation.attended // timedelta(minutes=1),
        "issued_at": attestation.issued_at,
        "particulars": encode_particulars(attestation.particulars),
    }


def store_module(session: Session, module: Module) -> None:
    """Store a module, replacing what was known of it."""
    row = session.get(ModuleRow, module.code) or ModuleRow(code=module.code)
    row.title, row.organiser = module.title, module.organiser
    row.place, row.language = module.place, module.language
    stored = {Slot(known.day, known.start): known for known in row.sessions}
    kept = []
    for planned in module.sessions:
        known = stored.get(planned.slot) or SessionRow(day=planned.day, start=planned.start)
        known.end = planned.end
        known.theme, known.mode = planned.theme, planned.mode
        kept.append(known)
    row.sessions = kept
    session.add(row)
    session.flush()


def _rows_of(
    session: Session, module_code: str, drafts: Sequence[Draft]
) -> list[AttestationRow | None]:
    """Return for each draft the row that holds its place, if there is one."""
    first_ones = [draft.holder for draft in drafts if draft.replaces is None]
    holders = rows_by_person(session, module_code, first_ones)
    return [
        holders.get(person_key(draft.holder))
        if draft.replaces is None
        else session.scalar(select(AttestationRow).where(AttestationRow.replaces == draft.replaces))
        for draft in drafts
    ]


def next_list(session: Session) -> int:
    """Return the number of the list in which the next place is drawn."""
    # SECURITY: the first with room, and not the greatest, which one row could say:
    # test_no_column_of_the_database_is_signed_from.
    query = select(AttestationRow.status_list).group_by(AttestationRow.status_list)
    full = set(session.scalars(query.having(func.count() >= _FULL)))
    return next(number for number in count(1) if number not in full)


def _free_places(session: Session, wanted: int) -> list[tuple[int, int]]:
    """Draw status lists and indices at random, so that neighbours in a list tell nothing."""
    places: list[tuple[int, int]] = []
    list_number = next_list(session)
    while len(places) < wanted:
        taken = set(
            session.scalars(
                select(AttestationRow.status_index).where(AttestationRow.status_list == list_number)
            )
        )
        while len(places) < wanted and len(taken) < _FULL:
            index = secrets.randbelow(CAPACITY)
            if index not in taken:
                taken.add(index)
                places.append((list_number, index))
        list_number += 1
    return places
