"""One line of a diagnosis: what was looked at, how it is, and the command that mends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum


class State(IntEnum):
    """How something is; the value is the exit code of a diagnosis in which it is the worst."""

    OK = 0
    LOOK = 1
    """It works, and somebody should look at it in the next weeks."""
    BROKEN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at."""

    state: State
    topic: str
    """In one or two French words."""
    words: str
    """How it is, in a French sentence without its full stop."""
    remedy: str = ""
    """The command, or the edit, that mends it; empty where nothing is to be done."""
    mend: Callable[[], object] | None = field(default=None, compare=False, repr=False)
    """Mends it, where that takes no decision (``attest doctor --fix``)."""


def ok(topic: str, words: str) -> Line:
    """Say that something is as it should be."""
    return Line(state=State.OK, topic=topic, words=words)


def look(topic: str, words: str, remedy: str, *, mend: Callable[[], object] | None = None) -> Line:
    """Say that somebody should look at something."""
    return Line(state=State.LOOK, topic=topic, words=words, remedy=remedy, mend=mend)


def broken(
    topic: str, words: str, remedy: str, *, mend: Callable[[], object] | None = None
) -> Line:
    """Say that something does not work."""
    return Line(state=State.BROKEN, topic=topic, words=words, remedy=remedy, mend=mend)
