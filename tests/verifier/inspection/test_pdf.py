"""Looking into a PDF file."""

import io

from pypdf import PdfWriter

from attestation.verdict.reasons import Gap
from tests.support.forgeries import (
    inspected,
    page_of,
    unsigned_copy,
    visible,
    written,
)
from tests.support.hostile import HOSTILE, pdf_of
from tests.support.world import Issued
from verifier.inspection.answer import NotInspectable
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits

LIMITS = Limits()


def test_page_that_is_missing_makes_no_document() -> None:
    ring = HOSTILE["a page tree in a ring"]()
    missing = pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [ 9 0 R ] /Count 1 >>"
    )

    for data in (ring, missing):
        assert inspect_file(data, limits=LIMITS) == NotInspectable(reason=Gap.NOT_A_DOCUMENT)


def test_only_short_cose_attachments_are_kept(issued: list[Issued]) -> None:
    copy = unsigned_copy(
        issued[0].pdf, attachments=[b"", b"<xml/>", b"\xd2" + bytes(700), b"\xd2\x84\x40"]
    )

    assert inspected(copy).attachments == (b"\xd2\x84\x40",)


def test_password_is_named() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("secret", left=60, bottom=700))))
    writer.encrypt("geheim", algorithm="AES-256")

    assert inspect_file(written(writer), limits=LIMITS) == NotInspectable(reason=Gap.PASSWORD)


def test_owner_password_alone_hinders_nobody() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("open", left=60, bottom=700))))
    writer.encrypt("", "owner", algorithm="AES-256")

    assert [word.text for word in inspected(written(writer)).pages[0].words] == ["open"]
