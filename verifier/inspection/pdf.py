"""Looking into a PDF file: its attachments, its signatures, what its pages show."""

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.verdict.reasons import Gap, Obstacle
from verifier.inspection.answer import Answer, Inspection, NotInspectable, Page, PdfSignature
from verifier.inspection.limits import Limits
from verifier.inspection.raster import draw, scale_for
from verifier.inspection.signatures import byte_ranges_in, signature_of, signatures_in_bytes
from verifier.inspection.symbols import read_symbols, read_symbols_once
from verifier.inspection.visible_text import visible_text

_COSE_SIGN1 = b"\xd2"  # CBOR tag 18
_DRAWN_DPI, _SCANNED_DPI = 150, 300


class _OverLimitError(Exception):
    """The file holds more than the limits allow; nothing is ignored silently."""


def inspect_pdf(data: bytes, *, limits: Limits) -> Answer:
    """Read all of a PDF file, or return why not."""
    in_bytes = signatures_in_bytes(data)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = (
            Gap.PASSWORD if error.err_code == pdfium_c.FPDF_ERR_PASSWORD else Gap.NOT_A_DOCUMENT
        )
        return NotInspectable(reason=reason, signatures=in_bytes)
    try:
        listed = _signatures(document, data, limits)
        return Inspection(
            attachments=_attachments(document, limits),
            signatures=tuple(dict.fromkeys((*listed, *in_bytes))),
            pages=tuple(_pages(document, limits)),
        )
    except _OverLimitError:
        return NotInspectable(reason=Obstacle.TOO_LARGE, signatures=in_bytes)
    except pdfium.PdfiumError:
        return NotInspectable(reason=Gap.NOT_A_DOCUMENT, signatures=in_bytes)
    finally:
        document.close()


def _attachments(document: pdfium.PdfDocument, limits: Limits) -> tuple[bytes, ...]:
    """Return the embedded files (ISO 32000-1, 7.11.4) that could be a credential."""
    found = []
    for index in range(_at_most(limits.attachments, document.count_attachments())):
        attachment = pdfium_c.FPDFDoc_GetAttachment(document, index)
        length = ctypes.c_ulong()
        pdfium_c.FPDFAttachment_GetFile(attachment, None, 0, length)
        if not 0 < length.value <= MAX_CREDENTIAL_BYTES:
            continue
        content = ctypes.create_string_buffer(length.value)
        pdfium_c.FPDFAttachment_GetFile(attachment, content, length, length)
        if content.raw.startswith(_COSE_SIGN1):
            found.append(content.raw)
    return tuple(dict.fromkeys(found))


def _signatures(
    document: pdfium.PdfDocument, data: bytes, limits: Limits
) -> Iterator[PdfSignature]:
    """Describe the signature fields (ISO 32000-1, 12.7.4.5) that no search of the bytes finds."""
    known = byte_ranges_in(data)
    count = max(pdfium_c.FPDF_GetSignatureCount(document), 0)
    for index in range(_at_most(limits.signatures, count)):
        signature = pdfium_c.FPDF_GetSignatureObject(document, index)
        contents = _bytes_of(pdfium_c.FPDFSignatureObj_GetContents, signature)
        length = pdfium_c.FPDFSignatureObj_GetByteRange(signature, None, 0)
        numbers = (ctypes.c_int * length)()
        pdfium_c.FPDFSignatureObj_GetByteRange(signature, numbers, length)
        byte_range = tuple(numbers)
        # Without either, it is a field that nobody has signed yet. With a byte range that no search
        # finds, nobody could have signed it: whoever signs must know where it lies.
        if (contents or byte_range) and byte_range not in known:
            yield signature_of(contents, byte_range=(), file=data)


def _bytes_of(ask: Callable[..., int], signature: object) -> bytes:
    length = ask(signature, None, 0)
    buffer = ctypes.create_string_buffer(length)
    ask(signature, buffer, length)
    return buffer.raw


def _pages(document: pdfium.PdfDocument, limits: Limits) -> Iterator[Page]:
    characters = symbols = 0
    for index in range(_at_most(limits.pages, len(document))):
        page = document[index]
        text = page.get_textpage()
        characters += text.count_chars()
        _at_most(limits.characters, characters)
        on_page = _symbols(page)
        symbols += len(on_page)
        _at_most(limits.symbols, symbols)
        visible = visible_text(page, text)
        text.close()
        page.close()
        yield Page(symbols=on_page, words=visible.words, is_legible=visible.is_legible)


def _symbols(page: pdfium.PdfPage) -> tuple[str, ...]:
    """Read the QR codes, as drawn first; a scan inside the page may need more."""
    drawn = draw(page, scale=scale_for(page, dpi=_DRAWN_DPI))
    return read_symbols_once(drawn) or read_symbols(
        draw(page, scale=scale_for(page, dpi=_SCANNED_DPI))
    )


def _at_most(limit: int, count: int) -> int:
    if count > limit:
        raise _OverLimitError
    return count
