"""The history of one attestation as lines: what was signed, what was sent, what the person did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from issuer.delivery.labels import ASKED, STAGES, reason_in_words
from issuer.desk.pages.labels import capitalize_first
from issuer.export.labels import KINDS, untrusted_words
from issuer.lifecycle.history import History, HistoryEvent
from register.delivery_board import Stage
from register.links import LinkDays
from register.outbox import Message
from register.tables.delivery import Delivery

_WAITING = {
    Delivery.QUEUED: STAGES[Stage.QUEUED],
    Delivery.SENDING: STAGES[Stage.QUEUED],
    Delivery.REFUSED: STAGES[Stage.REFUSED],
    Delivery.UNCERTAIN: STAGES[Stage.UNCERTAIN],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line."""

    at: datetime
    what: str | None
    """None for a statement that counts for nothing; ``detail`` says why."""
    detail: str | None = None


def history_lines(
    history: History, messages: Sequence[Message], links: Sequence[LinkDays]
) -> list[HistoryLine]:
    """Return everything that became of an attestation, oldest first."""
    lines = [_statement(event) for event in history.events]
    for message in messages:
        lines += _message(message)
    for link in links:
        lines += _link(link)
    return sorted(lines, key=lambda line: line.at)


def _statement(event: HistoryEvent) -> HistoryLine:
    if event.statement is None:
        detail = capitalize_first(untrusted_words(event.refusal))
        return HistoryLine(at=event.made_at, what=None, detail=detail)
    what = capitalize_first(KINDS[event.statement.kind])
    return HistoryLine(at=event.made_at, what=what, detail=event.statement.reason)


def _message(message: Message) -> Iterator[HistoryLine]:
    parts = [_WAITING.get(message.state), message.reason and reason_in_words(message.reason)]
    detail = ", ".join(part for part in parts if part) or None
    yield HistoryLine(at=message.queued_at, what=ASKED[message.purpose], detail=detail)
    if message.sent_at is not None:
        yield HistoryLine(at=message.sent_at, what="E-mail envoyé", detail=message.address)


def _link(link: LinkDays) -> Iterator[HistoryLine]:
    for at, what in (
        (link.opened_at, "Lien ouvert par la personne"),
        (link.downloaded_at, "Téléchargée par la personne"),
        (link.cut_off_at, "Lien coupé"),
    ):
        if at is not None:
            yield HistoryLine(at=at, what=what)
