from pathlib import Path

from tests.support.issuer_commands import config, issuer, template, workbook
from tests.support.workbooks import HEADER, MODULE_ROWS, person, xlsx_bytes

__all__ = ["config", "template"]  # pytest finds them here

CODE = "AC-2026-10"


def test_command_corrects_a_module_from_its_workbook(config: Path, tmp_path: Path) -> None:
    people = (person(), person(family_name="Autre"))
    issuer(config, "issue", workbook(tmp_path, *people), "--yes")
    rows = [list(row) for row in MODULE_ROWS]
    rows[1][1], rows[7][3] = "Ateliers corrigés", "Logement"
    corrected = tmp_path / "corrected.xlsx"
    corrected.write_bytes(xlsx_bytes({"Module": rows, "Présences": [HEADER, *people]}))
    command = ("correct-module", CODE, "--workbook", corrected, "--reason", "thème corrigé")

    done = issuer(config, *command, "--yes")
    again = issuer(config, *command, "--yes")

    assert done.exit_code == 0, done.err
    assert "Intitulé : Ateliers citoyens → Ateliers corrigés" in done.out
    assert "Santé · présentiel → 05/10/2026, 09:00 à 13:00 · Logement" in done.out
    assert done.out.count("est remplacée par") == 2
    assert again.exit_code != 0
    assert "aucune attestation ne changerait" in again.err
    for wrong, said in (
        (("correct-module", "AC-2026-99", "--title", "x", "--reason", "r"), "en vigueur du module"),
        (("correct-module", CODE, "--title", "題", "--reason", "r"), "que la police n’a pas"),
        (("correct-module", CODE, "--title", "x", "--reason", ""), "le motif est public"),
    ):
        refused = issuer(config, *wrong, "--yes")
        assert said in refused.err


def test_command_refuses_a_workbook_of_other_sessions_or_another_module(
    config: Path, tmp_path: Path
) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    other = tmp_path / "other.xlsx"
    command = ("correct-module", CODE, "--workbook", other, "--reason", "r", "--yes")
    fewer = [*MODULE_ROWS[:7], MODULE_ROWS[7], ("09/10/2026", "09:00", "13:00", "x", "y")]
    for module, said in (
        ([("Code", "AC-2026-99"), *MODULE_ROWS[1:]], "c’est celui du module AC-2026-99"),
        (fewer, "il a d’autres séances"),
    ):
        other.write_bytes(xlsx_bytes({"Module": module, "Présences": [HEADER, person()]}))
        refused = issuer(config, *command)
        assert said in refused.err, refused.err
