"""From a page to what comes to a counter: scans, photographs, copies made by programs."""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2

Pixels = npt.NDArray[Any]
_FINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it is handed in."""

    name: str
    dpi: int
    """0 for a file that is no picture."""
    is_hard: bool
    """Strong perspective, blur or a threshold on few dots: nobody is held to compare it."""
    data: bytes


def scan(pdf: bytes, kind: str, *, dpi: int, rng: random.Random) -> Upload:
    """Scan the first page in the way that ``kind`` names."""
    page = _finely(pdf)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    quality = rng.choice((20, 30, 40, 50, 60, 75, 90))
    shrunk = cv2.resize(page, None, fx=dpi / _FINE, fy=dpi / _FINE, interpolation=cv2.INTER_AREA)
    changed, is_hard = _KINDS[kind](shrunk, dpi / 25.4, rng, noise)
    if kind == "bitonal":
        data = _encoded(".png", changed)
    else:
        sensor = changed.astype(np.float32) + noise.normal(0, rng.uniform(0.5, 4), changed.shape)
        data = _encoded(".jpg", np.clip(sensor, 0, 255).astype(np.uint8), quality)
    hard = is_hard or (kind == "bitonal" and dpi < 150)
    return Upload(name=f"{kind} {dpi} dpi q{quality}", dpi=dpi, is_hard=hard, data=data)


def kinds() -> tuple[str, ...]:
    """Return the ways of scanning."""
    return tuple(_KINDS)


def saved_by_programs(pdf: bytes) -> list[Upload]:
    """Save the page anew with each program that is installed."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(pdf)
        for command in (
            ["qpdf", "--linearize", str(source), str(target)],
            ["qpdf", "--object-streams=generate", str(source), str(target)],
            ["gs", "-q", "-o", str(target), "-sDEVICE=pdfwrite", str(source)],
            ["pdftocairo", "-pdf", str(source), str(target)],
            ["mutool", "clean", "-gggg", str(source), str(target)],
        ):
            if shutil.which(command[0]) is None:
                continue
            subprocess.run(command, check=True, capture_output=True)
            found.append(
                Upload(name=" ".join(command[:2]), dpi=0, is_hard=False, data=target.read_bytes())
            )
    return found


def _finely(pdf: bytes) -> Pixels:
    with pypdfium2.PdfDocument(pdf) as document:
        return np.array(document[0].render(scale=_FINE / 72, grayscale=True).to_numpy())


def _encoded(kind: str, pixels: Pixels, quality: int = 90) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality] if kind == ".jpg" else []
    return bytes(cv2.imencode(kind, pixels, options)[1].tobytes())


_Changed = tuple[Pixels, bool]
_Kind = Callable[[Pixels, float, random.Random, np.random.Generator], _Changed]


def _turned(page: Pixels, degrees: float, scale: float = 1.0) -> Pixels:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    wide, high = int(width * 1.12), int(height * 1.12)
    turn[:, 2] += ((wide - width) / 2, (high - height) / 2)
    return np.asarray(
        cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=250), np.uint8
    )


def _flat(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    return _turned(page, rng.uniform(-1.5, 1.5)), False


def _askew(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    return _turned(page, rng.uniform(-10, 10)), False


def _upside_down(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    quarters = rng.choice((1, 2, 3))
    return np.ascontiguousarray(np.rot90(_turned(page, rng.uniform(-1, 1)), quarters)), False


def _bitonal(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    turned = _turned(page, rng.uniform(-1.5, 1.5))
    return np.where(turned > rng.randrange(130, 190), 255, 0).astype(np.uint8), False


def _blurred(page: Pixels, mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    return cv2.GaussianBlur(
        _turned(page, rng.uniform(-2, 2)), (0, 0), rng.uniform(0.06, 0.14) * mm
    ).astype(np.uint8), False


def _faded(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    low = rng.uniform(90, 170)
    turned = _turned(page, rng.uniform(-2, 2)).astype(np.float32)
    return (low + turned * (235 - low) / 255).astype(np.uint8), False


def _shadowed(page: Pixels, _mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    turned = _turned(page, rng.uniform(-3, 3)).astype(np.float32)
    height, width = turned.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = rng.uniform(0, 6.28)
    across = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)
    soft = rng.uniform(0.05, 0.3)
    light = 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-(across - rng.uniform(-0.2, 0.2)) / soft))
    return (turned * light).astype(np.uint8), False


def _folded(page: Pixels, mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    turned = page.astype(np.float32)
    height, width = turned.shape
    for share in (1 / 3, 2 / 3) if rng.random() < 0.5 else (0.5,):
        at = height * (share + rng.uniform(-0.02, 0.02))
        y = np.arange(height, dtype=np.float32)[:, None]
        shade = np.exp(-(((y - at) / (1.2 * mm)) ** 2)) * rng.uniform(0.05, 0.2)
        turned = turned * (1 - shade * np.sign(y - at) * rng.choice((-1, 1)))
    bent = np.clip(turned, 0, 255).astype(np.uint8)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wave = 0.4 * mm * np.sin(y / height * 6.28 + rng.uniform(0, 6.28))
    bent = cv2.remap(bent, x + wave, y, cv2.INTER_CUBIC, borderValue=250)
    return _turned(bent.astype(np.uint8), rng.uniform(-2, 2)), False


def _photographed(
    page: Pixels, mm: float, rng: random.Random, noise: np.random.Generator
) -> _Changed:
    return _oblique(page, mm, rng, noise, 0.04), False


def _photographed_aside(
    page: Pixels, mm: float, rng: random.Random, noise: np.random.Generator
) -> _Changed:
    return _oblique(page, mm, rng, noise, 0.14), True


def _oblique(
    page: Pixels, mm: float, rng: random.Random, noise: np.random.Generator, most: float
) -> Pixels:
    height, width = page.shape
    border = round(12 * mm)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    moved = corners + border
    for point in moved:
        point += (rng.uniform(-most, most) * width / 2, rng.uniform(-most, most) * height / 2)
    size = (width + 2 * border, height + 2 * border)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    desk = rng.randrange(40, 130)
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_CUBIC, borderValue=desk)
    shaded, _ = _shadowed(laid.astype(np.uint8), mm, rng, noise)
    return shaded


def _stamped(page: Pixels, mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    stamped = page.copy()
    # On blank paper: right of the title's block, or beside the coordinator's name.
    x, y = rng.choice(((150, 70), (140, 90), (158, 100)))
    x, y = int((x + rng.uniform(-4, 4)) * mm), int((y + rng.uniform(-3, 3)) * mm)
    wide, high = int(34 * mm), int(14 * mm)
    thick = max(int(0.5 * mm), 1)
    cv2.rectangle(stamped, (x, y), (x + wide, y + high), 110, thick)
    size = 0.32 * mm / 2.2
    cv2.putText(stamped, "RECU LE", (x + int(3 * mm), y + int(6 * mm)), 0, size, 110, thick)
    cv2.putText(stamped, "12.11.2026", (x + int(3 * mm), y + int(12 * mm)), 0, size, 110, thick)
    return _turned(stamped, rng.uniform(-2, 2)), False


def _noted(page: Pixels, mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    noted = page.copy()
    x, y = rng.choice(((4, 40), (4, 150), (40, 4), (120, 287)))
    points = [(int((x + 3) * mm), int((y + 4) * mm))]
    for _step in range(14):
        px, py = points[-1]
        points.append(
            (
                int(np.clip(px + rng.uniform(-0.6, 1.4) * mm, 2 * mm, (x + 13) * mm)),
                int(np.clip(py + rng.uniform(-2.5, 2.5) * mm, y * mm, min(y + 7, 294) * mm)),
            )
        )
    cv2.polylines(
        noted, [np.array(points, np.int32)], False, 60, max(int(0.5 * mm), 1), cv2.LINE_AA
    )
    return _turned(noted, rng.uniform(-2, 2)), False


def _cut(page: Pixels, mm: float, rng: random.Random, _: np.random.Generator) -> _Changed:
    sides = [int(rng.uniform(0, 11) * mm) for _ in range(4)]
    return page[sides[0] : -sides[1] or None, sides[2] : -sides[3] or None].copy(), False


_KINDS: dict[str, _Kind] = {
    "flat": _flat,
    "askew": _askew,
    "upside down": _upside_down,
    "bitonal": _bitonal,
    "blurred": _blurred,
    "faded": _faded,
    "shadowed": _shadowed,
    "folded": _folded,
    "photographed": _photographed,
    "photographed aside": _photographed_aside,
    "stamped": _stamped,
    "noted": _noted,
    "cut": _cut,
}
