"""What no document could hold or print is a problem before anything is issued."""

from pathlib import Path

from tests.support.issuer_commands import config, issuer, outcomes, template, workbook
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here


def test_letter_that_the_font_lacks_is_a_problem(config: Path, tmp_path: Path) -> None:
    done = issuer(config, "check", workbook(tmp_path, person(family_name="Ǩaba")), "--json")

    assert outcomes(done) == ["problem"]
    assert "U+01E8" in done.json()["problems"][0]["message"]


def test_person_whose_credential_would_be_too_long_is_a_problem(
    config: Path, tmp_path: Path
) -> None:
    long = person(family_name="Đ" * 100, given_name="Ə" * 100)

    done = issuer(config, "check", workbook(tmp_path, long), "--json")

    assert outcomes(done) == ["problem"]
    assert "trop longs" in done.json()["problems"][0]["message"]
