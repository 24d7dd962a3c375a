"""The delivery board: the stage of each attestation, and counts by module."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from attestation.facts import Number
from register.outbox import LINK_USE, NEWEST_ROUND, is_under_way
from register.tables.attestations import AttestationRow, State, live_records
from register.tables.delivery import Delivery, MessageRow

RowT = TypeVar("RowT", bound=tuple[Any, ...])


class Stage(StrEnum):
    """How far the delivery of an attestation in force got; each one has exactly one."""

    NOT_SENT = "not-sent"
    """There is an address, and no message was requested yet."""
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    OPENED = "opened"
    """The birth date was right; the document was not taken yet."""
    DOWNLOADED = "downloaded"
    NO_ADDRESS = "no-address"
    """To be handed over on paper, or by a link that the coordinator passes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The delivery of one attestation."""

    number: Number
    module_code: str
    family_name: str
    given_name: str | None
    email: str | None
    stage: Stage
    round: int
    """Messages asked for so far: what whoever asks for another one has seen."""
    state: Delivery | None
    """Of the newest message."""
    reason: str | None
    due_at: datetime | None
    """When it will be tried (again)."""
    queued_at: datetime | None
    sent_at: datetime | None
    opened_at: datetime | None
    downloaded_at: datetime | None

    @property
    def can_be_sent(self) -> bool:
        """Whether another message would be queued, and not refused as one too many."""
        return self.email is not None and not is_under_way(self.state, self.due_at)


_STAGE = case(
    (LINK_USE.c.downloaded_at.is_not(None), Stage.DOWNLOADED),
    (LINK_USE.c.opened_at.is_not(None), Stage.OPENED),
    (MessageRow.state.in_((Delivery.QUEUED, Delivery.SENDING)), Stage.QUEUED),
    (MessageRow.state == Delivery.SENT, Stage.SENT),
    (MessageRow.state == Delivery.REFUSED, Stage.REFUSED),
    (MessageRow.state == Delivery.UNCERTAIN, Stage.UNCERTAIN),
    (AttestationRow.email.is_(None), Stage.NO_ADDRESS),
    else_=Stage.NOT_SENT,
).label("stage")


def lines(
    session: Session,
    *,
    module_code: str | None = None,
    stages: Collection[Stage] = tuple(Stage),
    limit: int | None = None,
) -> list[Line]:
    """Return the attestations in force whose delivery is at one of ``stages``, by number."""
    query = _standing(
        select(AttestationRow, MessageRow, LINK_USE.c.opened_at, LINK_USE.c.downloaded_at, _STAGE)
    ).where(_STAGE.in_(stages))
    if module_code is not None:
        query = query.where(AttestationRow.module_code == module_code)
    return [
        _line(row, message, opened_at, downloaded_at, Stage(stage))
        for row, message, opened_at, downloaded_at, stage in session.execute(
            query.order_by(AttestationRow.number).limit(limit)
        )
    ]


def stage_counts(session: Session) -> dict[str, dict[Stage, int]]:
    """Count the attestations in force by module and stage; a stage without any is left out."""
    query = _standing(select(AttestationRow.module_code, _STAGE, func.count())).group_by(
        AttestationRow.module_code, _STAGE
    )
    counts: dict[str, dict[Stage, int]] = {}
    for code, stage, count in session.execute(query):
        counts.setdefault(code, {})[Stage(stage)] = count
    return counts


def change_address(session: Session, number: Number, email: str | None) -> bool:
    """Replace a wrong address; False if nothing is in force.

    An address is not signed, so no attestation is replaced for it.
    """
    row = session.get(AttestationRow, number, with_for_update=True)
    if row is None or row.state != State.ISSUED or row.is_erased:
        return False
    row.email = email
    return True


def _standing(query: Select[RowT]) -> Select[RowT]:
    return live_records(
        query.select_from(AttestationRow)
        .outerjoin(NEWEST_ROUND, NEWEST_ROUND.c.number == AttestationRow.number)
        .outerjoin(
            MessageRow,
            (MessageRow.number == NEWEST_ROUND.c.number)
            & (MessageRow.round == NEWEST_ROUND.c.round),
        )
        .outerjoin(LINK_USE, LINK_USE.c.number == AttestationRow.number)
        .where(AttestationRow.state == State.ISSUED)
    )


def _line(
    row: AttestationRow,
    message: MessageRow | None,
    opened_at: datetime | None,
    downloaded_at: datetime | None,
    stage: Stage,
) -> Line:
    return Line(
        number=Number(row.number),
        module_code=row.module_code,
        family_name=row.family_name,
        given_name=row.given_name,
        email=row.email,
        stage=stage,
        round=0 if message is None else message.round,
        state=None if message is None else Delivery(message.state),
        reason=None if message is None else message.reason,
        due_at=None if message is None else message.due_at,
        queued_at=None if message is None else message.queued_at,
        sent_at=None if message is None else message.sent_at,
        opened_at=opened_at,
        downloaded_at=downloaded_at,
    )
