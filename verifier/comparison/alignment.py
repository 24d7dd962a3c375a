"""Laying a picture of a page over the issued page: from the QR symbol outwards, then in detail."""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt

from verifier.comparison.reference import PIXELS_PER_MM, Picture, Reference
from verifier.comparison.symbol import find_symbol

Matrix = npt.NDArray[Any]
"""Three by three: from the grid to the picture."""
Floats = npt.NDArray[Any]
_PATCH_MM = (14.0, 8.0)
_LEAST_TEXTURE = 12.0  # standard deviation of a patch, of 255
_LEAST_LIKENESS = 0.45
_LEAST_PATCHES = 8
_TRUSTED_SHARE = 0.5


class Stage(NamedTuple):
    """One round of matching patches."""

    reach_mm: float
    """How far from the symbol patches are looked for."""
    search_mm: float
    """How far from where they should be."""
    scale: float
    """Of the grid's pixels."""


_STAGES = (
    Stage(70, 4.0, 0.5),
    Stage(120, 4.0, 0.5),
    Stage(180, 4.0, 0.5),
    Stage(260, 4.0, 0.5),
    Stage(400, 4.0, 0.5),
    Stage(400, 1.5, 0.5),
    Stage(400, 0.8, 1.0),
)
_BENDS = (Stage(400, 2.2, 1.0), Stage(400, 0.8, 1.0))
_WHOLE_PAGE_MM, _NEAR_MM = 400, 120
_TERMS = np.array([(i, j) for i in range(3) for j in range(6)])
"""Powers of x and y."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A picture on the grid of the issued page."""

    picture: Picture
    outside: npt.NDArray[np.bool_]
    """Where the picture ends before the page does."""
    dots_per_inch: float
    """Of the picture that was given, roughly."""
    stretch: float
    """How much more one part of the page is enlarged than another; 1 for a flat scan."""
    likeness: float
    """Median correlation of the patches."""


def align(picture: Picture, reference: Reference) -> Aligned | None:
    """Lay ``picture`` over ``reference``; None where it cannot be found or matched."""
    symbol = find_symbol(picture, reference.symbol.text)
    if symbol is None:
        return None
    patches = _patches(reference.picture)
    matrix = _from_symbol(reference.symbol.corners, symbol.corners)
    likeness = 0.0
    centre = reference.symbol.corners.mean(axis=0)
    for stage in _STAGES:
        near = patches[
            np.hypot(*(patches.mean(axis=1) - centre).T) <= stage.reach_mm * PIXELS_PER_MM
        ]
        improved = _improve(picture, reference.picture, matrix, near, stage)
        if improved is None:
            return None
        matrix, likeness = improved
    size = (reference.picture.shape[1], reference.picture.shape[0])
    scales = _scales(matrix, size)
    mapped = _warp(picture, matrix, size)
    mapped = _flatten(mapped, reference.picture, patches)
    inside = cv2.warpPerspective(
        np.full(picture.shape, 255, np.uint8),
        matrix,
        size,
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        borderValue=0,
    )
    return Aligned(
        picture=mapped,
        outside=inside == 0,
        dots_per_inch=float(np.median(scales)) * PIXELS_PER_MM * 25.4,
        stretch=float(scales.max() / scales.min()),
        likeness=likeness,
    )


def _from_symbol(issued: Floats, found: Floats) -> Matrix:
    """Start with a similarity: four corners so near each other say little of perspective."""
    affine, _ = cv2.estimateAffinePartial2D(issued, found, method=cv2.LMEDS)
    return np.vstack([cast(Matrix, affine), [0, 0, 1]])


def _patches(picture: Picture) -> Matrix:
    """Cut the issued page into patches that have print on them: n by two corners by x, y."""
    width, height = (round(side * PIXELS_PER_MM) for side in _PATCH_MM)
    boxes = [
        ((x, y), (x + width, y + height))
        for y in range(0, picture.shape[0] - height, height)
        for x in range(0, picture.shape[1] - width, width)
        if picture[y : y + height, x : x + width].std() >= _LEAST_TEXTURE
    ]
    return np.array(boxes, np.float64).reshape(-1, 2, 2)


def _improve(
    picture: Picture,
    issued: Picture,
    matrix: Matrix,
    patches: Matrix,
    stage: Stage,
) -> tuple[Matrix, float] | None:
    """Match patches around where ``matrix`` puts them, and fit it again."""
    size = (round(issued.shape[1] * stage.scale), round(issued.shape[0] * stage.scale))
    grid = np.diag([1 / stage.scale, 1 / stage.scale, 1.0])
    laid = _warp(picture, matrix @ grid, size)
    small = cv2.resize(issued, size, interpolation=cv2.INTER_AREA)
    matched = _match(laid, small, patches, stage)
    is_last = stage.reach_mm >= _WHOLE_PAGE_MM
    if len(matched.source) < _LEAST_PATCHES:
        # Near the symbol there may be little print: the next stage reaches further.
        return None if is_last else (matrix, 0.0)
    target = cv2.perspectiveTransform(matched.target[None], matrix)[0]
    tolerance = max(1.2 * stage.search_mm / 4, 0.4) * float(np.median(_scales(matrix, size)))
    if stage.reach_mm <= _NEAR_MM:
        fitted, inliers = cv2.estimateAffine2D(
            matched.source, target, ransacReprojThreshold=tolerance * PIXELS_PER_MM * 0.6
        )
        fitted = None if fitted is None else np.vstack([fitted, [0, 0, 1]])
    else:
        fitted, inliers = cv2.findHomography(
            matched.source, target, cv2.RANSAC, tolerance * PIXELS_PER_MM * 0.6
        )
    if fitted is None or inliers.mean() < _TRUSTED_SHARE:
        return None if is_last else (matrix, 0.0)
    return cast(Matrix, fitted), matched.likeness


class _Matched(NamedTuple):
    """Where patches of the issued page were found in a picture that was laid over it."""

    source: Matrix
    """Their middles, on the grid."""
    target: Matrix
    """Where these were found, on the grid."""
    likeness: float


def _match(laid: Picture, issued: Picture, patches: Matrix, stage: Stage) -> _Matched:
    reach = max(round(stage.search_mm * PIXELS_PER_MM * stage.scale), 2)
    here, there, likenesses = [], [], []
    for (left, top), (right, bottom) in patches * stage.scale:
        x0, y0, x1, y1 = round(left), round(top), round(right), round(bottom)
        a, b = max(x0 - reach, 0), max(y0 - reach, 0)
        window = laid[b : y1 + reach, a : x1 + reach]
        patch = issued[y0:y1, x0:x1]
        likeness = cast(Floats, cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED))
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        if best < _LEAST_LIKENESS:
            continue
        dx, dy = _subpixel(likeness, x, y)
        centre = ((x0 + x1) / 2, (y0 + y1) / 2)
        here.append(centre)
        there.append((centre[0] + a + dx - x0, centre[1] + b + dy - y0))
        likenesses.append(best)
    return _Matched(
        np.array(here, np.float64).reshape(-1, 2) / stage.scale,
        np.array(there, np.float64).reshape(-1, 2) / stage.scale,
        float(np.median(likenesses)) if likenesses else 0.0,
    )


def _flatten(laid: Picture, issued: Picture, patches: Matrix) -> Picture:
    """Follow paper that is not quite flat: polynomials through what the patches still miss."""
    height, width = issued.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    flat = laid
    for stage in _BENDS:
        bend = _bend(flat, issued, patches, stage)
        if bend is None:
            break
        x, y = x + bend[..., 0], y + bend[..., 1]
        flat = cast(
            Picture, cv2.remap(laid, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        )
    return flat


def _bend(laid: Picture, issued: Picture, patches: Matrix, stage: Stage) -> Floats | None:
    matched = _match(laid, issued, patches, stage)
    if len(matched.source) < 2 * len(_TERMS):
        return None
    height, width = issued.shape
    missed = matched.target - matched.source
    basis = _powers(matched.source[:, 0] / width, matched.source[:, 1] / height)
    weight = np.ones(len(missed))
    ridge = 1e-3 * np.eye(len(_TERMS))
    for _ in range(4):  # what lies off counts less each time: a changed line bends nothing
        weighted = basis * weight[:, None]
        terms = np.linalg.solve(basis.T @ weighted + ridge, weighted.T @ missed)
        off = np.hypot(*(missed - basis @ terms).T)
        weight = 1 / (1 + (off / max(3 * float(np.median(off)), 1.0)) ** 2)
    step = 16
    x, y = np.meshgrid(np.arange(0, width + step, step), np.arange(0, height + step, step))
    shift = (_powers(x.ravel() / width, y.ravel() / height) @ terms).reshape(*x.shape, 2)
    most = stage.search_mm * PIXELS_PER_MM
    fine = cv2.resize(np.clip(shift, -most, most).astype(np.float32), None, fx=step, fy=step)
    # A resized picture's pixels have their middles half a step further.
    return cast(Floats, np.roll(fine, (-(step // 2), -(step // 2)), (0, 1))[:height, :width])


def _powers(x: Matrix, y: Matrix) -> Matrix:
    across, down = 2 * x - 1, 2 * y - 1
    return np.stack([across**i * down**j for i, j in _TERMS], axis=-1)


def _subpixel(likeness: Floats, x: int, y: int) -> tuple[float, float]:
    """Refine the place of the maximum by a parabola in each direction."""

    def peak(before: float, here: float, after: float) -> float:
        bend = before - 2 * here + after
        return 0.5 * (before - after) / bend if bend < 0 else 0.0

    dx = dy = 0.0
    if 0 < x < likeness.shape[1] - 1:
        dx = peak(*(float(value) for value in likeness[y, x - 1 : x + 2]))
    if 0 < y < likeness.shape[0] - 1:
        dy = peak(*(float(value) for value in likeness[y - 1 : y + 2, x]))
    return x + dx, y + dy


def _warp(picture: Picture, matrix: Matrix, size: tuple[int, int]) -> Picture:
    """Draw ``picture`` on the grid; a finer one is smoothed first, so that no dot is lost."""
    scale = float(np.median(_scales(matrix, size)))
    if scale > 1.5:
        shrink = 1 / scale
        picture = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        # The centre of a pixel stays the centre of a pixel.
        half = 0.5 * shrink - 0.5
        matrix = np.array([[shrink, 0, half], [0, shrink, half], [0, 0, 1]]) @ matrix
    return cast(
        Picture,
        cv2.warpPerspective(
            picture,
            matrix,
            size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=255,
        ),
    )


def _scales(matrix: Matrix, size: tuple[int, int]) -> Matrix:
    """Return the enlargement, picture against grid, at the four corners and the middle."""
    width, height = size
    points = np.array(
        [(0, 0), (width, 0), (width, height), (0, height), (width / 2, height / 2)], np.float64
    )
    step = 10.0
    origin, right, down = (
        cv2.perspectiveTransform(points[None] + offset, matrix)[0]
        for offset in ((0, 0), (step, 0), (0, step))
    )
    (ax, ay), (bx, by) = (right - origin).T, (down - origin).T
    area = np.abs(ax * by - ay * bx) / step**2
    return cast(Matrix, np.sqrt(np.maximum(area, 1e-9)))
