"""What is given to ``check``: files and texts; what cannot be read is named."""

from pathlib import Path

import pytest

from tests.support.verifier_commands import check, outcome
from tests.support.world import World


@pytest.mark.parametrize(
    ("argument", "verdict", "reason", "exit_code"),
    [
        ("nowhere.pdf", "unreadable", "no-such-file", 3),
        ("scans/photo.JPG", "unreadable", "no-such-file", 3),
        (".", "unreadable", "folder", 3),
        ("https://evil.example/v#123", "unreadable", "foreign-address", 3),
        ("AC-2026-0001", "unreadable", "number-only", 3),
        ("0000-0000-0000-0000", "not_ours", "unknown-code", 1),
        ("0000-0000-0000-0001", "unreadable", "code-mistyped", 3),
        ("", "unreadable", "empty", 3),
        ("x" * 10_000, "unreadable", "not-a-code", 3),
        ("a\0b", "unreadable", "not-a-code", 3),
    ],
)
def test_bad_input_is_named(
    world: World, argument: str, verdict: str, reason: str, exit_code: int
) -> None:
    assert outcome(world, argument) == (verdict, reason, exit_code)


def test_file_that_cannot_be_opened_is_named(world: World, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    assert outcome(world, tmp_path / "loop") == ("unreadable", "not-permitted", 3)
    assert "ne peut pas être lu" in check(world, tmp_path / "loop").out
