"""What one child process may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds of a child process; whatever goes past one is refused or ended."""

    seconds: float = 10
    """By the clock on the wall, and of processor."""
    memory_bytes: int = 512 * (1 << 20)
    """That it may write to."""
    code_bytes: int = 0
    """Of address space besides, for libraries whose code takes much of it."""
    input_bytes: int
    """The longest file; the child is given one byte more at most, to notice."""
    answer_bytes: int
    """The longest answer."""
