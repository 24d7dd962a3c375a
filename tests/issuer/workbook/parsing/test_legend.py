"""What a sheet says that its marks mean is read, or asked where it contradicts what we know."""

import pytest

from issuer.planning.plan import Outcome
from issuer.workbook.answers import Answers, Meaning
from tests.support.registers import marked

DUTCH = "A = Aanwezig, X = Afwezig, V = Verontschuldigd"


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
