"""The file itself: an independent reader finds every object where the file says it is."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from pdf.file import PdfFile, Reference, deflate, text_string

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def make(texts: list[str], *, streams: list[bytes] = []) -> bytes:  # noqa: B006  never changed
    file = PdfFile()
    root, pages = file.reserve(), file.reserve()
    kept = [file.add(text_string(text)) for text in texts]
    data = [file.add_stream(" /Kind /One", one, is_deflated=False) for one in streams]
    file.put_plain(root, f"<</Type /Catalog /Pages {pages} /Kept [{' '.join(kept + data)}]>>")
    file.put(pages, "<</Type /Pages /Kids [] /Count 0>>")
    return file.finish(root=root, info=file.add("<</Title (x)>>"))


@given(st.lists(TEXTS, max_size=20), st.lists(st.binary(max_size=100), max_size=3))
def test_every_object_is_read_back(texts: list[str], streams: list[bytes]) -> None:
    reader = PdfReader(io.BytesIO(make(texts, streams=streams)), strict=True)

    array = reader.root_object["/Kept"]
    assert isinstance(array, ArrayObject)
    kept = [one.get_object() for one in array]
    assert [str(one) for one in kept[: len(texts)]] == texts
    assert [one.get_data() for one in kept[len(texts) :]] == streams


def test_same_objects_give_the_same_bytes_and_others_another_identifier() -> None:
    assert make(["a"]) == make(["a"])
    identifiers = {
        PdfReader(io.BytesIO(make([text]))).trailer["/ID"][0].original_bytes  # type: ignore[index]
        for text in ("a", "b")
    }
    assert len(identifiers) == 2


def test_references_are_taken_in_order_and_objects_put_later() -> None:
    file = PdfFile()

    assert [file.reserve(), file.add("1"), file.reserve()] == [
        Reference("1 0 R"),
        Reference("2 0 R"),
        Reference("3 0 R"),
    ]


@pytest.mark.parametrize("data", [b"", b"x" * 10_000])
def test_what_is_deflated_is_small(data: bytes) -> None:
    assert len(deflate(data)) < 50
