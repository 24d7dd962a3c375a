"""A profile knows columns and marks, never people, and comes back as it was kept."""

from dataclasses import replace

import pytest

from issuer.workbook.answers import Meaning
from issuer.workbook.layouts.profile import (
    Layout,
    Profile,
    Role,
    decode_profile,
    encode_profile,
    title_keys,
)
from tests.support import layouts
from tests.support.arranged import (
    AWA,
    proposed,
)


def test_profile_holds_no_text_of_a_file_but_marks() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    columns = dict.fromkeys(title_keys(grid.rows[3]).values(), Role.SET_ASIDE)  # a person's row

    text = encode_profile(replace(profile, columns=columns))

    assert "DIALLO" not in text.upper()
    with pytest.raises(ValueError, match="short"):
        Profile(layout=Layout.GRID, columns={}, marks={"Diallo Aminata": Meaning.PRESENT})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"layout":"grid","columns":{"Diallo":"full-name"}}',
        '{"layout":"grid","columns":{},"minimum_minutes":-1}',
        '{"layout":"grid","columns":{},"is_month_first":"yes"}',
        "[" * 5000,
        " " * 30_000,
    ],
)
def test_text_that_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_profile(text)
