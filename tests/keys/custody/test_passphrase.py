"""Where a passphrase comes from: a file, the environment or a prompt; never an argument."""

from unittest.mock import patch

import pytest

from keys.cli.context import prompt_for
from keys.custody.passphrase import Passphrase
from keys.custody.signing import open_signer
from tests.support.key_rings import SECRET, Keys, write_secret


def test_passphrase_comes_from_the_environment(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))

    keys("init", env={"ATTESTATION_PASSPHRASE": "une autre longue phrase"})

    open_signer(keys.ring, Passphrase(b"une autre longue phrase"), at=keys.at)
    assert "ATTESTATION_PASSPHRASE" in keys.refused("rotate")


def test_passphrase_comes_from_a_prompt_and_is_asked_twice(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return SECRET

    with patch("sys.stdin.isatty", return_value=True), patch("getpass.getpass", answer):
        keys("init")

    assert asked[:2] == ["Phrase secrète : ", "Encore une fois : "]
    open_signer(keys.ring, Passphrase(SECRET.encode()), at=keys.at)


def test_two_answers_that_differ_make_nothing(keys: Keys) -> None:
    keys.config.write_text(keys.config.read_text().replace("passphrase_file", "# passphrase_file"))
    answers = iter(["quatre mots tires au hasard", "quatre mots tires au hazard"])

    with (
        patch("sys.stdin.isatty", return_value=True),
        patch("getpass.getpass", lambda _: next(answers)),
    ):
        done = keys.run("init")

    assert done.exit_code == 2
    assert "diffèrent" in done.err
    assert not (keys.folder / "ring").exists()


def test_nobody_is_asked_where_nobody_watches() -> None:
    assert prompt_for("?") is None


def test_passphrase_is_never_an_argument(keys: Keys) -> None:
    done = keys.run("init", "--passphrase", SECRET)

    assert done.exit_code == 2
    assert not (keys.folder / "ring").exists()


@pytest.mark.parametrize(
    ("secret", "mode", "problem"),
    [
        ("trop courte", 0o600, "au moins 16 caractères"),
        ("", 0o600, "vide ou trop longue"),
        ("x" * 1024, 0o600, "vide ou trop longue"),
        (SECRET, 0o640, "chmod 600"),
        (SECRET, 0o604, "chmod 600"),
    ],
)
def test_bad_passphrase_file_is_refused(keys: Keys, secret: str, mode: int, problem: str) -> None:
    write_secret(keys.folder / "passphrase", secret, mode=mode)

    assert problem in keys.refused("init")
    assert not (keys.folder / "ring").exists()


def test_passphrase_file_that_is_missing_or_no_text_is_refused(keys: Keys) -> None:
    file = keys.folder / "passphrase"
    file.write_bytes(b"\xff\xfe")
    assert "illisible" in keys.refused("init")
    file.unlink()
    assert "illisible" in keys.refused("init")
