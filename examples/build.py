"""Writes the example workbooks beside this file; the same bytes each time.

The organisation and the people are invented. Each person is there for a reason, which stands
beside the name. Run ``python examples/build.py`` after a change.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

HERE = Path(__file__).parent

MODULE = {
    "Code": "AC-2026-10",
    "Intitulé": "Ateliers citoyens – module d’automne",
    "Organisateur": "La Passerelle asbl",
    "Lieu": "Bruxelles",
    "Langue": "français",
}

SESSIONS = (
    (date(2026, 10, 5), "Accueil, vivre ensemble et identités", "présentiel"),
    (date(2026, 10, 6), "Histoire de la Belgique", "présentiel"),
    (date(2026, 10, 8), "Histoire des migrations", "visioconférence"),
    (date(2026, 10, 12), "Géographie, Régions et Communautés", "présentiel"),
    (date(2026, 10, 13), "Organisation politique et institutionnelle", "présentiel"),
    (date(2026, 10, 15), "Organisation socio-économique", "visioconférence"),
    (date(2026, 10, 19), "Concertation sociale", "présentiel"),
    (date(2026, 10, 20), "Marché de l’emploi", "présentiel"),
    (date(2026, 10, 22), "Sécurité sociale", "visioconférence"),
    (date(2026, 10, 26), "Santé", "présentiel"),
    (date(2026, 10, 27), "Logement", "présentiel"),
    (date(2026, 10, 29), "Enseignement", "présentiel"),
    (date(2026, 11, 5), "Participation citoyenne et évaluation", "présentiel"),
)
START, END = time(9), time(13)
DAYS = tuple(day for day, _, _ in SESSIONS)

HEADER = ("Nom", "Prénom", "Date de naissance", "E-mail", "Motif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of the list of people, as it is written."""

    family_name: str
    given_name: str
    born: date | str
    """A date, or the text that a register writes for a date known in part."""
    email: str
    reason: str
    marks: str
    """One letter for each session."""


def _person(
    name: tuple[str, str], born: date | str, email: str, reason: str, marks: str = "P" * 13
) -> Person:
    family_name, given_name = name
    address = f"{email}@example.org" if email else ""
    return Person(
        family_name=family_name,
        given_name=given_name,
        born=born,
        email=address,
        reason=reason,
        marks=marks,
    )


PARCOURS, NATIONALITE, INTERET = "parcours d’accueil", "nationalité", "intérêt"

PEOPLE = (
    # Ḥ and macrons of Arabic in Latin letters; only the year of birth is known.
    _person(("al-Ḥusaynī", "Ṣāliḥ"), "00/00/1984", "salih.alhusayni", NATIONALITE),
    # A hooked letter of West Africa; the day of birth is unknown.
    _person(("Ɓaldé", "Aïssatou"), "00/06/1999", "aissatou.balde", PARCOURS),
    # Turkish: ğ, and the two letters i of Işıl.
    _person(("Çelikoğlu", "Işıl"), date(1991, 3, 14), "isil.celikoglu", PARCOURS),
    # Vietnamese: two marks on one letter. One session caught up elsewhere.
    _person(
        ("Dương", "Thị Mỹ Linh"), date(1987, 11, 22), "linh.duong", NATIONALITE, "PPPPRPPPPPPPP"
    ),
    # Czech. Not entitled: missed the last session.
    _person(
        ("Dvořáková", "Růžena"), date(1978, 1, 9), "ruzena.dvorakova", INTERET, "PPPPPPPPPPPPA"
    ),
    # Born on a leap day; two sessions caught up.
    _person(("Haile", "Tsegaye"), date(1996, 2, 29), "tsegaye.haile", PARCOURS, "PPRRPPPPPPPPP"),
    # Azerbaijani: ə. Not entitled: missed one session.
    _person(("Məmmədova", "Aygün"), date(1989, 9, 19), "aygun.m", PARCOURS, "PPPPPPPAPPPPP"),
    # Two long double names, and no e-mail.
    _person(
        ("Montenegro de la Peña y Fernández-Santamaría", "María del Carmen Guadalupe"),
        date(1969, 8, 3),
        "",
        NATIONALITE,
    ),
    # A typographic apostrophe.
    _person(("N’Diaye", "Khadidiatou"), date(1994, 12, 31), "khady.ndiaye", NATIONALITE),
    # Yoruba: marks above and below. Not entitled: excused once, which is not presence.
    _person(("Okonkwo", "Olúwaṣeun"), date(1982, 4, 17), "seun.okonkwo", INTERET, "PPPPPPPPPEPPP"),
    # Not entitled: missed all.
    _person(("Petrosyan", "Anahit"), date(1985, 7, 24), "anahit.petrosyan", PARCOURS, "A" * 13),
    # Romanian: comma below, not cedilla.
    _person(("Țârlea", "Ștefănița"), date(1983, 5, 30), "stefanita.tarlea", INTERET),
    # A person with a single name.
    _person(("Wahyuni", ""), date(1998, 10, 1), "wahyuni", NATIONALITE),
    # Polish: ł, ó, ż.
    _person(("Wójcik-Żurawska", "Małgorzata"), date(1976, 6, 11), "malgorzata.w", NATIONALITE),
)


def write_workbook(
    target: Path | BinaryIO, people: Sequence[Person] = PEOPLE, code: str = MODULE["Code"]
) -> None:
    """Write the two sheets, as a careful coordinator fills them."""
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 11, 6)})  # noqa: DTZ001 (no zone in XLSX)
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        hour = book.add_format({"num_format": "hh:mm"})
        module = book.add_worksheet("Module")
        for row, (key, value) in enumerate((MODULE | {"Code": code}).items()):
            module.write(row, 0, key, bold)
            module.write(row, 1, value)
        module.write_row(6, 0, ("Date", "Début", "Fin", "Thème", "Mode"), bold)
        for row, (when, theme, mode) in enumerate(SESSIONS, 7):
            module.write_datetime(row, 0, when, day)
            module.write_datetime(row, 1, START, hour)
            module.write_datetime(row, 2, END, hour)
            module.write_row(row, 3, (theme, mode))
        module.set_column(0, 2, 12)
        module.set_column(3, 4, 44)
        sheet = book.add_worksheet("Présences")
        sheet.write_row(0, 0, HEADER, bold)
        for column, when in enumerate(DAYS, len(HEADER)):
            sheet.write_datetime(0, column, when, day)
        for row, person in enumerate(people, 1):
            sheet.write_row(row, 0, (person.family_name, person.given_name))
            _write_date(sheet, row, 2, person.born, day)
            sheet.write_row(row, 3, (person.email, person.reason))
            sheet.write_row(row, len(HEADER), person.marks)
        sheet.set_column(0, 4, 24)
        sheet.set_column(5, 4 + len(DAYS), 11)
        sheet.freeze_panes(1, 2)


def write_csv_pair(folder: Path, stem: str) -> None:
    """Write the same as two CSV files, as a Belgian spreadsheet exports them."""
    rows: list[Sequence[str]] = [*MODULE.items(), ()]
    rows.append(("Date", "Début", "Fin", "Thème", "Mode"))
    hours = (f"{START:%H:%M}", f"{END:%H:%M}")
    rows += [(_french(day), *hours, theme, mode) for day, theme, mode in SESSIONS]
    _write_csv(folder / f"{stem}.module.csv", rows)
    rows = [(*HEADER, *map(_french, DAYS))]
    for person in PEOPLE:
        born = person.born if isinstance(person.born, str) else _french(person.born)
        facts = (person.family_name, person.given_name, born, person.email, person.reason)
        rows.append((*facts, *person.marks))
    _write_csv(folder / f"{stem}.presences.csv", rows)


# How the same marks look in a list that was kept by hand.
_HANDWRITTEN = {
    "P": ("x", "X", "x ", "1", "v", "oui", "Présent", "présente"),
    "A": ("abs", "ABS", "-", "0", "a"),
    "E": ("exc", "excusée"),
    "R": ("r", "rattrapé"),
}


def write_messy(target: Path | BinaryIO) -> None:
    """Write the same people as a hurried coordinator does: one sheet, titles, a total, a doubt."""
    pick = random.Random(2026).choice  # noqa: S311 (an example, not a secret)
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 11, 6)})  # noqa: DTZ001 (no zone in XLSX)
        day = book.add_format({"num_format": "d/mm"})
        sheet = book.add_worksheet("groupe du matin")
        sheet.write(0, 0, "ATELIERS CITOYENS — octobre 2026")
        sheet.write(1, 0, "x = présent, v = visio, abs, exc, r = rattrapé ailleurs")
        titles = ("N°", " NOM DE FAMILLE", "Prénom(s)", "Né(e)\nle", "Mail", "Remarques")
        sheet.write_row(3, 0, titles)
        for column, when in enumerate(DAYS, len(titles)):
            if column % 2:
                sheet.write_string(3, column, f"{when.day}/{when.month}")
            else:
                sheet.write_datetime(3, column, when, day)
        total = len(titles) + len(DAYS)
        sheet.write(3, total, "Total")
        row = 4
        for number, person in enumerate(PEOPLE, 1):
            row += number == 6  # an empty row in the middle
            capitals = number % 2 and person.family_name.isascii()
            family_name = person.family_name.upper() if capitals else person.family_name
            sheet.write_row(row, 0, (number, f" {family_name}", f"{person.given_name}  "))
            year = str(person.born).removeprefix("00/00/")
            if year.isdecimal():
                sheet.write_number(row, 3, int(year))
            elif number % 3 and isinstance(person.born, date):
                sheet.write_string(row, 3, _french(person.born))
            else:
                _write_date(sheet, row, 3, person.born, day)
            sheet.write(row, 4, f" {person.email}")
            for column, mark in enumerate(person.marks, len(titles)):
                written = pick(_HANDWRITTEN[mark])
                if written in ("0", "1"):
                    sheet.write_number(row, column, int(written))
                else:
                    sheet.write_string(row, column, written)
            sheet.write_formula(row, total, "=0", None, sum(m in "PR" for m in person.marks))
            row += 1
        again = PEOPLE[2]
        sheet.write_row(row, 1, (again.family_name.casefold(), again.given_name))
        sheet.write_row(row, 3, (_french(date(1991, 3, 14)), "", "déjà notée ?"))
        sheet.write_row(row, len(titles), "x" * len(DAYS))
        sheet.write(row + 1, 1, "Total présents")
        for column in range(len(DAYS)):
            count = sum(person.marks[column] in "PR" for person in PEOPLE)
            sheet.write_number(row + 1, len(titles) + column, count)


def large_people(count: int, *, seed: int = 2026) -> list[Person]:
    """Return ``count`` invented people, all different; four in five followed every session."""
    # Not a secret: the same people each time is what a measurement needs.
    random_ = random.Random(seed)  # noqa: S311
    family_names = [person.family_name for person in PEOPLE]
    given_names = [person.given_name for person in PEOPLE if person.given_name]
    people = []
    for number in range(count):
        marks = ["P"] * len(DAYS)
        if random_.random() < 0.2:
            marks[random_.randrange(len(DAYS))] = random_.choice("AE")
        name = (
            f"{random_.choice(family_names)} {random_.choice(family_names)}",
            random_.choice(given_names),
        )
        # A different birth date for each of 15,000 people.
        born = date(1960, 1, 1) + timedelta(days=number)
        people.append(_person(name, born, f"p{number}", NATIONALITE, "".join(marks)))
    return people


def write_large(target: Path | BinaryIO, *, count: int = 1000, seed: int = 2026) -> None:
    """Write a workbook of ``count`` people, for measurements."""
    write_workbook(target, large_people(count, seed=seed), code="AC-2026-GRAND")


def main() -> None:
    """Write all the files that are kept beside this one."""
    stem = MODULE["Code"]
    write_workbook(HERE / f"module-{stem}.xlsx")
    write_csv_pair(HERE, f"module-{stem}")
    write_messy(HERE / "messy-octobre-2026.xlsx")


def _write_date(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    born: date | str,
    style: xlsxwriter.format.Format,
) -> None:
    if isinstance(born, str):
        sheet.write_string(row, column, born)
    else:
        sheet.write_datetime(row, column, born, style)


def _french(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


if __name__ == "__main__":
    main()
