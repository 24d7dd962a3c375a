from issuer.words.sentence import sentence
from issuer.workbook.errors import WorkbookError


def test_workbook_error_points_at_the_cell() -> None:
    error = WorkbookError(
        sentence("marque inconnue"),
        remedy=sentence("P, A, E ou R"),
        sheet="Présences",
        row=7,
        column="H",
    )

    assert str(error) == "marque inconnue"
    assert (error.sheet, error.row, error.column) == ("Présences", 7, "H")
    assert (error.remedy, error.exit_code) == ("P, A, E ou R", 2)
    assert error.lines() == [
        "Erreur : marque inconnue (feuille Présences ligne 7 colonne H)",
        "Remède : P, A, E ou R",
    ]
