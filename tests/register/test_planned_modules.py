"""Modules to come: kept as they were typed, the next to begin first."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.planned_modules import (
    Enrolled,
    PlannedModule,
    decode_planned,
    drop_old_planned,
    planned_module,
    planned_modules,
    store_planned,
    without_people,
)
from register.tables.desk import PlannedModuleRow
from tests.support.issuer_contexts import make_module
from tests.support.issuers import NOW

PEOPLE = tuple(
    Enrolled(family_name=name, given_name="Awa", birth_date="29/02/1996", email="")
    for name in ("Haile", "Łukasiewicz")
)
MODULE = make_module()
PLANNED = PlannedModule(module=MODULE, people=PEOPLE)


def later(code: str, days: int) -> PlannedModule:
    moved = [replace(one, day=one.day + timedelta(days=days)) for one in MODULE.sessions]
    return PlannedModule(module=replace(MODULE, code=code, sessions=tuple(moved)), people=())


def test_module_comes_back_as_it_was_last_kept(session: Session) -> None:
    store_planned(session, later(MODULE.code, 7), login="ines", at=NOW)
    store_planned(session, PLANNED, login="omar", at=NOW)
    session.flush()

    assert planned_module(session, MODULE.code) == PLANNED
    assert planned_module(session, "AC-2020-01") is None


def test_next_to_begin_comes_first(session: Session) -> None:
    for one in (later("B", 7), PLANNED, later("A", 7)):
        store_planned(session, one, login="ines", at=NOW)
    session.flush()

    assert [one.module.code for one in planned_modules(session)] == [MODULE.code, "A", "B"]


def test_module_that_nobody_touched_is_forgotten(session: Session) -> None:
    store_planned(session, PLANNED, login="ines", at=NOW)
    store_planned(session, later("B", 7), login="ines", at=NOW + timedelta(days=1))
    session.flush()

    drop_old_planned(session, before=NOW + timedelta(days=1))

    assert [one.module.code for one in planned_modules(session)] == ["B"]


def test_people_are_taken_out_of_a_row_and_the_rest_stays(session: Session) -> None:
    store_planned(session, PLANNED, login="ines", at=NOW)
    session.flush()
    text = session.scalars(select(PlannedModuleRow.content)).one()

    left = decode_planned(without_people(text, lambda name: name == "Haile"))

    assert left == replace(PLANNED, people=PEOPLE[1:])
