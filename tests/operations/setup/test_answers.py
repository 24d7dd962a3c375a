"""The questions of a setup, and their answers."""

from pathlib import Path
from unittest.mock import patch

import pytest

from operations.setup.answers import QUESTIONS
from tests.support.installations import attest
from tests.support.setups import ANSWERS, set_up


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("organisation", "Maison des Passages asbl"),
        ("verifier", "https://verifier.example.org"),
        ("verifier", "http://attestations.maison.be"),
        ("verifier", "https://attestations.maison.be/page"),
        ("desk", "https://bureau.example"),
        ("participant", None),
        ("admin", "inès"),
        ("admin", "ines@passages.example"),
        ("mail", "courrier.maison.be"),
        ("clock", "ntp"),
        ("nothing", "x"),
    ],
)
def test_wrong_or_example_answer_is_named_and_nothing_is_written(
    tmp_path: Path, answer: str, value: str | None
) -> None:
    done = set_up(tmp_path, **{answer: value})

    assert done.exit_code == 2
    assert done.err.startswith(f"Erreur : {answer} : ")
    assert not (tmp_path / "root").exists()


def test_person_is_asked_eight_questions_at_most(tmp_path: Path) -> None:
    asked: list[str] = []
    replies = iter([ANSWERS[name] for name in QUESTIONS])

    def prompt(question: str, **options: object) -> str:
        asked.append(question)
        return "secret" if options.get("hide_input") else next(replies)

    with patch("click.prompt", prompt), patch("sys.stdin.isatty", lambda: True, create=True):
        done = attest(None, "setup", "--prefix", tmp_path)

    assert done.exit_code == 0, done
    assert len(QUESTIONS) <= 8
    assert asked == [*QUESTIONS.values(), "Mot de passe de ce compte"]


def test_without_a_terminal_a_file_of_answers_is_needed(tmp_path: Path) -> None:
    with patch("sys.stdin.isatty", lambda: False, create=True):
        assert "--answers" in attest(None, "setup", "--prefix", tmp_path).err


def test_unreadable_answers_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("organisation =")

    assert "a.toml" in attest(None, "setup", "--answers", tmp_path / "a.toml").err
