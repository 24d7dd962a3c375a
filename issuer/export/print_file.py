"""One file for the printer of many documents, after a sheet that says what it is."""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pdf.fonts import Face, static_font
from pdf.joining import join_first_pages


def join_for_printer(
    documents: Iterable[bytes], output: BinaryIO, *, module_code: str, count: int
) -> None:
    """Write the first pages of documents as one PDF.

    Their signatures cannot live in a file of many, so this one is for paper only.

    Args:
        documents: PDF files.
        output: the file.
        module_code: of their module.
        count: how many there are, for the first sheet.
    """

    def pages() -> Iterator[bytes]:
        yield _cover(module_code, count)
        yield from documents

    join_first_pages(
        pages(),
        output,
        title=f"Pour l’impression : attestations du module {module_code}",
        subject="Ce fichier n’est pas un original signé.",
    )


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
        f"{count} attestation{'s' if count > 1 else ''}, une par page, après cette feuille.",
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
