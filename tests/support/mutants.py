"""Random changes to a file, as many as wanted, the same ones every time."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_STREAM_ROOM = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A changed file, and how it was changed."""

    seed: int
    kind: str
    data: bytes


def mutants(original: bytes, *, count: int, seed: int = 20261120) -> Iterator[Mutant]:
    """Return ``count`` files that differ from ``original``, of each kind in turn."""
    kinds = list(KINDS.items())
    for number in range(count):
        kind, change = kinds[number % len(kinds)]
        chance = random.Random(seed + number)  # noqa: S311  mutants, not secrets
        data = change(chance, original)
        if data == original:  # a byte replaced by itself
            data += b"\0"
        yield Mutant(seed=seed + number, kind=kind, data=data)


def _bytes_changed(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _bit_flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _letter_changed(chance: random.Random, data: bytes) -> bytes:
    """Change printable bytes for printable ones: names, numbers and offsets of the structure."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(changed))
        while not 0x20 <= changed[place] < 0x7F:
            place = (place + 1) % len(changed)
        changed[place] = chance.randrange(0x20, 0x7F)
    return bytes(changed)


def _tail_appended(chance: random.Random, data: bytes) -> bytes:
    tail = chance.choice((b"\n", b"%%EOF\n", chance.randbytes(16), b" " * 512))
    return data + tail * chance.randrange(1, 4)


def _cut_short(chance: random.Random, data: bytes) -> bytes:
    return data[: -chance.randrange(1, len(data) // 4)]


def _piece_removed(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) - _STREAM_ROOM)
    return data[:start] + data[start + chance.randrange(1, _STREAM_ROOM) :]


def _piece_repeated(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) - _STREAM_ROOM)
    end = start + chance.randrange(1, _STREAM_ROOM)
    return data[:end] + data[start:]


def _revision_added(chance: random.Random, data: bytes) -> bytes:
    """Append a revision (ISO 32000-1, 7.5.6) that redefines one object, with its own xref."""
    number = chance.randrange(1, 20)
    body = chance.choice(
        (
            b"<< >>",
            b"null",
            b"<< /Type /Catalog >>",
            b"<< /Length 44 >>\nstream\nBT /F1 24 Tf 60 600 Td (Jean DUPONT) Tj ET     \nendstream",
        )
    )
    start = len(data) + 1
    text = b"\n%d 0 obj\n%b\nendobj\n" % (number, body)
    xref = len(data) + len(text)
    previous = data.rindex(b"startxref")
    offset = data[previous:].split()[1]
    root = data[data.rindex(b"/Root") :].split()[1]
    return (
        data
        + text
        + b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
        + b"trailer\n<< /Size 99 /Root %b 0 R /Prev %b >>\n" % (root, offset)
        + b"startxref\n%d\n%%%%EOF\n" % xref
    )


KINDS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "bytes changed": _bytes_changed,
    "bit flipped": _bit_flipped,
    "letters changed": _letter_changed,
    "tail appended": _tail_appended,
    "cut short": _cut_short,
    "piece removed": _piece_removed,
    "piece repeated": _piece_repeated,
    "revision added": _revision_added,
}
