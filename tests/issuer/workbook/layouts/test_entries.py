"""Each line of a log counts, or stops the reading at its place."""

from dataclasses import replace

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.format.cells import Trait
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    ENROLLED,
    arranged,
    outcomes,
    planned,
    proposed,
)


def test_line_that_is_hidden_or_has_no_name_stops_the_reading() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0]), ("", layouts.DAYS[0])])
    rows = [log.rows[0], log.rows[1], (log.rows[2][0], None, None)]
    _, profile = proposed([log])
    reading, module = Reading(profile=profile), layouts.module(layouts.DAYS[:1])

    with pytest.raises(WorkbookError, match="n’a pas de nom"):
        arranged([replace(log, rows=tuple(rows))], reading, module=module)
    with pytest.raises(WorkbookError, match="barrée ou masquée"):
        arranged([replace(log, hidden_rows=frozenset({1}))], reading, module=module)


def test_symbol_in_a_log_is_no_letter() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0])])
    _, profile = proposed([log])
    pictures = replace(log, traits={(1, 2): frozenset({Trait.SYMBOL_FONT})})

    with pytest.raises(WorkbookError, match="police de symboles"):
        arranged([pictures], Reading(profile=profile), module=layouts.module())


def test_log_leaves_out_no_line_but_totals_and_repeated_titles() -> None:
    log = layouts.log([("Awa Diallo", day) for day in layouts.DAYS])
    more = (log.rows[0], (None, "Total", "4"))
    _, profile = proposed([log])
    read = replace(log, rows=(*log.rows, *more))
    found = arranged([read], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    assert outcomes(planned(found))["Diallo"] == "entitled"

    untitled = replace(log, rows=(*log.rows, ("02/03/2026", "Awa Diallo", None, "x")))
    with pytest.raises(WorkbookError, match="D6 est remplie"):
        arranged([untitled], Reading(profile=profile), module=layouts.module())
    empty = replace(log, rows=log.rows[:1])
    with pytest.raises(WorkbookError, match="personne sous les titres"):
        arranged([empty], Reading(profile=profile), module=layouts.module())
