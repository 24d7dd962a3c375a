"""From what a scan shows too much or too little to the zones that an officer is shown."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from attestation.verdict.comparison_results import (
    Comparison,
    Differs,
    Identical,
    NotCompared,
    PageGap,
    Zone,
    ZoneKind,
)
from verifier.comparison.alignment import Aligned, Floats
from verifier.comparison.reference import PIXELS_PER_MM, Reference, TextLine
from verifier.comparison.residual import Residual, smooth

Mask = npt.NDArray[np.bool_]

# Measured on both corpora (docs/performance.md): honest scans stay under one of the two in every
# stroke; a stroke of another digit passes both.
_DIFFERS = (0.56, 10.5)
_DOUBTFUL = (0.4, 5.2)
_LEAST_STROKE = 6
"""Pixels: a digit's stroke that hides in the noise has as many, a scanner's dot has fewer."""
_LEAST_POWER = (7.0, 5.0)
"""How far print must stand out of the noise, black and grey; over a stroke with its edges."""
_LEAST_ADDED = 0.17
"""Ink on blank paper that differs from it."""
_BLIND_SHARE = 0.05
_PLAIN, _PLAINEST = 16.0, 35.0
"""Surprises that no poor scan of an honest page has; that no scan with few dots has."""
_BLACK = 0.8
_PRINT = 0.15
_LEAST_LIKENESS = 0.62
_MOST_STRETCH = 1.5
_LEAST_DPI = 88.0
_BESIDE_MM = (3.5, 1.2)
"""What stands so near to a line belongs to it: across, down."""
_JOINED_MM = 1.6
_EDGE_MM = 9.0
"""How far what lies under the paper, or its shadow, may reach into the page."""
_ALONG_MM, _ACROSS_MM = 10.0, 0.6
"""On this length an edge is straight, within this distance."""
_LONGEST_MARK_MM = 15.0
_MOST_MARKS = 2
"""Holes of a punch, or staples. Three could be letters."""
_DARKEST = 9.0
_MOST_CHANGED = 0.5
_MOST_ZONES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patch:
    """Strokes that differ, near each other."""

    left: int
    top: int
    right: int
    bottom: int
    added: float
    missing: float
    blank: float
    """What was added far from any print."""
    touches_print: bool
    strokes: int
    """Apart from each other."""


def judge(aligned: Aligned, rest: Residual, reference: Reference, *, is_drawn: bool) -> Comparison:
    """Return what a page shows otherwise than the issued one, if it can be said at all.

    Args:
        aligned: the page that was handed in, laid over the issued one.
        rest: what is too much on it, or missing.
        reference: the issued page.
        is_drawn: whether a program drew it; else it was scanned or photographed.
    """
    if aligned.stretch > _MOST_STRETCH:
        return NotCompared(reason=PageGap.OBLIQUE)
    if aligned.likeness < _LEAST_LIKENESS:
        return NotCompared(reason=PageGap.NOT_LOCATED)
    issued_ink = 1 - reference.picture.astype(np.float32) / 255
    printed = cv2.dilate(issued_ink, np.ones((5, 5), np.uint8)) > _PRINT
    inside = ~aligned.outside
    surprise = rest.fine.surprise
    differing = (rest.fine.strength >= _DIFFERS[0]) & (surprise >= _DIFFERS[1]) & inside
    patches = list(_patches(differing, rest, issued_ink))
    changed = [one for one in patches if one.touches_print and not _covers(one)]
    others = [one for one in patches if not one.touches_print]
    additions = tuple(_zone(one, (), ZoneKind.ADDITION) for one in others[:_MOST_ZONES])
    gap = _unfit(aligned, rest.broad.power, issued_ink, printed & inside & _written(reference))
    if changed:
        # In a scan too poor to prove anything, little proves little.
        least = _PLAIN if aligned.dots_per_inch >= _LEAST_DPI else _PLAINEST
        if gap and not any(_surprise(one, surprise) >= least for one in changed):
            return NotCompared(reason=gap)
        if (differing & printed).sum() > _MOST_CHANGED * printed.sum():
            return NotCompared(reason=PageGap.NOT_LOCATED)
        zones = (_zone(one, reference.lines, ZoneKind.PRINT) for one in changed[:_MOST_ZONES])
        return Differs(zones=(*zones, *additions), is_drawn=is_drawn)
    if gap:
        return NotCompared(reason=gap)
    if (printed & aligned.outside).any():
        return NotCompared(reason=PageGap.CUT_OFF)
    if any(one.touches_print for one in patches):
        return NotCompared(reason=PageGap.COVERED)
    if _is_doubtful(rest, inside & _near(printed)):
        return NotCompared(reason=PageGap.TOO_COARSE)
    # A program leaves no staple and no shadow: whatever it draws was put there.
    beyond = np.zeros_like(differing) if is_drawn else differing & _is_beyond(rest, aligned)
    marks = list(_patches(differing & ~beyond, rest, issued_ink))
    is_harmless = len(marks) <= _MOST_MARKS and all(_is_mark(one) for one in marks)
    if marks and (is_drawn or not is_harmless or _touch(differing & ~beyond, beyond)):
        # Whatever can be read on the page was checked, or it is not the issued one: ADR 0117.
        return Differs(zones=additions, is_drawn=is_drawn)
    return Identical(additions=tuple(_zone(one, (), ZoneKind.ADDITION) for one in marks))


def _unfit(aligned: Aligned, power: Floats, issued_ink: Floats, printed: Mask) -> PageGap | None:
    """Return why a changed digit could hide in this scan, or an honest one look changed."""
    if aligned.dots_per_inch < _LEAST_DPI:
        return PageGap.TOO_COARSE
    black = cv2.dilate(issued_ink, np.ones((21, 31), np.uint8)) > _BLACK
    for kind, least in ((black, _LEAST_POWER[0]), (~black, _LEAST_POWER[1])):
        here = power[kind & printed]
        if here.size and np.quantile(here, _BLIND_SHARE) < least:
            return PageGap.TOO_COARSE
    return None


def _is_doubtful(rest: Residual, here: Mask) -> bool:
    """Check whether a changed stroke may hide: broad noise, or a fine one of a stroke's size."""
    fine, broad = (
        (one.strength >= _DOUBTFUL[0]) & (one.surprise >= _DOUBTFUL[1]) & here
        for one in (rest.fine, rest.broad)
    )
    _, _, boxes, _ = cv2.connectedComponentsWithStats(fine.astype(np.uint8))
    return bool(broad.any() or (boxes[1:, cv2.CC_STAT_AREA] >= _LEAST_STROKE).any())


def _surprise(patch: _Patch, surprise: Floats) -> float:
    return float(surprise[patch.top : patch.bottom, patch.left : patch.right].max())


def _written(reference: Reference) -> Mask:
    """Return where letters stand: rules and frames are too pale to measure a scan by."""
    letters = np.zeros(reference.picture.shape, bool)
    for line in reference.lines:
        letters[int(line.top) : int(line.bottom) + 1, int(line.left) : int(line.right) + 1] = True
    return letters


def _near(printed: Mask) -> Mask:
    across, down = (round(2 * side * PIXELS_PER_MM) | 1 for side in _BESIDE_MM)
    wide = cv2.dilate(printed.astype(np.uint8), np.ones((down, across), np.uint8))
    return np.asarray(wide > 0)


def _patches(differing: Mask, rest: Residual, issued_ink: Floats) -> Iterator[_Patch]:
    joined_by = round(_JOINED_MM * PIXELS_PER_MM) | 1
    printed = issued_ink > _PRINT
    near = _near(printed)
    marks = differing.astype(np.uint8)
    joined = cv2.dilate(marks, np.ones((joined_by, joined_by), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    for label in range(1, count):
        left, top, width, height, _ = (int(value) for value in boxes[label])
        part = np.s_[top : top + height, left : left + width]
        mine = (labels[part] == label) & differing[part]
        if not mine.any():
            continue
        excess = np.where(mine, rest.fine.ink[part], 0)
        added, missing = np.maximum(excess, 0), np.maximum(-excess, 0)
        rows, columns = np.flatnonzero(mine.any(axis=1)), np.flatnonzero(mine.any(axis=0))
        yield _Patch(
            left=left + int(columns[0]),
            top=top + int(rows[0]),
            right=left + int(columns[-1]) + 1,
            bottom=top + int(rows[-1]) + 1,
            added=float(added.sum()),
            missing=float(missing.sum()),
            blank=float(added[~near[part]].sum()),
            touches_print=bool((mine & near[part]).any()),
            strokes=_strokes(mine),
        )


def _strokes(mine: Mask) -> int:
    count, _ = cv2.connectedComponents(cv2.dilate(mine.astype(np.uint8), np.ones((3, 3), np.uint8)))
    return int(count) - 1


def _covers(patch: _Patch) -> bool:
    """Distinguish a stamp or a stroke of a pen over the print from print that was changed."""
    return patch.blank >= 0.5 * patch.added and patch.missing <= 0.35 * patch.added


def _is_beyond(rest: Residual, aligned: Aligned) -> Mask:
    """Recognise what lies beyond the paper's edges, and their shadow.

    These grow no darker inwards, and change little along the edge; letters do one or the other,
    also white ones in a dark band and black ones in a pale band.
    """
    # As scanned: where the light is evened out, a broad shadow is paper.
    ink = smooth((255 - aligned.picture.astype(np.float32)) / rest.contrast)
    ink[aligned.outside] = _DARKEST
    beyond = np.zeros_like(ink)
    for turns in range(4):
        turned = np.rot90(beyond, turns)  # a view: its first rows are along one edge
        np.maximum(turned, _from_first_row(np.rot90(ink, turns)), out=turned)
    return ink - beyond < np.minimum(_LEAST_ADDED, rest.fine.ink / 2)


def _touch(one: Mask, other: Mask) -> bool:
    side = round(_JOINED_MM * PIXELS_PER_MM) | 1
    near = cv2.dilate(other.astype(np.uint8), np.ones((side, side), np.uint8))
    return bool((one & (near > 0)).any())


def _from_first_row(ink: Floats) -> Floats:
    deep, along, across = (
        round(side * PIXELS_PER_MM) for side in (_EDGE_MM, _ALONG_MM, _ACROSS_MM)
    )
    falling = np.minimum.accumulate(ink[across:deep], axis=0)
    even = cv2.morphologyEx(falling, cv2.MORPH_OPEN, np.ones((1, along), np.uint8))
    reached = np.zeros_like(ink)
    reached[:across] = _DARKEST  # half paper, half what lies under it, and too low for a letter
    reached[across:deep] = cv2.dilate(even, np.ones((2 * across + 1, 1), np.uint8))
    return reached


def _is_mark(patch: _Patch) -> bool:
    """Distinguish a hole, a staple or a stroke of a pen from what says something."""
    longest = max(patch.right - patch.left, patch.bottom - patch.top)
    return patch.strokes == 1 and longest <= _LONGEST_MARK_MM * PIXELS_PER_MM


def _zone(patch: _Patch, lines: tuple[TextLine, ...], kind: ZoneKind) -> Zone:
    around = 0.6 * PIXELS_PER_MM
    left, top = patch.left - around, patch.top - around
    right, bottom = patch.right + around, patch.bottom + around
    here = [
        line.text
        for line in lines
        if line.left < right and line.right > left and line.top < bottom and line.bottom > top
    ]
    return Zone(
        page=1,
        x_mm=round(max(left, 0) / PIXELS_PER_MM, 1),
        y_mm=round(max(top, 0) / PIXELS_PER_MM, 1),
        width_mm=round((right - left) / PIXELS_PER_MM, 1),
        height_mm=round((bottom - top) / PIXELS_PER_MM, 1),
        kind=kind,
        what=" ".join(here)[:200],
    )
