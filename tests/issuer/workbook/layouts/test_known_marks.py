"""A mark of a profile holds for another file unless that file contradicts it."""

from dataclasses import replace

from issuer.workbook.answers import Meaning
from issuer.workbook.format.cells import Trait
from issuer.workbook.layouts.known_marks import marks_that_hold
from tests.support import layouts
from tests.support.arranged import (
    AWA,
)


def test_mark_that_contradicts_us_is_taken_over_only_where_the_legend_says_so_again() -> None:
    marks = {"a": Meaning.PRESENT, "x": Meaning.ABSENT, "w": Meaning.EXCUSED, "": Meaning.ABSENT}
    with_legend = layouts.grid({AWA: ["A"] * 4}, above=(("A = Aanwezig ; X = Afwezig",),))
    without = layouts.grid({AWA: ["A"] * 4})
    pictures = replace(without, traits={(3, 3): frozenset({Trait.SYMBOL_FONT})})

    assert marks_that_hold(marks, with_legend) == marks
    assert set(marks_that_hold(marks, without)) == {"w", ""}
    assert set(marks_that_hold(marks, pictures)) == {"a", "w", ""}
