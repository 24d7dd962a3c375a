"""The receipt's PDF: a page of A4 for each check, with embedded fonts, however long its texts.

``signature`` signs it.
"""

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from threading import Lock
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from attestation.verdict.verdicts import LookedAt
from pdf.fonts import Face
from verifier.receipt.content import ReceiptContent
from verifier.receipt.fonts import register_fonts
from verifier.receipt.verdict_icons import colour_of, draw_icon
from verifier.receipt.zone_map import ZoneMap
from verifier.report import Fact
from verifier.technical import write_moment
from verifier.translations.catalogue import Wording, wording

MAX_DOSSIER_CHARACTERS = 80
_INK, _SOFT, _LINE = HexColor("#16212b"), HexColor("#4c5a66"), HexColor("#ccd3d8")
_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_LABEL_WIDTH = 52 * mm
_SIGN = 15 * mm
_GAP = 4 * mm
_DIGEST_LINE = 32
_ALL = (0, 0), (-1, -1)
_PLAIN = (
    ("FONTNAME", *_ALL, Face.REGULAR.font_name),  # else reportlab names Helvetica, not embedded
    ("VALIGN", *_ALL, "TOP"),
    ("LEFTPADDING", *_ALL, 0),
)
_drawing = Lock()  # reportlab's fonts are the process's own, and remember each page they are on


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What a receipt says of its verifier."""

    address: str
    key: str
    """SHA-256 of the receipt key's certificate, in hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One check on its page."""

    content: ReceiptContent
    compared: frozenset[int] = frozenset()
    """Places, in ``content.facts``, of those that the officer says to have compared."""


def cannot_print(content: ReceiptContent, dossier: str) -> bool:
    """Check whether the page would lack a letter: a receipt shows every one, or there is none."""
    known = register_fonts()
    facts = (*content.facts, *content.established, *content.issuer, *content.details)
    texts = (dossier, *content.sentences, *content.zones, *(fact.value for fact in facts))
    return len(dossier) > MAX_DOSSIER_CHARACTERS or any(not known.issuperset(one) for one in texts)


def draw_receipt(entries: Sequence[Entry], *, dossier: str, letterhead: Letterhead) -> bytes:
    """Draw a page for each check; not signed yet.

    Args:
        entries: what the checks found; the first one's language is that of all.
        dossier: the officer's own reference; empty where there is none.
        letterhead: of the verifier.
    """
    words = wording(entries[0].content.language)
    register_fonts()
    stream = io.BytesIO()
    with _drawing:
        canvas = Canvas(stream, pagesize=A4, initialFontName=Face.REGULAR.font_name, lang=None)
        canvas.setTitle(words.receipt.title)
        canvas.setAuthor(letterhead.address)
        canvas.setSubject(words.receipt.no_attestation)
        canvas.setCreator(_software(words))
        for number, entry in enumerate(entries, start=1):
            place = words.receipt.one_of_several.format(number=number, count=len(entries))
            lead = f"{place}. " if len(entries) > 1 else ""
            _draw_page(canvas, list(_body(entry, dossier, words, lead)), words, letterhead)
        canvas.save()
    return stream.getvalue()


def _draw_page(
    canvas: Canvas, body: list[Flowable], words: Wording, letterhead: Letterhead
) -> None:
    _draw_head(canvas, words, letterhead)
    foot = _foot(words, letterhead)
    foot_height = foot.wrap(_WIDTH, A4[1])[1]
    foot.drawOn(canvas, _MARGIN, _MARGIN)
    top = A4[1] - _MARGIN - 14 * mm
    bottom = _MARGIN + foot_height + _GAP
    frame = Frame(
        _MARGIN, bottom, _WIDTH, top - bottom,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    # One page: names of 100 letters and every reason at once make the letters smaller.
    frame.addFromList([KeepInFrame(_WIDTH, top - bottom, body, mode="shrink")], canvas)
    canvas.showPage()


class _Verdict(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """The verdict in its box: sign, heading, sentences, and a bar in the verdict's colour."""

    def __init__(self, content: ReceiptContent) -> None:
        super().__init__()
        self.content = content
        heading = _style(17, Face.SEMIBOLD, colour=colour_of(content.sign))
        lines = [Paragraph(escape(content.heading), heading), Spacer(0, 1.5 * mm)]
        lines += [_paragraph(one, _style(10.5)) for one in content.sentences]
        left = _SIGN + 2 * _GAP
        self.table = Table([[[], lines]], colWidths=[left, _WIDTH - left])
        self.table.setStyle(
            TableStyle(
                [
                    *_PLAIN,
                    ("RIGHTPADDING", *_ALL, _GAP),
                    ("TOPPADDING", *_ALL, _GAP),
                    ("BOTTOMPADDING", *_ALL, _GAP),
                    ("BOX", *_ALL, 0.6, _LINE),
                    ("LINEBEFORE", (0, 0), (0, -1), 4, colour_of(content.sign)),
                ]
            )
        )

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size."""
        size: tuple[float, float] = self.table.wrapOn(self.canv, width, height)
        self.height = size[1]
        return size

    def draw(self) -> None:
        """Draw it."""
        self.table.drawOn(self.canv, 0, 0)
        draw_icon(self.canv, self.content.sign, left=_GAP, top=self.height - _GAP, side=_SIGN)


def _draw_head(canvas: Canvas, words: Wording, letterhead: Letterhead) -> None:
    top = A4[1] - _MARGIN
    canvas.setFillColor(_INK)
    canvas.setFont(Face.SEMIBOLD.font_name, 20)
    canvas.drawString(_MARGIN, top - 5 * mm, words.receipt.title)
    canvas.setFillColor(_SOFT)
    canvas.setFont(Face.REGULAR.font_name, 9.5)
    canvas.drawRightString(A4[0] - _MARGIN, top - 5 * mm, letterhead.address)
    canvas.setStrokeColor(_INK)
    canvas.setLineWidth(1)
    canvas.line(_MARGIN, top - 8.5 * mm, A4[0] - _MARGIN, top - 8.5 * mm)


def _body(entry: Entry, dossier: str, words: Wording, lead: str) -> Iterable[Flowable]:
    content, spoken = entry.content, words.receipt
    moment = spoken.made_at.format(moment=write_moment(content.checked_at, words))
    yield _paragraph(f"{lead}{moment}. {spoken.no_attestation}", _style(10.5, colour=_SOFT))
    yield Spacer(0, _GAP)
    yield _Verdict(content)
    if content.zones:
        yield from _section(words.zones.heading, (), words)
        yield _zones(content)
    looked_at = [Fact(label=spoken.looked_at, value=_channel(content, words))]
    if content.digest is not None:
        looked_at.append(Fact(label=spoken.digest, value=content.digest))
    if dossier:
        looked_at.insert(0, Fact(label=spoken.dossier_label, value=dossier))
    yield from _section(None, looked_at, words)
    if content.facts:
        heading = words.page.facts_heading
        if content.verdict == "altered":
            heading = words.page.signed_heading
        elif content.sign == "to_compare":
            heading = words.page.compare_heading
        yield from _section(heading, content.facts, words, compared=entry.compared)
        if content.sign == "to_compare":
            said = spoken.compared_by_officer.format(
                count=len(entry.compared), total=len(content.facts)
            )
            yield _paragraph(said, _style(9.5, colour=_SOFT))
    if content.established:
        yield from _section(words.regime.heading, (), words)
        yield _paragraph(words.regime.by_organisation, _style(9.5, colour=_SOFT))
        yield from _section(None, content.established, words)
    yield from _section(words.page.next_step, (), words)
    yield _paragraph(content.next_step, _style(10))
    yield from _section(words.technical.heading, _details(content, words), words)


def _zones(content: ReceiptContent) -> Flowable:
    """Set what differs beside the page in small, on which it is numbered."""
    drawn = ZoneMap(content.marks)
    lines = [_paragraph(zone, _style(10)) for zone in content.zones]
    table = Table([[lines, drawn]], colWidths=[_WIDTH - drawn.width, drawn.width], hAlign="LEFT")
    table.setStyle(TableStyle([*_PLAIN, ("RIGHTPADDING", (0, 0), (0, -1), _GAP)]))
    return table


def _details(content: ReceiptContent, words: Wording) -> Iterable[Fact]:
    spoken = words.technical
    # The first one is the time of the check, the last the digest: both stand above.
    shown = {spoken.checked_at, spoken.digest}
    yield from (fact for fact in (*content.issuer, *content.details) if fact.label not in shown)
    for label, lines in (
        (spoken.checked, content.checked),
        (spoken.not_checked, content.not_checked),
    ):
        if lines:
            yield Fact(label=label, value=" ".join(lines))
    yield Fact(label=words.receipt.software, value=_software(words))


def _section(
    heading: str | None,
    facts: Iterable[Fact],
    words: Wording,
    *,
    compared: Collection[int] = (),
) -> Iterable[Flowable]:
    yield Spacer(0, _GAP)
    if heading:
        yield _paragraph(heading, _style(11.5, Face.SEMIBOLD))
    rows = [
        [
            _paragraph(fact.label, _style(9.5, colour=_SOFT)),
            _value(fact, words, is_compared=place in compared),
        ]
        for place, fact in enumerate(facts)
    ]
    if rows:
        table = Table(rows, colWidths=[_LABEL_WIDTH, _WIDTH - _LABEL_WIDTH], hAlign="LEFT")
        table.setStyle(
            TableStyle(
                [
                    *_PLAIN,
                    ("RIGHTPADDING", *_ALL, 2 * mm),
                    ("TOPPADDING", *_ALL, 1.6),
                    ("BOTTOMPADDING", *_ALL, 1.6),
                    ("LINEBELOW", *_ALL, 0.4, _LINE),
                ]
            )
        )
        yield table


def _value(fact: Fact, words: Wording, *, is_compared: bool) -> Paragraph:
    differs = f"  ≠ {words.page.differs}" if fact.differs else ""
    compared = f" – {words.receipt.compared}" if is_compared else ""
    return _paragraph(_in_lines(fact.value) + differs + compared, _style(10))


def _in_lines(value: str) -> str:
    """Break a digest where people can compare it: nothing else has 64 letters without a space."""
    is_digest = len(value) == 2 * _DIGEST_LINE and value.isalnum()
    return f"{value[:_DIGEST_LINE]} {value[_DIGEST_LINE:]}" if is_digest else value


def _foot(words: Wording, letterhead: Letterhead) -> Flowable:
    spoken, small = words.receipt, _style(8.5, colour=_SOFT)
    lines = (
        spoken.moment_only,
        spoken.to_check.format(address=letterhead.address),
        f"{spoken.key} : {_in_lines(letterhead.key)}",
    )
    table = Table([[[_paragraph(line, small) for line in lines]]], colWidths=[_WIDTH])
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 0.6, _LINE),
                *_PLAIN,
                ("RIGHTPADDING", *_ALL, 0),
                ("BOTTOMPADDING", *_ALL, 0),
            ]
        )
    )
    return table


def _channel(content: ReceiptContent, words: Wording) -> str:
    spoken = words.receipt
    channels = {"file": spoken.channels.file, "qr": spoken.channels.qr}
    channel = channels.get(content.channel, spoken.channels.text)
    match content.looked_at:
        case LookedAt.ORIGINAL:
            return spoken.original.format(channel=channel)
        case LookedAt.COPY:
            return spoken.copied.format(channel=channel)
        case None:
            return channel


def _software(words: Wording) -> str:
    return words.receipt.software_version.format(version=version("attestation-service"))


def _style(size: float, face: Face = Face.REGULAR, *, colour: object = _INK) -> ParagraphStyle:
    return ParagraphStyle(
        name="", fontName=face.font_name, fontSize=size, leading=size * 1.3, textColor=colour
    )


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    # SECURITY: reportlab reads markup; a name is text: test_markup_in_a_reference_is_only_text.
    return Paragraph(escape(text), style)
