"""Whether this machine's clock may date a signature: by the newest one, and by other clocks.

No verifier believes a list from the future, or one older than a list it has seen. So nothing is
signed by a clock that contradicts earlier signatures or other clocks. ADR 0095.
"""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock

import structlog

from attestation.errors import SigningError
from issuer.settings.issuer import ClockSettings
from issuer.words.sentence import sentence

IDLE = timedelta(days=1000)
"""After so long without a signature, another clock or a person must confirm the time."""
_ASKED_FOR_SECONDS = 600.0
_LIMIT_SECONDS = 2.0
_REMEDY = sentence(
    "rien n’a été signé ; réglez l’horloge, puis, si elle est juste : "
    "attest-issuer publish --heal-clock"
)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Answer:
    """The time that another clock gave, and the monotonic time at which it did."""

    date: datetime | None
    monotonic: float


_answers: dict[tuple[str, ...], _Answer] = {}
_lock = Lock()


def refuse_implausible(settings: ClockSettings, *, now: datetime, newest: datetime | None) -> None:
    """Refuse to sign at ``now`` if that cannot be the time.

    Args:
        settings: the slack, and what else to ask.
        now: by this machine's clock.
        newest: of the newest signature that the register holds; None if there is none.

    Raises:
        SigningError: the clock is behind that signature, far ahead of it with nobody to confirm
            it, or unlike another clock.
    """
    is_confirmed = refuse_unlike_others(settings, now=now)
    if newest is None:
        return
    if now < newest - settings.slack:
        raise SigningError(
            sentence(
                "l’horloge ({now}) retarde sur la dernière signature ({newest}) : {remedy}",
                now=_words(now),
                newest=_words(newest),
                remedy=_REMEDY,
            )
        )
    if now > newest + IDLE and not is_confirmed:
        raise SigningError(
            sentence(
                "l’horloge ({now}) est loin de la dernière signature ({newest}) : {remedy}",
                now=_words(now),
                newest=_words(newest),
                remedy=_REMEDY,
            )
        )


def refuse_unlike_others(settings: ClockSettings, *, now: datetime) -> bool:
    """Refuse ``now`` if another clock contradicts it; return whether one confirmed it.

    Without an answer nothing is refused, because a machine without a network goes on signing.

    Raises:
        SigningError: the clocks are further apart than they may be.
    """
    other = _asked(settings.sources)
    if other is None:
        return False
    if abs(now - other) > settings.slack:
        raise SigningError(
            sentence(
                "l’horloge ({now}) n’est pas celle des sources de [clock] ({other}) : rien n’a été "
                "signé ; réglez-la",
                now=_words(now),
                other=_words(other),
            )
        )
    return True


def _asked(sources: Sequence[str]) -> datetime | None:
    """Return the time by the first source that answers, asked at most every ten minutes."""
    if not sources:
        return None
    key, monotonic = tuple(sources), time.monotonic()
    with _lock:
        answer = _answers.get(key)
        if answer is None or monotonic - answer.monotonic > _ASKED_FOR_SECONDS:
            dates = (date_of(source) for source in sources)
            date = next((date for date in dates if date is not None), None)
            if date is None:
                _log.warning("clock.no_source_answers")
            answer = _answers[key] = _Answer(date=date, monotonic=monotonic)
    if answer.date is None:
        return None
    return answer.date + timedelta(seconds=monotonic - answer.monotonic)


def date_of(source: str) -> datetime | None:
    """Return the ``Date`` of an HTTPS answer, whatever its status; None where there is none."""
    request = urllib.request.Request(source, method="HEAD")  # noqa: S310  https, by the settings
    try:
        with urllib.request.urlopen(request, timeout=_LIMIT_SECONDS) as answer:  # noqa: S310
            header = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        with error:
            header = error.headers.get("Date")
    except (OSError, http.client.HTTPException, ValueError):
        return None
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None


def _words(instant: datetime) -> str:
    return f"{instant:%d/%m/%Y %H:%M} UTC"
