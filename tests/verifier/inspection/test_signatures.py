"""PDF signatures found in a file, by its structure and by its bytes."""

import io

from asn1crypto import cms
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from attestation.verdict.reasons import Gap
from tests.support.foreign_signatures import stranger_contents
from tests.support.forgeries import (
    inspected,
    page_of,
    saved_again,
    signature_gap,
    visible,
    written,
)
from tests.support.world import Issued
from verifier.inspection.answer import NotInspectable
from verifier.inspection.cms_integrity import is_intact
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.signatures import certificates_in

LIMITS = Limits()


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


def test_signature_over_something_else_than_the_file_is_left_alone() -> None:
    """A timestamp signs what it holds, and so did early signatures (adbe.pkcs7.sha1)."""
    contents, byte_range, file = stranger_contents()
    inside = {"content_type": "data", "content": b"held"}
    held = cms.ContentInfo.load(contents)
    held["content"]["encap_content_info"] = cms.ContentInfo(inside)

    assert is_intact(contents, byte_range=byte_range, file=file)
    assert not is_intact(contents, byte_range=byte_range, file=b"%" + file)
    assert is_intact(held.dump(force=True), byte_range=byte_range, file=b"%" + file)


def test_certificates_are_cut_out_of_damaged_contents() -> None:
    contents, _, _ = stranger_contents()
    (certificate,) = certificates_in(contents)

    assert list(certificates_in(b"\x30\x82\x00\x09\x30\x82" + contents[7:])) == [certificate]
    assert list(certificates_in(contents[:300])) == []
    assert len(list(certificates_in(certificate * 50))) == 20
