"""Figures for funders: everybody is counted, nobody is named."""

from datetime import timedelta
from pathlib import Path

from issuer.planning.statistics import (
    NO_REASON,
    attendance_percent,
    count_attendance,
    sum_up,
)
from register.database import reading
from register.figures import AttendanceCounts, module_figures
from register.tables.desk import ModuleFiguresRow
from tests.support.counted_desk import desk
from tests.support.desks import TestDesk
from tests.support.workbooks import DAYS, person, read_rows

__all__ = ["desk"]  # pytest finds them here


def test_everybody_is_counted_and_nobody_named(desk: TestDesk) -> None:
    with reading(desk.register) as session:
        (one,) = module_figures(session)
        kept = session.query(ModuleFiguresRow).one()

    assert one.counts == AttendanceCounts(
        participants=4,
        reasons={"Nationalité": 2, "intérêt": 1, "": 1},
        marks={"P": 9, "R": 1, "A": 1, "E": 1},
    )
    assert (one.sessions, one.taught, one.issued) == (len(DAYS), timedelta(hours=12), 3)
    assert "Haile" not in kept.reasons + kept.marks


def test_period_is_summed_up(desk: TestDesk) -> None:
    with reading(desk.register) as session:
        totals = sum_up(module_figures(session))

    assert (totals.modules, totals.sessions, totals.participants, totals.issued) == (1, 3, 4, 3)
    assert totals.reasons == (("Nationalité", 2), ("intérêt", 1), (NO_REASON, 1))
    assert totals.attendance_percent == 83.3


def test_empty_period_has_no_rate() -> None:
    totals = sum_up([])

    assert (totals.attendance_percent, totals.participants) == (None, 0)
    assert attendance_percent([]) is None


def test_row_with_a_problem_counts_as_a_participant(tmp_path: Path) -> None:
    counts = count_attendance(read_rows(tmp_path, person(), person(birth_date="x")))

    assert (counts.participants, counts.marks) == (2, {"P": 3})
