"""A mark that says too little by itself is asked once for the whole sheet."""

from dataclasses import replace

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers, Meaning
from tests.support.registers import AWA, LOP, NGO, TITLES, Register, marked

WEBDINGS = {"font_name": "Webdings"}


def test_mark_in_a_symbol_font_is_asked() -> None:
    register = replace(marked("rrrr"), styles={(1, column): WEBDINGS for column in range(3, 7)})

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    (question,) = register.plan().questions
    assert (question.key, question.count, question.proposal) == ("r", 4, None)
    answers = Answers(marks={"r": Meaning.ABSENT})
    assert register.outcomes(answers) == {"Diallo": Outcome.NOT_ENTITLED}


def test_empty_cells_among_marks_are_one_question() -> None:
    rows = [TITLES, (*AWA, "P", None, "P", None), (*NGO, *"PPPP"), (*LOP, None, None, "P", "P")]
    register = Register(rows=rows)

    (question,) = register.plan().questions
    assert (question.key, question.count, question.proposal) == ("", 4, "absent")
    assert question.message == "case vide ×4 = absent·e ?"
    assert register.outcomes(Answers(marks={"": Meaning.ABSENT})) == {
        "Diallo": Outcome.NOT_ENTITLED,
        "Ngoma": Outcome.ENTITLED,
        "Lopez": Outcome.NOT_ENTITLED,
    }


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("aanwezig", "present"), ("afwezig", "absent"), ("verontschuldigd", "excused"),
     ("attended", "present"), ("WO", None)],
)  # fmt: skip
def test_dutch_and_english_words_are_proposals_and_no_more(word: str, meaning: str | None) -> None:
    register = Register(rows=[TITLES, (*AWA, word, *"PPP")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    assert [one.proposal for one in register.plan().questions] == [meaning]
