"""Rows of people: what is understood, and each problem at its cell with a remedy."""

from datetime import date
from pathlib import Path

import pytest

from attestation.errors import WorkbookError
from attestation.partial_date import PartialDate
from issuer.workbook.model import AttendanceRecords, Mark, Participant, Problem, RefusedRow
from tests.support.workbooks import DAYS, HEADER, MODULE_ROWS, SLOTS, Value, person, read_rows


def only_person(records: AttendanceRecords) -> Participant:
    (row,) = records.people
    assert isinstance(row, Participant)
    return row


def only_problem(records: AttendanceRecords) -> Problem:
    (problem,) = records.problems
    assert problem.remedy
    return problem


def test_person_without_problem_is_a_participant(tmp_path: Path) -> None:
    row = only_person(read_rows(tmp_path, person(reason="nationalité", marks="PxR")))

    assert (row.sheet, row.row) == ("list.presences.csv", 2)
    assert (row.family_name, row.given_name) == ("Haile", "Tsegaye")
    assert row.birth_date == PartialDate(year=1996, month=2, day=29)
    assert (row.email, row.reason) == ("t@example.org", "nationalité")
    assert dict(row.marks) == dict(
        zip(SLOTS, (Mark.PRESENT, Mark.PRESENT, Mark.CAUGHT_UP), strict=True)
    )


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"family_name": "", "given_name": ""}, "A", "nom manque"),
        ({"family_name": "12"}, "A", "n’est pas un nom"),
        ({"family_name": "Ha\u200bile"}, "A", "caractère invisible (U+200B)"),
        ({"family_name": "H\u202eaile"}, "A", "caractère invisible (U+202E)"),
        ({"family_name": "H" * 101}, "A", "plus de 100 caractères"),
        ({"given_name": "-"}, "B", "n’est pas un nom"),
        ({"birth_date": ""}, "C", "manque"),
        ({"birth_date": "31/02/1990"}, "C", "calendrier"),
        ({"birth_date": "01/01/2030"}, "C", "avenir"),
        ({"birth_date": "01/01/90"}, "C", "en entier"),
        ({"email": "t@example"}, "D", "adresse e-mail"),
        ({"email": "a@example.org; b@example.org"}, "D", "adresse e-mail"),
        ({"email": "a" * 250 + "@example.org"}, "D", "adresse e-mail"),
        ({"marks": "PZP"}, "G", "marque de présence connue"),
        ({"marks": "PP "}, "H", "vide"),
    ],
)
def test_problem_stands_at_its_cell(
    tmp_path: Path, changed: dict[str, Value], column: str, words: str
) -> None:
    records = read_rows(tmp_path, person(**changed))

    problem = only_problem(records)
    assert (problem.sheet, problem.row, problem.column) == ("list.presences.csv", 2, column)
    assert words in problem.message
    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert row.problems == (problem,)


def test_row_with_problems_is_listed_with_what_could_be_read(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(family_name="H\u202eaile", marks="?ZP"))

    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert (row.family_name, row.given_name) == ("H\ufffdaile", "Tsegaye")
    assert row.birth_date == PartialDate(year=1996, month=2, day=29)
    assert [problem.column for problem in row.problems] == ["A", "F", "G"]
    assert records.problems == row.problems


def test_problem_of_one_row_leaves_the_others_alone(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(marks="P?P"), person(family_name="Wahyuni"))

    assert [type(row) for row in records.people] == [RefusedRow, Participant]


@pytest.mark.parametrize("names", [("Wahyuni", ""), ("", "Wahyuni"), ("Wahyuni", "  ")])
def test_single_name_is_the_family_name_in_either_column(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    records = read_rows(tmp_path, person(family_name=names[0], given_name=names[1]))

    row = only_person(records)
    assert (row.family_name, row.given_name) == ("Wahyuni", None)


def test_names_are_kept_as_given_but_for_stray_spaces(tmp_path: Path) -> None:
    name = "  Łukasiewicz-Nguyê\u0303n\u00a0 Ḥasan "

    row = only_person(read_rows(tmp_path, person(family_name=name)))

    assert row.family_name == "Łukasiewicz-Nguyễn Ḥasan"


@pytest.mark.parametrize("text", ["", "-", "/", "néant", "Aucune", "pas de mail"])
def test_no_email_is_no_problem(tmp_path: Path, text: str) -> None:
    assert only_person(read_rows(tmp_path, person(email=text))).email is None


def test_email_and_reason_columns_are_optional(tmp_path: Path) -> None:
    header = ("Nom", "Prénom", "Né le", *DAYS)

    row = only_person(read_rows(tmp_path, ("Haile", "Tsegaye", "1996", *"PPP"), header=header))

    assert (row.email, row.reason) == (None, None)


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


def test_other_columns_are_left_out_and_said(tmp_path: Path) -> None:
    header = ("N°", *HEADER, "Total")

    records = read_rows(tmp_path, ("7", *person(), "3"), header=header)

    only_person(records)
    assert "Colonnes laissées de côté : « N° » (A), « Total » (J)." in records.understood


def test_rows_that_are_nobody_are_left_out_and_said(tmp_path: Path) -> None:
    wide = HEADER[:5]
    records = read_rows(
        tmp_path,
        person(),
        (),
        ("Total présents", "", "", "", "", "1", "1", "1"),
        ("", "", "", "", "", "12", "11", "12"),
        ("Légende : x = présent",),
        (*wide, *DAYS),
    )

    only_person(records)
    assert [line for line in records.understood if "laissé de côté" in line] == [
        "« list.presences.csv », laissé de côté (total) : ligne 4, 5.",
        "« list.presences.csv », laissé de côté (remarque) : ligne 6.",
        "« list.presences.csv », laissé de côté (titres répétés) : ligne 7.",
    ]


def test_somebody_called_total_is_a_person(tmp_path: Path) -> None:
    assert only_person(read_rows(tmp_path, person(family_name="Total"))).family_name == "Total"


def test_person_with_marks_only_is_missed_and_not_a_total(tmp_path: Path) -> None:
    nobody = person(family_name="", given_name="", birth_date="", email="", marks="110")

    columns = {problem.column for problem in read_rows(tmp_path, nobody).problems}

    assert columns == {"A", "C"}


def test_name_alone_is_a_person_with_problems(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(), ("Wahyuni",))

    assert isinstance(records.people[1], RefusedRow)
    assert len(records.problems) == 4  # the birth date and three marks


def test_year_of_a_header_comes_from_the_module(tmp_path: Path) -> None:
    header = (*HEADER[:5], "5/10", "mar. 6 octobre", "08/10/26")

    assert len(only_person(read_rows(tmp_path, person(), header=header)).marks) == 3


def test_header_that_fits_two_years_is_a_problem(tmp_path: Path) -> None:
    module = [*MODULE_ROWS, (date(2027, 10, 5), "9h", "13h")]
    header = (*HEADER[:5], "5/10", "6/10", "8/10", "05/10/2027")

    records = read_rows(tmp_path, person(marks="PPPP"), header=header, module=module)

    assert "plusieurs séances" in records.problems[0].message
    assert records.problems[0].column == "F"


@pytest.mark.parametrize("text", ["09/10/2026", "9/10", "08/10/2025", "31/02/2026", "8/10/25"])
def test_date_of_no_session_is_a_problem_that_stops_everybody(tmp_path: Path, text: str) -> None:
    header = (*HEADER, text)

    records = read_rows(tmp_path, person(marks="PPPP"), header=header)

    problem = only_problem(records)
    assert (problem.row, problem.column) == (1, "I")
    assert "aucune séance" in problem.message
    (row,) = records.people
    assert isinstance(row, RefusedRow)
    assert row.problems == (problem,)


def test_session_without_column_is_a_problem_that_stops_everybody(tmp_path: Path) -> None:
    records = read_rows(tmp_path, person(marks="PP"), header=HEADER[:-1])

    problem = only_problem(records)
    assert (problem.sheet, problem.row, problem.column) == ("list.module.csv", 10, "A")
    assert "08/10/2026" in problem.message
    assert isinstance(records.people[0], RefusedRow)


@pytest.mark.parametrize(("extra", "first"), [(DAYS[0], "F"), ("Nom de famille", "A")])
def test_two_columns_for_one_thing_are_a_problem(tmp_path: Path, extra: Value, first: str) -> None:
    records = read_rows(tmp_path, person(marks="PPPP"), header=(*HEADER, extra))

    problem = only_problem(records)
    assert (problem.row, problem.column) == (1, "I")
    assert problem.message.endswith(f"colonne {first}.")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("Nom", "Prénom", *DAYS), "Date de naissance"),
        (("Nom", "Né le", *DAYS), "Prénom"),
        (("Nom", "Prénom", "Né le", "Séance 1"), "date d’une séance"),
        (("Participant", "Âge"), "introuvable"),
    ],
)
def test_list_without_a_column_that_it_needs_is_refused(
    tmp_path: Path, header: tuple[Value, ...], words: str
) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_rows(tmp_path, person(), header=header)

    assert words in caught.value.message
    assert caught.value.remedy


def test_list_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="vide"):
        read_rows(tmp_path, (), ("Total",))


def test_nothing_invisible_reaches_the_screen(tmp_path: Path) -> None:
    hidden = "\u202e\x1b[31m"
    module = [*MODULE_ROWS[:3], ("Lieu", f"Brux\u00adelles{hidden}"), *MODULE_ROWS[4:]]
    header = (*HEADER, f"Notes{hidden}")

    records = read_rows(
        tmp_path,
        person(reason=f"inté\u00adrêt{hidden}"),
        person(marks=hidden[:1] * 3, family_name=hidden, email=hidden),
        header=header,
        module=module,
    )

    assert records.module.place == "Bruxelles[31m"
    assert isinstance(records.people[0], Participant)
    assert records.people[0].reason == "intérêt[31m"
    assert "\u202e" not in repr(records)
    assert "\x1b" not in repr(records)
    assert "\\x1b" not in repr(records)
    assert "\\u202e" not in repr(records)
