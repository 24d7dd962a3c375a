"""Titles of columns are known however coordinators write them."""

from pathlib import Path

import pytest

from tests.support.workbooks import (
    DAYS,
    only_person,
    person,
    read_rows,
)


@pytest.mark.parametrize(
    "header",
    [
        (" NOM ", "Prénom(s)", "Né(e) le", "Courriel", "Motifs"),
        ("Nom de famille", "PRENOMS", "Date de naissance (jj/mm/aaaa)", "Mail", "Motif"),
        ("noms", "prenom", "DATE NAISSANCE", "Adresse e-mail", "motif d'inscription"),
        ("Nom*", "Prénom*", "Née le", "E - mail", "Motif :"),
    ],
)
def test_header_variants_are_understood(tmp_path: Path, header: tuple[str, ...]) -> None:
    records = read_rows(tmp_path, person(), header=(*header, *DAYS))

    assert only_person(records).email == "t@example.org"
    assert not records.problems
