"""The signed file changed, its signature still in it: each attack a claim."""

import io
import re
from collections.abc import Callable

import pytest
from pypdf import PdfWriter

from attestation.verdict.verdicts import (
    Altered,
    Contradiction,
    LookedAt,
)
from tests.support.foreign_signatures import sign_as_stranger
from tests.support.forgeries import (
    over_name,
    page_in,
    page_of,
    saved_again,
    signature_gap,
    signed_draw_over,
    written,
)
from tests.support.world import Issued, World

BYTES = Contradiction.BYTES
Forge = Callable[[World, list[Issued]], bytes]


def _moved_byte_range(_: World, people: list[Issued]) -> bytes:
    return re.sub(
        rb"(/ByteRange\s*\[\s*0\s+\d+\s+)(\d+)",
        lambda match: match[1] + str(int(match[2]) - 1).zfill(len(match[2])).encode(),
        people[0].pdf,
    )


def _emptied_contents(_: World, people: list[Issued]) -> bytes:
    begin, end = signature_gap(people[0].pdf)
    return people[0].pdf[: begin + 1] + b"0" * (end - begin - 2) + people[0].pdf[end - 1 :]


def _garbled_contents(_: World, people: list[Issued]) -> bytes:
    begin, end = signature_gap(people[0].pdf)
    garbled = people[0].pdf[begin:end].replace(b"3082", b"3083").replace(b"06", b"07")
    return people[0].pdf[:begin] + garbled + people[0].pdf[end:]


def _another_signature_in_it(_: World, people: list[Issued]) -> bytes:
    (begin, end), (first, last) = (signature_gap(one.pdf) for one in people[:2])
    other = people[1].pdf[first:last]
    assert len(other) == end - begin
    return people[0].pdf[:begin] + other + people[0].pdf[end:]


def _second_signature(_: World, people: list[Issued]) -> bytes:
    return sign_as_stranger(people[0].pdf)


def _new_metadata(_: World, people: list[Issued]) -> bytes:
    writer = PdfWriter(io.BytesIO(people[0].pdf), incremental=True)
    writer.add_metadata({"/Title": "Attestation corrigée"})
    return written(writer)


def _text_replaced(_: World, people: list[Issued]) -> bytes:
    """The whole file written anew, signature and all, the name covered."""
    writer = PdfWriter(clone_from=io.BytesIO(people[0].pdf))
    writer.pages[0].merge_page(page_in(page_of(over_name(people[0], "Jean DUPONT"))))
    return written(writer)


def _field_removed(_: World, people: list[Issued]) -> bytes:
    """A revision in which the form is gone; the signature's bytes are still in the file."""
    writer = PdfWriter(io.BytesIO(people[0].pdf), incremental=True)
    writer.root_object.pop("/AcroForm")
    return written(writer)


def _broken_to_pieces(_: World, people: list[Issued]) -> bytes:
    """No page to be found in it any more, but the signature."""
    begin, end = signature_gap(people[0].pdf)
    return b"%PDF-1.7\n" + people[0].pdf[begin:end]


SIGNED_CHANGES: dict[str, Forge] = {
    "junk after the end": lambda _, people: people[0].pdf + b"junk",
    "a newline after the end": lambda _, people: people[0].pdf + b"\n",
    "something before the header": lambda _, people: b"\n" + people[0].pdf,
    "a comment changed": lambda _, people: people[0].pdf.replace(b"%\x93", b"%\x94", 1),
    "another version in the header": lambda _, people: people[0].pdf.replace(b"1.7", b"1.6", 1),
    "a revision with another name": lambda _, people: signed_draw_over(
        people[0].pdf, over_name(people[0], "Jean DUPONT")
    ),
    "a revision with other metadata": _new_metadata,
    "a second signature": _second_signature,
    "the contents emptied": _emptied_contents,
    "the contents garbled": _garbled_contents,
    "the byte range moved": _moved_byte_range,
    "another's signature in it": _another_signature_in_it,
    "written anew": lambda _, people: saved_again(people[0].pdf),
    "written anew with another name": _text_replaced,
    "the field removed": _field_removed,
    "broken to pieces": _broken_to_pieces,
}


@pytest.mark.parametrize("forge", SIGNED_CHANGES.values(), ids=SIGNED_CHANGES)
def test_changed_signed_file_is_altered(world: World, issued: list[Issued], forge: Forge) -> None:
    forged = forge(world, issued)
    assert forged != issued[0].pdf

    finding = world.check_file(forged)

    assert isinstance(finding.verdict, Altered), finding.verdict
    assert BYTES in finding.verdict.contradictions
    assert finding.looked_at is LookedAt.COPY
