"""What a mark means is read from the sheet's own legend, or asked once for the whole sheet."""

from dataclasses import replace
from datetime import date, time

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers, Meaning
from tests.support.registers import AWA, DAYS, LOP, MODULE, NGO, TITLES, Register

DUTCH = "A = Aanwezig, X = Afwezig, V = Verontschuldigd"
WEBDINGS = {"font_name": "Webdings"}


def marked(*rows: str, legend: str | None = None) -> Register:
    people = (AWA, NGO, LOP)
    above = [(legend,)] if legend else []
    listed = [(*person, *marks) for person, marks in zip(people, rows, strict=False)]
    return Register(rows=[*above, TITLES, *listed])


def test_legend_that_contradicts_us_is_asked_and_the_answer_is_kept() -> None:
    register = marked("AAAA", "XAAA", "VXXX", legend=DUTCH)

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}
    questions = register.plan().questions
    assert [(one.key, one.count, one.proposal) for one in questions] == [
        ("a", 7, "present"),
        ("x", 4, "absent"),
        ("v", 1, "excused"),
    ]
    assert "X = Afwezig" in register.plan().people[1].problems[0].message
    answers = Answers(marks={"a": Meaning.PRESENT, "x": Meaning.ABSENT, "v": Meaning.EXCUSED})
    assert register.outcomes(answers) == {
        "Diallo": Outcome.ENTITLED,
        "Ngoma": Outcome.NOT_ENTITLED,
        "Lopez": Outcome.NOT_ENTITLED,
    }
    assert not register.plan(answers).questions
    assert "Décidé : « a » = présent·e." in register.plan(answers).understood


@pytest.mark.parametrize(
    "legend", ["A = was in attendance", "X: absent / P: présent", "P = afwezig"]
)
def test_any_contradiction_makes_every_mark_a_question(legend: str) -> None:
    register = marked("PPPP", "AAXP", legend=legend)

    assert set(register.outcomes().values()) == {Outcome.PROBLEM}


def test_legend_that_agrees_is_read_and_adds_marks() -> None:
    register = marked("PPPP", "PNPP", legend="P = présent ; N = niet aanwezig")

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED, "Ngoma": Outcome.NOT_ENTITLED}
    assert "Légende lue en A1 : « N = niet aanwezig »." in register.plan().understood


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


@pytest.mark.parametrize(
    "words", [("Théorie", "annulée"), ("Annulée", None), ("Santé (annulée)", None)]
)
def test_cancelled_session_of_the_module_leaves_it(words: tuple[str, str | None]) -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), *words))
    register = Register(module=module, rows=[TITLES, (*AWA, *"PPP", None), (*NGO, *"PPA", "-")])

    assert register.outcomes() == {"Diallo": Outcome.ENTITLED, "Ngoma": Outcome.NOT_ENTITLED}
    plan = register.plan()
    assert [session.day for session in plan.module.sessions] == list(DAYS[:3])
    assert any("06/03/2026 annulée" in line for line in plan.understood)


def test_presence_at_a_cancelled_session_is_a_problem() -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), "Théorie", "annulée"))
    register = Register(module=module, rows=[TITLES, (*AWA, *"PPPP")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}


def test_session_of_which_every_mark_says_that_it_was_cancelled_leaves_the_module() -> None:
    answers = Answers(marks={"wo": Meaning.CANCELLED})
    rows = [TITLES, (*AWA, *"PPP", "WO"), (*NGO, *"PPA", "wo")]

    assert Register(rows=rows).outcomes(answers) == {
        "Diallo": Outcome.ENTITLED,
        "Ngoma": Outcome.NOT_ENTITLED,
    }
    mixed = Register(rows=[*rows[:2], (*NGO, *"PPPP")])
    assert mixed.outcomes(answers) == {"Diallo": Outcome.PROBLEM, "Ngoma": Outcome.ENTITLED}


def test_theme_that_speaks_of_something_annulled_is_a_theme() -> None:
    module = (*MODULE[:-1], (DAYS[3], time(9), time(13), "Le contrat annulé en droit", None))

    assert len(Register(module=module, rows=[TITLES, (*AWA, *"PPPP")]).plan().module.sessions) == 4


def test_nothing_is_issued_before_the_last_session_is_over() -> None:
    future = date(2026, 12, 1)
    module = (*MODULE, (future, time(9), time(13), "Bilan", None))
    register = Register(module=module, rows=[(*TITLES, future), (*AWA, *"PPPPP")])

    assert register.outcomes() == {"Diallo": Outcome.PROBLEM}
    assert "01/12/2026" in register.plan().people[0].problems[0].message


@pytest.mark.parametrize("hour", [11, 12])
def test_last_session_is_over_by_the_clock_in_brussels(hour: int) -> None:
    today = date(2026, 11, 22)  # it is 13:00 there
    module = (*MODULE, (today, time(9), time(hour + 2), "Bilan", None))
    register = Register(module=module, rows=[(*TITLES, today), (*AWA, *"PPPPP")])

    over = hour + 2 <= 13
    assert register.outcomes() == {"Diallo": Outcome.ENTITLED if over else Outcome.PROBLEM}
