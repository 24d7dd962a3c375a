"""Both pages of a comparison as pictures for a browser: side by side, and each zone enlarged."""

import io
from base64 import b64encode
from dataclasses import dataclass

from PIL import Image

from attestation.verdict.comparison_results import PagePictures, Zone, pictures_of
from verifier.report import Report

_WIDTH, _WIDTH_MM = 900, 210
_QUALITY, _ZONE_QUALITY = 60, 80
_AROUND_MM = 5.0
_LEAST_WIDTH_MM = 50.0
_MOST_ENLARGED = 20
_ENLARGED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in an answer that nobody keeps."""

    address: str
    """A data URL (RFC 2397)."""
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePictures:
    """One zone: what it is, and how it looks in both pages; the first ones alone are enlarged."""

    sentence: str
    mark: Zone
    issued: Picture | None
    shown: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two pages that differ."""

    issued: Picture
    shown: Picture
    width_mm: float
    height_mm: float
    zones: tuple[ZonePictures, ...]


def side_by_side(report: Report) -> SideBySide | None:
    """Draw what ``report`` says of a page; None where there is nothing to look at."""
    pictures = pictures_of(report.finding.page)
    if pictures is None:
        return None
    issued, shown = _opened(pictures, pictures.issued), _opened(pictures, pictures.shown)
    scale = pictures.width / _WIDTH_MM
    zones = (
        ZonePictures(
            sentence=sentence,
            mark=mark,
            issued=_enlarged(issued, mark, scale) if index < _MOST_ENLARGED else None,
            shown=_enlarged(shown, mark, scale) if index < _MOST_ENLARGED else None,
        )
        for index, (sentence, mark) in enumerate(zip(report.zones, report.marks, strict=True))
    )
    return SideBySide(
        issued=_whole(issued),
        shown=_whole(shown),
        width_mm=_WIDTH_MM,
        height_mm=round(pictures.height / scale, 1),
        zones=tuple(zones),
    )


def _opened(pictures: PagePictures, pixels: bytes) -> Image.Image:
    """Take pixels as they are: nothing is decoded that comes from an upload."""
    return Image.frombytes("L", (pictures.width, pictures.height), pixels)


def _whole(page: Image.Image) -> Picture:
    height = round(page.height * _WIDTH / page.width)
    return encoded(page.resize((_WIDTH, height), Image.Resampling.BOX), _QUALITY)


def _enlarged(page: Image.Image, mark: Zone, scale: float) -> Picture:
    """Cut a zone out, with what stands around it."""
    aside = max(_AROUND_MM, (_LEAST_WIDTH_MM - mark.width_mm) / 2)
    left, top = (mark.x_mm - aside) * scale, (mark.y_mm - _AROUND_MM) * scale
    right = (mark.x_mm + mark.width_mm + aside) * scale
    bottom = (mark.y_mm + mark.height_mm + _AROUND_MM) * scale
    box = (max(round(left), 0), max(round(top), 0))
    part = page.crop((*box, min(round(right), page.width), min(round(bottom), page.height)))
    size = (part.width * _ENLARGED, part.height * _ENLARGED)
    return encoded(part.resize(size, Image.Resampling.BICUBIC), _ZONE_QUALITY)


def encoded(picture: Image.Image, quality: int) -> Picture:
    """Return a picture as a page holds it."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    address = "data:image/jpeg;base64," + b64encode(stream.getvalue()).decode("ascii")
    return Picture(address=address, width=picture.width, height=picture.height)
