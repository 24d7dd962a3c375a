"""Documents of a module together: a ZIP of the originals, and one file for the printer."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.desk.pages.labels import count as counted
from issuer.document.specimen import draw_specimen_of
from issuer.export.documents import file_name
from issuer.issuance.pipeline import specimen_facts
from issuer.signed.released import released, released_documents
from pdf.fonts import Face, static_font
from pdf.joining import join_first_pages
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

    Their signatures cannot live in a file of many, so this one is for paper only.

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

    def pages() -> Iterator[bytes]:
        yield _cover(module_code, count)
        for _, content in _standing(context, module_code):
            yield content
            on_page()

    join_first_pages(
        pages(),
        output,
        title=f"Pour l’impression : attestations du module {module_code}",
        subject="Ce fichier n’est pas un original signé.",
    )


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


def _cover(module_code: str, count: int) -> bytes:
    regular, bold = "Cover", "Cover-Bold"
    pdfmetrics.registerFont(TTFont(regular, io.BytesIO(static_font(Face.REGULAR))))
    pdfmetrics.registerFont(TTFont(bold, io.BytesIO(static_font(Face.SEMIBOLD))))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, lang="fr-BE", initialFontName=regular)
    _, height = A4
    canvas.setFont(bold, 20)
    canvas.drawString(25 * mm, height - 45 * mm, "Pour l’impression")
    canvas.setFont(regular, 12)
    lines = (
        f"Module {module_code}",
        f"{counted(count, 'attestation')}, une par page, après cette feuille.",
        "",
        "Ce fichier sert à imprimer. Ce n’est pas un original signé :",
        "pour envoyer une attestation, prenez son propre PDF.",
        "",
        "Imprimez à 100 %, sur du papier blanc : le code QR doit rester net.",
    )
    for number, line in enumerate(lines):
        canvas.drawString(25 * mm, height - (60 + 7 * number) * mm, line)
    canvas.save()
    return stream.getvalue()
