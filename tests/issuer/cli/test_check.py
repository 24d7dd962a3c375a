"""``attest-issuer check``: what issuing would do, and nothing written."""

from pathlib import Path

from tests.support.issuer_commands import config, issuer, outcomes, template

__all__ = ["config", "template"]  # pytest finds them here

ROOT = Path(__file__).parents[3]

EXAMPLE = ROOT / "examples" / "module-AC-2026-10.xlsx"


def test_check_prints_each_person_and_writes_nothing(config: Path) -> None:
    before = (config.parent / "register.db").read_bytes()

    done = issuer(config, "check", EXAMPLE)

    assert done.exit_code == 0
    assert "10 × a droit, 4 × n’a pas droit" in done.out
    assert "Dvořáková" in done.out
    assert "manque : 05/11/2026" in done.out
    assert "13 séances, du 05/10/2026 au 05/11/2026" in done.out
    assert (config.parent / "register.db").read_bytes() == before


def test_check_gives_programs_one_json_document(config: Path) -> None:
    done = issuer(config, "check", EXAMPLE, "--json")

    document = done.json()
    assert document["module"]["code"] == "AC-2026-10"
    assert len(document["module"]["sessions"]) == 13
    assert outcomes(done).count("entitled") == 10
    missed = [one for one in document["people"] if one["outcome"] == "not_entitled"]
    assert [len(one["missed"]) for one in missed] == [1, 1, 1, 13]
    assert document["people"][0].keys() >= {
        "family_name",
        "given_name",
        "birth_date",
        "outcome",
        "missed",
        "number",
    }
    assert document["problems"] == []
