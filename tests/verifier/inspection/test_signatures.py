"""PDF signatures found in a file, by its structure and by its bytes."""

import io

import pytest
from asn1crypto import cms
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from attestation.verdict.reasons import Gap
from tests.support.foreign_signatures import sign_as_stranger
from tests.support.forgeries import (
    encoded,
    inspected,
    page_of,
    saved_again,
    signature_gap,
    visible,
    written,
)
from tests.support.hostile import HOSTILE, pdf_of
from tests.support.world import Issued
from verifier.inspection.answer import NotInspectable
from verifier.inspection.cms_integrity import is_intact
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.lines import Edges, Letter
from verifier.inspection.lines import words_of as words_in_lines
from verifier.inspection.signatures import certificates_in

LIMITS = Limits()


def test_strangers_signature_is_whole_until_a_byte_changes() -> None:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))

    assert inspected(signed).signatures
    assert all(not one.is_broken for one in inspected(signed).signatures)

    changed = signed.replace(b"ReportLab", b"ReportLob", 1)

    assert changed != signed
    assert any(one.is_broken for one in inspected(changed).signatures)


def test_unsigned_field_is_no_signature() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("À signer", left=60, bottom=700))))
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/T"): TextStringObject("Visa"),
            }
        )
    )
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )

    assert inspected(written(writer)).signatures == ()


def test_signature_that_moved_is_broken(issued: list[Issued]) -> None:
    assert any(one.is_broken for one in inspected(saved_again(issued[0].pdf)).signatures)


def test_signature_whose_file_is_in_pieces_is_still_found(issued: list[Issued]) -> None:
    begin, end = signature_gap(issued[0].pdf)

    answer = inspect_file(b"%PDF-1.7\n" + issued[0].pdf[begin:end], limits=LIMITS)

    assert isinstance(answer, NotInspectable)
    assert answer.reason is Gap.NOT_A_DOCUMENT
    assert any(one.certificates for one in answer.signatures)


def test_signature_under_an_escaped_name_is_found_by_the_structure(issued: list[Issued]) -> None:
    """A name may be written with #-escapes (ISO 32000-1, 7.3.5), which no search of bytes sees."""
    escaped = issued[0].pdf.replace(b"/ByteRange", b"/Byte#52ange")

    found = inspected(escaped).signatures

    assert any(one.is_broken and one.certificates for one in found)


def test_byte_range_without_numbers_is_broken(issued: list[Issued]) -> None:
    garbled = issued[0].pdf.replace(b"/ByteRange [0 ", b"/ByteRange [x ")

    assert any(one.is_broken for one in inspected(garbled).signatures)


@pytest.mark.parametrize(
    ("contents", "byte_range"),
    [(b"", (0, 1, 2)), (b"", (0, 1, 2, -1)), (b"", (0, 1, 2, 3)), (b"0\x82\x01\x00", (0, 1, 2, 3))],
)
def test_what_is_no_signature_is_not_intact(contents: bytes, byte_range: tuple[int, ...]) -> None:
    assert not is_intact(contents, byte_range=byte_range, file=b"abcdef")


def _stranger_contents() -> tuple[bytes, tuple[int, ...], bytes]:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))
    begin, end = signature_gap(signed)
    digits = signed[begin + 1 : end - 1]
    return bytes.fromhex(digits.decode()), (0, begin, end, len(signed) - end), signed


def test_signature_over_something_else_than_the_file_is_left_alone() -> None:
    """A timestamp signs what it holds, and so did early signatures (adbe.pkcs7.sha1)."""
    contents, byte_range, file = _stranger_contents()
    inside = {"content_type": "data", "content": b"held"}
    held = cms.ContentInfo.load(contents)
    held["content"]["encap_content_info"] = cms.ContentInfo(inside)

    assert is_intact(contents, byte_range=byte_range, file=file)
    assert not is_intact(contents, byte_range=byte_range, file=b"%" + file)
    assert is_intact(held.dump(force=True), byte_range=byte_range, file=b"%" + file)


def test_algorithm_that_is_unknown_here_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError

    contents, byte_range, file = _stranger_contents()
    monkeypatch.setattr("pyhanko.sign.validation.generic_cms.validate_sig_integrity", refuse)

    assert is_intact(contents, byte_range=byte_range, file=file)


def test_certificates_are_cut_out_of_damaged_contents() -> None:
    contents, _, _ = _stranger_contents()
    (certificate,) = certificates_in(contents)

    assert list(certificates_in(b"\x30\x82\x00\x09\x30\x82" + contents[7:])) == [certificate]
    assert list(certificates_in(contents[:300])) == []
    assert len(list(certificates_in(certificate * 50))) == 20


def test_page_that_is_missing_makes_no_document() -> None:
    ring = HOSTILE["a page tree in a ring"]()
    missing = pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [ 9 0 R ] /Count 1 >>"
    )

    for data in (ring, missing):
        assert inspect_file(data, limits=LIMITS) == NotInspectable(reason=Gap.NOT_A_DOCUMENT)


def test_small_picture_without_a_symbol_is_searched_in_vain() -> None:
    (page,) = inspected(encoded(Image.new("L", (300, 300), 255), "PNG")).pages

    assert page.symbols == ()


def test_mark_that_stands_apart_belongs_to_its_letter() -> None:
    here, there = Edges(left=0, bottom=0, right=5, top=9), Edges(left=1, bottom=40, right=3, top=42)
    letters = [
        Letter(character=character, quarters=0, shape=edges, cell=edges)
        for character, edges in (("o", here), ("\u0323", there))
    ]

    assert [word.text for word in words_in_lines(letters)] == ["o\u0323"]
    assert words_in_lines([None]) == ()
