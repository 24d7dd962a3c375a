"""How the cells of the template look."""

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from issuer.workbook.model import Mark

INK = "#1F3A4D"
PAPER = "#EAF1F5"
RULE = "#B8C7D1"

MARK_COLOURS = {
    Mark.PRESENT: "#DDEFE0",
    Mark.ABSENT: "#F6D9D5",
    Mark.EXCUSED: "#FBEBCB",
    Mark.CAUGHT_UP: "#DCE8F6",
}

_A4 = 9  # ECMA-376-1:2016 §18.3.1.63, paperSize


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The formats of one workbook; each says what kind of cell it is for."""

    title: Format
    header: Format
    day_header: Format
    key: Format
    text: Format
    day: Format
    hour: Format
    mark: Format
    prose: Format

    @classmethod
    def of(cls, book: Workbook) -> "Styles":
        """Make the formats in ``book``."""
        cell = {"border": 1, "border_color": RULE, "valign": "vcenter"}
        head = cell | {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "text_wrap": True}
        return cls(
            title=book.add_format({"bold": True, "font_size": 18, "font_color": INK}),
            header=book.add_format(head),
            day_header=book.add_format(
                head | {"num_format": "dd/mm/yyyy", "rotation": 90, "align": "center"}
            ),
            key=book.add_format(cell | {"bold": True, "bg_color": PAPER, "font_color": INK}),
            text=book.add_format(cell | {"num_format": "@"}),
            day=book.add_format(cell | {"num_format": "dd/mm/yyyy", "align": "center"}),
            hour=book.add_format(cell | {"num_format": "hh:mm", "align": "center"}),
            mark=book.add_format(cell | {"align": "center"}),
            prose=book.add_format({"text_wrap": True, "valign": "top"}),
        )


def print_on_a4(sheet: Worksheet, *, header_row: int) -> None:
    """Make ``sheet`` print one page wide, with its header row on each page."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")
