"""What a browser's camera sees in a test: a film of a printed page, or a card held before it."""

import io
from pathlib import Path

import numpy as np
import qrcode
from PIL import Image, ImageFilter
from playwright.sync_api import BrowserContext, Page

from tests.support.forgeries import picture_of

Size = tuple[int, int]
FRAME = (1280, 720)
FINE_FRAME = (1920, 1080)
_TURNS = (-4.0, -2.5, -1.0, 0.5, 2.0, 3.5)
"""Degrees: a hand does not hold still."""

# A canvas in place of the camera, so that a test decides what is seen and when. The page's own
# script asks for the camera as ever, and reads the pictures as ever.
_CARDS = """
  const card = document.createElement("canvas");
  [card.width, card.height] = [960, 720];
  const paint = card.getContext("2d");
  window.showCard = (rows) => {
    const side = Math.floor(680 / rows.length);
    paint.fillStyle = "white";
    paint.fillRect(0, 0, card.width, card.height);
    paint.fillStyle = "black";
    rows.forEach((row, y) => [...row].forEach((dark, x) => {
      if (dark === "1") paint.fillRect(140 + x * side, 20 + y * side, side, side);
    }));
  };
  window.showCard(["0"]);
  setInterval(() => paint.fillRect(0, 0, 1, 1), 50);  // a camera never stops sending
  navigator.mediaDevices.getUserMedia = async () => card.captureStream(20);
"""


def film_of_paper(pdf: bytes, file: Path) -> Path:
    """Film the lower half of a printed page, a little blurred, at a slight and changing angle."""
    paper = picture_of(pdf, dpi=150).convert("L")
    lower = paper.crop((0, paper.height - 900, paper.width, paper.height - 60))
    return _film(lower, file)


def film_of_sheet(pdf: bytes, file: Path) -> Path:
    """Film a whole printed page, lengthwise on a dark table, by a hand that hardly moves."""
    paper = picture_of(pdf, dpi=150).convert("L").rotate(90, expand=True)
    return _film(paper, file, size=FINE_FRAME, turns=(-0.4, 0.0, 0.3), filled=0.97)


def film_of_text(text: str, file: Path) -> Path:
    """Film a QR code of ``text``, printed large."""
    symbol = qrcode.make(text, box_size=6, border=6).get_image().convert("L")
    sheet = Image.new("L", FRAME, 235)
    symbol.thumbnail((660, 660))
    sheet.paste(symbol, (300, 30))
    return _film(sheet, file)


def hold_cards(context: BrowserContext) -> None:
    """Let every page of ``context`` see the cards that ``show_card`` holds before it."""
    context.add_init_script(_CARDS)


def show_card(page: Page, text: str) -> None:
    """Hold a QR code of ``text`` before the camera."""
    symbol = qrcode.QRCode(border=4)
    symbol.add_data(text)
    rows = ["".join("01"[dark] for dark in row) for row in symbol.get_matrix()]
    page.evaluate("(rows) => showCard(rows)", rows)


def _film(
    picture: Image.Image,
    file: Path,
    *,
    size: Size = FRAME,
    turns: tuple[float, ...] = _TURNS,
    filled: float = 1.0,
) -> Path:
    """Write a film as YUV4MPEG2, which chromium's fake camera plays again and again.

    Args:
        picture: what is filmed.
        file: where the film is written.
        size: of a frame, in pixels.
        turns: degrees by which the picture is turned, a frame for each.
        filled: how much of the frame the picture takes.
    """
    written = io.BytesIO()
    written.write(b"YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420mpeg2\n" % size)
    colourless = np.full(size[0] * size[1] // 2, 128, dtype=np.uint8).tobytes()
    picture.thumbnail((round(size[0] * filled), round(size[1] * filled)))
    table = 150 if filled == 1.0 else 90
    for degrees in turns:
        frame = Image.new("L", size, table)
        frame.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
        frame = frame.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=table)
        frame = frame.filter(ImageFilter.GaussianBlur(0.6))
        written.write(b"FRAME\n" + frame.tobytes() + colourless)
    file.write_bytes(written.getvalue())
    return file
