"""A file of another shape, by command: named when it is refused, read by a profile."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from issuer.cli.main import main
from issuer.issuance.issue import issue
from issuer.workbook.answers import Meaning
from issuer.workbook.format.cells import Sheet, text_of
from issuer.workbook.layouts.profile import encode_profile
from tests.support import layouts
from tests.support.arranged import proposed
from tests.support.commands import Done, run
from tests.support.issuer_contexts import make_deployment, make_draft, make_module, open_issuer

PEOPLE = (("Diallo", "Awa", date(1990, 5, 4)), ("Ngoma", "Grâce", date(1991, 6, 5)))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_deployment(tmp_path / "deployment")


def write(folder: Path, sheet: Sheet, name: str) -> Path:
    """Write a sheet as CSV."""
    path = folder / name
    lines = (";".join(text_of(cell) for cell in row) for row in sheet.rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def check(config: Path, *arguments: str | Path) -> Done:
    return run(main, "--config", config, "check", *arguments)


def test_check_reads_a_strangers_grid_by_a_profile(tmp_path: Path, config: Path) -> None:
    grid = layouts.grid({"DIALLO Awa": ["x"] * 4, "NGOMA Grâce": ["x", None, "x", "x"]})
    _, profile = proposed([grid])
    kept = tmp_path / "mars.json"
    kept.write_text(encode_profile(replace(profile, marks={"": Meaning.ABSENT})))
    register = write(tmp_path, grid, "register.csv")
    module = write(tmp_path, layouts.module(), "module.csv")
    enrolled = write(tmp_path, layouts.enrolled(*PEOPLE), "inscrits.csv")

    done = check(
        config, register, "--module", module, "--profile", kept, "--enrolled", enrolled, "--json"
    )

    assert done.exit_code == 0, done.err
    people = {one["family_name"]: one["outcome"] for one in done.json()["people"]}
    assert people == {"Diallo": "entitled", "Ngoma": "not_entitled"}


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (layouts.grid({"DIALLO Awa": ["x"] * 4}), "une grille de présences d’une autre forme"),
        (layouts.log([("Awa Diallo", layouts.DAYS[0])]), "une ligne par présence"),
        (layouts.teams(layouts.DAYS[0], {}), "un rapport de réunion"),
    ],
    ids=["grid", "log", "meeting"],
)
def test_refusal_names_the_kind_of_file_and_where_it_can_be_brought(
    sheet: Sheet, words: str, tmp_path: Path, config: Path
) -> None:
    done = check(config, write(tmp_path, sheet, "register.csv"))

    assert done.exit_code == 2
    assert words in done.err
    assert "--profile" in done.err


def test_profile_that_is_none_or_goes_with_nothing_is_refused(tmp_path: Path, config: Path) -> None:
    register = write(tmp_path, layouts.grid({"DIALLO Awa": ["x"] * 4}), "register.csv")
    no_profile = tmp_path / "x.json"
    no_profile.write_text("{}")

    assert "pas un profil" in check(config, register, "--profile", no_profile).err
    assert "seulement avec --profile" in check(config, register, "--more", register).err


def test_near_name_is_said_by_command_and_joined_only_where_a_person_says_who(
    tmp_path: Path, config: Path
) -> None:
    names = ("DIALO Awa", "NGOMA Grâce", "Paul Martin")
    grid = layouts.grid({name: ["x"] * 4 for name in names})
    _, profile = proposed([grid])
    kept = tmp_path / "mars.json"
    kept.write_text(encode_profile(profile))
    register = write(tmp_path, grid, "register.csv")
    module = write(tmp_path, layouts.module(), "module.csv")
    enrolled = write(tmp_path, layouts.enrolled(*PEOPLE), "inscrits.csv")
    files = (register, "--module", module, "--profile", kept, "--enrolled", enrolled)

    asked = check(config, *files)
    assert asked.exit_code == 1
    assert "« DIALO Awa » n’est pas dans la liste ; noms proches : ligne 2 « Diallo Awa »" in (
        asked.out
    )

    done = check(config, *files, "--who", "DIALO Awa=2", "--who", "Paul Martin=0", "--json")
    assert done.exit_code == 0, done.err
    people = {one["family_name"]: one["outcome"] for one in done.json()["people"]}
    assert people == {"Diallo": "entitled", "Ngoma": "entitled"}


@pytest.mark.parametrize("text", ["DIALO Awa", "=2", "DIALO Awa=II"])
def test_who_somebody_is_takes_a_name_and_a_line(text: str, tmp_path: Path, config: Path) -> None:
    register = write(tmp_path, layouts.grid({"DIALLO Awa": ["x"] * 4}), "register.csv")
    _, profile = proposed([layouts.grid({"DIALLO Awa": ["x"] * 4})])
    kept = tmp_path / "mars.json"
    kept.write_text(encode_profile(profile))
    done = check(config, register, "--profile", kept, "--who", text)
    assert done.exit_code == 2
    assert "--who" in done.err


def test_people_of_an_earlier_module_serve_as_the_list(tmp_path: Path, config: Path) -> None:
    context = open_issuer(config)
    drafts = [
        replace(
            make_draft(family, given),
            holder=Holder(
                family_name=family,
                given_name=given,
                birth_date=PartialDate(year=born.year, month=born.month, day=born.day),
            ),
        )
        for family, given, born in PEOPLE
    ]
    issue(context, make_module("AC-2026-01"), drafts)
    context.register.dispose()
    grid = layouts.grid({"DIALLO Awa": ["x"] * 4})
    _, profile = proposed([grid])
    kept = tmp_path / "mars.json"
    kept.write_text(encode_profile(replace(profile, marks={"": Meaning.ABSENT})))
    files = (
        write(tmp_path, grid, "register.csv"),
        *("--module", write(tmp_path, layouts.module(), "module.csv"), "--profile", kept),
    )

    done = check(config, *files, "--people-of", "AC-2026-01", "--json")

    assert done.exit_code == 0, done.err
    (person,) = done.json()["people"]  # who is not in the file is not here
    assert (person["family_name"], person["birth_date"]) == ("Diallo", "1990-05-04")
    assert "rien n’est délivré" in check(config, *files, "--people-of", "AC-2025-01").err
    both = check(config, *files, "--people-of", "AC-2026-01", "--enrolled", kept)
    assert "l’un ou l’autre" in both.err
