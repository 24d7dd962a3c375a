"""A file that could show another page than the issued one is never green, however it is made."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from attestation.verdict.comparison_results import (
    Identical,
)
from tests.support.forgeries import (
    annotated,
    draw_over,
    in_hidden_layer,
    joined,
    name_spot,
    over_name,
    page_of,
    spot_of,
    strokes,
    together,
    unsigned_copy,
    visible,
    written,
)
from tests.support.world import Issued, World
from verifier.report import sign_of


def _with_root(pdf: bytes, key: str, value: DictionaryObject) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(unsigned_copy(pdf)))
    writer.root_object[NameObject(key)] = value
    return written(writer)


def _form(pdf: bytes, **more: ArrayObject) -> bytes:
    """A text field over the name, as Acrobat shows it."""
    writer = PdfWriter(clone_from=io.BytesIO(unsigned_copy(pdf)))
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject("nom"),
                NameObject("/V"): TextStringObject("Jean DUPONT"),
                NameObject("/F"): NumberObject(4),
                NameObject("/Rect"): ArrayObject(FloatObject(one) for one in (60, 560, 400, 600)),
            }
        )
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    for key, value in more.items():
        form[NameObject(f"/{key}")] = value
    writer.root_object[NameObject("/AcroForm")] = form
    return written(writer)


def _collection(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(unsigned_copy(pdf)))
    writer.add_attachment("attestation.pdf", page_of(visible("Jean DUPONT", left=60, bottom=600)))
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    return written(writer)


def _other_title(one: Issued) -> bytes:
    title = spot_of(one.pdf, "Attestation")
    name = name_spot(one)
    return draw_over(
        one.pdf,
        together(
            title.cover,
            strokes("Attestation", left=title.left, bottom=title.bottom),
            name.cover,
            visible("Jean DUPONT", left=name.left, bottom=name.bottom, size=28),
        ),
    )


def _printed_only(pdf: bytes) -> bytes:
    """An annotation that a screen hides and a printer shows (flags NoView and Print)."""
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(annotated(pdf, visible("x", left=60, bottom=600))))
    )
    for annotation in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
        annotation.get_object()[NameObject("/F")] = NumberObject(32 + 4)
    return written(writer)


DECEITS: dict[str, Callable[[Issued], bytes]] = {
    "title drawn, another name": _other_title,
    "name as strokes": lambda one: draw_over(
        one.pdf,
        together(
            name_spot(one).cover,
            strokes("Jean DUPONT", left=name_spot(one).left, bottom=name_spot(one).bottom),
        ),
    ),
    "a field over the name": lambda one: _form(one.pdf),
    "XFA": lambda one: _form(one.pdf, XFA=ArrayObject()),
    "a script": lambda one: _with_root(
        one.pdf,
        "/Names",
        DictionaryObject({NameObject("/JavaScript"): DictionaryObject()}),
    ),
    "a collection": lambda one: _collection(one.pdf),
    "layers": lambda one: in_hidden_layer(one.pdf, over_name(one, "Jean DUPONT")),
    "an annotation": lambda one: annotated(one.pdf, over_name(one, "Jean DUPONT")),
    "an annotation that only prints": lambda one: _printed_only(one.pdf),
    "a page before": lambda one: joined(page_of(over_name(one, "Jean DUPONT")), one.pdf),
    "a page after": lambda one: joined(one.pdf, page_of(over_name(one, "Jean DUPONT"))),
    "an action when opened": lambda one: _with_root(
        one.pdf,
        "/OpenAction",
        DictionaryObject({NameObject("/S"): NameObject("/Launch")}),
    ),
    "an object said twice": lambda one: unsigned_copy(one.pdf) + b"\n4 0 obj\n<<>>\nendobj\n",
}


@pytest.mark.parametrize("deceit", DECEITS.values(), ids=DECEITS)
def test_page_that_can_be_seen_otherwise_is_never_green(
    world: World, issued: list[Issued], deceit: Callable[[Issued], bytes]
) -> None:
    finding = world.check_page(deceit(issued[0]))

    assert not finding.is_proved
    assert sign_of(finding) != "genuine"
    assert not isinstance(finding.page, Identical)
