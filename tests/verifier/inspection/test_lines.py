"""Letters are joined into words along the lines on which they stand."""

from tests.support.forgeries import (
    page_of,
    words_of,
)
from verifier.inspection.lines import Edges, Letter
from verifier.inspection.lines import words_of as words_in_lines


def test_mark_that_stands_apart_belongs_to_its_letter() -> None:
    here, there = Edges(left=0, bottom=0, right=5, top=9), Edges(left=1, bottom=40, right=3, top=42)
    letters = [
        Letter(character=character, quarters=0, shape=edges, cell=edges)
        for character, edges in (("o", here), ("\u0323", there))
    ]

    assert [word.text for word in words_in_lines(letters)] == ["o\u0323"]
    assert words_in_lines([None]) == ()


def test_words_lie_along_the_text_whichever_way_it_runs() -> None:
    def draw(turns: int) -> bytes:
        def drawn(canvas: object) -> None:
            canvas.translate(300, 400)  # type: ignore[attr-defined]
            canvas.rotate(90 * turns)  # type: ignore[attr-defined]
            canvas.drawString(0, 20, "above beside")  # type: ignore[attr-defined]
            canvas.drawString(0, 0, "below")  # type: ignore[attr-defined]

        return page_of(drawn)

    for turns in range(4):
        words = {word.text: word for word in words_of(draw(turns))}
        above, beside, below = (words[text] for text in ("above", "beside", "below"))

        assert above.right < beside.left
        assert above.bottom < below.top
        assert abs(above.left - below.left) < 2
