"""The child's answer: what it writes is read back, and nothing else is."""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.workbook.format import child_answer
from issuer.workbook.format.cells import CellError, Range, Sheet, Trait, clean_text, visible
from issuer.workbook.format.child_answer import (
    Refusal,
    RefusedFileError,
    decode_answer,
    encode_refusal,
    encode_sheets,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(clean_text)
CELLS = st.one_of(
    TEXTS,
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
SHEETS = st.builds(
    Sheet,
    name=st.text(st.characters(exclude_categories=["Cs"])),
    rows=st.lists(st.lists(CELLS).map(tuple)).map(tuple),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(SHEETS, max_size=3))
def test_sheets_are_read_back_as_written(sheets: list[Sheet]) -> None:
    decoded = decode_answer(encode_sheets(sheets))

    assert [sheet.name for sheet in decoded] == [visible(sheet.name) for sheet in sheets]
    for before, after in zip(sheets, decoded, strict=True):
        for row in range(len(after.rows)):
            for column in range(len(before.rows[row])):
                assert after.cell(row, column) == before.cell(row, column)


@pytest.mark.parametrize("refusal", Refusal)
def test_refusal_is_read_back(refusal: Refusal) -> None:
    with pytest.raises(RefusedFileError) as caught:
        decode_answer(encode_refusal(RefusedFileError(refusal, place="XFD1048576")))

    assert caught.value.refusal is refusal
    assert caught.value.place == "XFD1048576"


def test_place_of_another_form_is_dropped() -> None:
    answer = json.dumps({"refused": "far-cell", "place": "\x1b[31mA1"}).encode()

    with pytest.raises(RefusedFileError) as caught:
        decode_answer(answer)

    assert caught.value.place is None


@given(st.binary() | JSON.map(json.dumps).map(str.encode))
def test_any_other_answer_is_a_damaged_file(answer: bytes) -> None:
    with pytest.raises(RefusedFileError) as caught:
        decode_answer(answer)

    assert caught.value.refusal is Refusal.DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        {"sheets": [["A", [[["date", "2026-02-31"]]]]]},
        {"sheets": [["A", [[["time", "26:00"]]]]]},
        {"sheets": [["A", [[["when", "2026-02-01"]]]]]},
        {"sheets": [["A", [[float("nan")]]]]},
        {"sheets": [["A", [[10**400]]]]},
        {"sheets": [[1, []]]},
        {"sheets": [["A", "rows"]]},
        {"sheets": [["A", [5]]]},
        {"sheets": [["A"]]},
        {"sheets": [["A", [], 5]]},
        {"sheets": [["A", [], {"traits": {"blinking": [[0, 0, 0]]}}]]},
        {"sheets": [["A", [], {"traits": {"struck": [[0, 0, 500]]}}]]},
        {"sheets": [["A", [], {"traits": {"struck": [[10_000, 0, 0]]}}]]},
        {"sheets": [["A", [], {"traits": {"struck": [[0, 0, "1"]]}}]]},
        {"sheets": [["A", [], {"merged": [[0, 0, 0]]}]]},
        {"sheets": [["A", [], {"hidden_rows": [True]}]]},
        {"sheets": [["A", [[["error", "\x1b[31m"]]]]]},
        {"refused": ["damaged"]},
        {"refused": "because"},
        "refused",
    ],
)
def test_answer_out_of_shape_is_refused(content: object) -> None:
    with pytest.raises(RefusedFileError) as caught:
        decode_answer(json.dumps(content).encode())

    assert caught.value.refusal is Refusal.DAMAGED


def test_deeply_nested_answer_is_refused() -> None:
    with pytest.raises(RefusedFileError):
        decode_answer(b"[" * 200_000)


def test_answer_longer_than_the_parent_reads_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child_answer, "MAX_ANSWER_BYTES", 20)

    with pytest.raises(RefusedFileError) as caught:
        encode_sheets([Sheet(name="A", rows=((date(2026, 1, 1), time(9)),))])

    assert caught.value.refusal is Refusal.TOO_LARGE


def test_what_stands_beside_the_values_is_read_back() -> None:
    sheet = Sheet(
        name="A",
        rows=(("a", "b", CellError("#REF!")), ("c",)),
        traits={
            (0, 0): frozenset({Trait.STRUCK}),
            (0, 1): frozenset({Trait.STRUCK, Trait.SYMBOL_FONT}),
            (1, 0): frozenset({Trait.COMMENT}),
        },
        merged=(Range(top=0, left=0, bottom=0, right=1),),
        hidden_rows=frozenset({1}),
        hidden_columns=frozenset({2, 3}),
        is_1904=True,
    )

    assert decode_answer(encode_sheets([sheet])) == (sheet,)
