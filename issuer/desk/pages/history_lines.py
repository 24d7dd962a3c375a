"""The history of one attestation as lines: what was signed, what was sent, what the person did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from issuer.delivery.labels import ASKED, STAGES, reason_in_words
from issuer.export.labels import KINDS, untrusted_words
from issuer.lifecycle.history import History, HistoryEvent
from issuer.words.sentence import Sentence, sentence
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
    what: Sentence | None
    """None for a statement that counts for nothing; ``detail`` says why."""
    detail: str | None = None
    reason: str | None = None
    """In public words, as it is signed."""


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
        return HistoryLine(at=event.made_at, what=None, detail=untrusted_words(event.refusal))
    what = KINDS[event.statement.kind]
    return HistoryLine(at=event.made_at, what=what, reason=event.statement.reason)


def _message(message: Message) -> Iterator[HistoryLine]:
    state, detail = _WAITING.get(message.state), None
    if message.reason:
        detail = reason_in_words(message.reason)
    if state and detail:
        detail = sentence("{state}, {reason}", state=state, reason=detail)
    detail = detail or state
    yield HistoryLine(at=message.queued_at, what=ASKED[message.purpose], detail=detail)
    if message.sent_at is not None:
        yield HistoryLine(
            at=message.sent_at, what=sentence("E-mail envoyé"), detail=message.address
        )


def _link(link: LinkDays) -> Iterator[HistoryLine]:
    for at, what in (
        (link.opened_at, sentence("Lien ouvert par la personne")),
        (link.downloaded_at, sentence("Téléchargée par la personne")),
        (link.cut_off_at, sentence("Lien coupé")),
    ):
        if at is not None:
            yield HistoryLine(at=at, what=what)
