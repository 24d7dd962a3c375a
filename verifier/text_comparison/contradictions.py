"""Contradictions between the visible text of a file and what was signed.

Two mistakes are possible here, and both hurt: to let pass a page on which another name was put
over the signed one, and to accuse an honest print or scan. So a page is judged only where its
text is legible and it is recognised as one of ours; what hides its text, or is a picture, gives
no contradiction, and the facts are compared by eye. ADR 0021 lists what each rule is for;
``verifier.check`` turns what is found here into the verdict "altered".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from attestation.facts import Attestation
from attestation.name import fold
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Contradiction
from verifier.inspection.answer import Page, Word
from verifier.text_comparison.stated_contradictions import stated_contradictions
from verifier.text_comparison.tokens import (
    Place,
    Token,
    in_reading_order,
    place_of,
    places_of,
    tokens_of,
)
from verifier.text_comparison.written_dates import written_dates

# In each language in which documents were ever issued.
_TITLES = tuple(
    map(
        fold,
        (
            "Attestation de fréquentation",
            "Aanwezigheidsattest",
            "Teilnahmebescheinigung",
            "Certificate of attendance",
        ),
    )
)

# In letter heights. On the issued page the birth date stands right under the name, and nothing
# stands beside the name.
_UNDER_NAME = 3.0
_BESIDE_NAME = 2.0
# The name is set at 7.5 points at the least, the birth date at 12.
_SMALLEST_NAME = 0.45
# The number is set at 11.5 points; browsers' headers with a file's name in them, at 8 or so.
_RIVAL_NUMBER = 0.8
_BOLD_OFFSET = 0.2
_SAME_PLACE = 0.3  # of the smaller area
# A page that repeats a name without end must not keep the verifier busy without end.
_MOST_PLACES = 10


def contradictions(
    pages: Sequence[Page], attestation: Attestation, *, with_credential: frozenset[int]
) -> frozenset[Contradiction]:
    """Return what the pages' visible text has otherwise than ``attestation``.

    Args:
        pages: all pages of one file.
        attestation: what was signed.
        with_credential: indices of the pages that show its QR code; empty where no page does.
    """
    return frozenset(
        found
        for index, page in enumerate(pages)
        if page.is_legible
        for found in _on_page(
            page, attestation, is_its_page=index in with_credential or not with_credential
        )
    )


def _on_page(page: Page, attestation: Attestation, *, is_its_page: bool) -> Iterator[Contradiction]:
    tokens, sorted_tokens = tokens_of(page.words), tokens_of(in_reading_order(page.words))
    number = fold(attestation.number)
    numbers = list(islice(places_of(tokens, number), _MOST_PLACES))
    rivals = list(islice(_other_numbers(tokens, attestation), _MOST_PLACES))
    is_ours = any(next(places_of(tokens, title), None) for title in _TITLES)
    if rivals and (not numbers or _is_as_large(rivals, numbers)):
        yield Contradiction.NUMBER
    if not is_ours or not (is_its_page or rivals):
        return
    if not any(_is_alone(place, page.words) for place in numbers):
        yield Contradiction.NUMBER
    orders = (tokens, sorted_tokens)
    yield from stated_contradictions(orders, attestation.particulars)
    birth_dates = [
        place
        for order in orders
        for place in islice(_written(attestation.holder.birth_date, order), _MOST_PLACES)
    ]
    born = attestation.holder.birth_date
    others = [written.place for written in written_dates(tokens) if written.date != born]
    if not any(_is_alone(place, page.words) for place in birth_dates) or any(
        _stand_in_a_line(other, place) for other in others for place in birth_dates
    ):
        yield Contradiction.BIRTH_DATE
    names = [
        place
        for order in orders
        for name in _spellings(attestation)
        for place in islice(places_of(order, name), _MOST_PLACES)
    ]
    if not any(
        _is_the_holder(name, birth_dates)
        and _is_alone(name, page.words)
        and not _has_neighbour(name, page.words)
        for name in names
    ):
        yield Contradiction.HOLDER


def _written(date: PartialDate, tokens: Sequence[Token]) -> Iterator[Place]:
    return (written.place for written in written_dates(tokens) if written.date == date)


def _other_numbers(tokens: Sequence[Token], attestation: Attestation) -> Iterator[Place]:
    """Find the numbers of the same series that are not this attestation's."""
    series = fold(attestation.number.split("-")[0])
    pattern = re.compile(rf"{series}[0-9]{{8,13}}")
    for start in range(len(tokens)):
        for length in (1, 2, 3):
            read = tokens[start : start + length]
            text = "".join(token.text for token in read)
            if pattern.fullmatch(text) and text != fold(attestation.number):
                yield place_of(read)


def _spellings(attestation: Attestation) -> tuple[str, ...]:
    """Return the holder's name in the orders in which people write it."""
    family, given = (
        fold(name or "") for name in (attestation.holder.family_name, attestation.holder.given_name)
    )
    return given + family, family + given


def _is_the_holder(name: Place, birth_dates: Sequence[Place]) -> bool:
    """Check whether the birth date stands right under ``name``, in letters not much larger."""
    return not birth_dates or any(
        name.top < date.top <= name.bottom + _UNDER_NAME * date.letter_height
        and name.letter_height >= _SMALLEST_NAME * date.letter_height
        for date in birth_dates
    )


def _stand_in_a_line(one: Place, other: Place) -> bool:
    """Check whether two dates stand side by side, as the same one in two languages does."""
    return any(_share_a_line(word, beside) for word in one.words for beside in other.words)


def _has_neighbour(name: Place, words: Sequence[Word]) -> bool:
    """Check whether something is written beside ``name`` as if it belonged to it."""
    return any(
        _share_a_line(word, mine) and _gap(word, mine) <= _BESIDE_NAME * (mine.bottom - mine.top)
        for word in _others(name, words)
        for mine in name.words
    )


def _is_alone(place: Place, words: Sequence[Word]) -> bool:
    """Check whether nothing else is written at ``place``, over it or under it."""
    return not any(
        _share_a_line(word, mine) and _shared_area(word, mine) >= _SAME_PLACE
        for word in _others(place, words)
        for mine in place.words
    )


def _others(place: Place, words: Sequence[Word]) -> Iterator[Word]:
    """Return the words that are not at ``place``, nor its letters again on the same spot."""
    for word in words:
        # A bold face is sometimes made by drawing twice, a hair's breadth aside.
        is_mine = word in place.words or any(_is_same_again(word, mine) for mine in place.words)
        if not is_mine and fold(word.text):
            yield word


def _is_same_again(one: Word, other: Word) -> bool:
    moved = max(
        abs(one.left - other.left),
        abs(one.right - other.right),
        abs(one.top - other.top),
        abs(one.bottom - other.bottom),
    )
    return fold(one.text) == fold(other.text) and moved <= _BOLD_OFFSET * (one.bottom - one.top)


def _is_as_large(rivals: Sequence[Place], numbers: Sequence[Place]) -> bool:
    own = max(place.letter_height for place in numbers)
    return any(place.letter_height >= _RIVAL_NUMBER * own for place in rivals)


def _share_a_line(one: Word, other: Word) -> bool:
    """Check whether two words stand at one height in letters of like size; no large stamp does."""
    heights = sorted((one.bottom - one.top, other.bottom - other.top))
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= heights[0] / 2 and heights[1] <= 2.5 * heights[0]


def _gap(one: Word, other: Word) -> float:
    return max(one.left, other.left) - min(one.right, other.right)


def _shared_area(one: Word, other: Word) -> float:
    """Return what two words' boxes share, as a part of the smaller box."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((word.right - word.left) * (word.bottom - word.top) for word in (one, other))
    return across * down / smaller if across > 0 and down > 0 else 0.0
