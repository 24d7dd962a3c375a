"""A profile says what each column of a table is: what it does not say stops the reading."""

from dataclasses import replace

import pytest

from issuer.workbook.errors import WorkbookError
from issuer.workbook.layouts.profile import (
    title_keys,
)
from issuer.workbook.layouts.reading import Reading
from tests.support import layouts
from tests.support.arranged import (
    AWA,
    ENROLLED,
    arranged,
    proposed,
)


def test_column_that_nobody_decided_stops_the_reading() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    keys = title_keys(grid.rows[2])
    columns = {key: role for key, role in profile.columns.items() if key != keys[2]}
    reading = Reading(profile=replace(profile, columns=columns), sheet=0, header=2)

    with pytest.raises(WorkbookError, match="« Gemeente » n’est pas décidée"):
        arranged([grid], reading, module=layouts.module(), enrolled=ENROLLED)
