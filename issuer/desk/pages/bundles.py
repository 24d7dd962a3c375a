"""Documents of a module together: a ZIP of the originals, and one file for the printer."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.document.specimen import draw_specimen_of
from issuer.export.documents import file_name
from issuer.export.print_file import join_for_printer
from issuer.issuance.document_production import specimen_facts
from issuer.signed.released import released, released_documents
from pdf.raster import first_page
from register.attestations import records
from register.database import reading
from register.reservation import Draft, Module
from register.tables.attestations import State

PREVIEW_DPI = 110


def zip_documents(context: IssuerContext, module_code: str) -> BinaryIO:
    """Put the documents that stand into a ZIP, byte for byte as they were issued.

    Raises:
        DisagreementError: a document is not the one that was signed.
        RegisterError: the register failed.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(TemporaryFile())
        # PDF is compressed already.
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name, content in _standing(context, module_code):
                archive.writestr(name, content)
        stream.seek(0)
        stack.pop_all()  # whoever sends it closes it
        return stream


def write_print_file(
    context: IssuerContext,
    module_code: str,
    output: BinaryIO,
    *,
    count: int,
    on_page: Callable[[], None] = lambda: None,
) -> None:
    """Write the pages of all documents that stand as one PDF, after a sheet that says what it is.

    Args:
        context: register and keys.
        module_code: of the module.
        output: the file.
        count: how many there are, for the first sheet.
        on_page: called for each of them.

    Raises:
        DisagreementError: a document is not the one that was signed.
        RegisterError: the register failed.
    """

    def documents() -> Iterator[bytes]:
        for _, content in _standing(context, module_code):
            yield content
            on_page()

    join_for_printer(documents(), output, module_code=module_code, count=count)


def page_image(context: IssuerContext, number: Number) -> bytes | None:
    """Draw the page of a document as PNG; None if there is none.

    Raises:
        DisagreementError: a document is not the one that was signed.
        RegisterError: the register failed.
    """
    with reading(context.register) as session:
        content = released(session, number, keys=context.trusted)
    return None if content is None else draw_page(content)


def draw_page(content: bytes) -> bytes:
    """Draw the first page of a PDF of ours as PNG."""
    stream = io.BytesIO()
    first_page(content, dpi=PREVIEW_DPI).quantize(64).save(stream, "PNG", optimize=False)
    return stream.getvalue()


def specimen_image(context: IssuerContext, module: Module, draft: Draft) -> bytes:
    """Draw the page that would be issued from a draft as PNG, stamped as a specimen."""
    return draw_specimen_of(
        specimen_facts(context, module, draft),
        context.settings.letterhead,
        draw=partial(first_page, dpi=PREVIEW_DPI),
    )


def plain_name(code: str) -> str:
    """Return a module's code as a file may be named."""
    return "-".join("".join(c if c.isalnum() else " " for c in code).split()) or "module"


def _standing(context: IssuerContext, module_code: str) -> Iterator[tuple[str, bytes]]:
    """Return name and content of each document that stands, by number."""
    with reading(context.register) as session:
        names = {
            record.attestation.number: file_name(record)
            for record in records(session, module_code=module_code)
        }
        for number, state, content in released_documents(
            session, keys=context.trusted, module_code=module_code
        ):
            if state is State.ISSUED:
                yield names[number], content
