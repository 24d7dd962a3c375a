from attestation.errors import ConfigurationError, WorkbookError


def test_workbook_error_points_at_the_cell() -> None:
    error = WorkbookError(
        "marque inconnue", remedy="P, A, E ou R", sheet="Présences", row=7, column="H"
    )

    assert str(error) == "marque inconnue"
    assert (error.sheet, error.row, error.column) == ("Présences", 7, "H")
    assert (error.remedy, error.exit_code) == ("P, A, E ou R", 2)


def test_configuration_error_names_the_setting() -> None:
    error = ConfigurationError("register.url", "réglage manquant")

    assert str(error) == "register.url : réglage manquant"
    assert error.exit_code == 2
