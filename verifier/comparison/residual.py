"""What a scan shows beyond what printing and scanning the issued page would have shown.

The way from the issued page to the scan (paper white, blur, thresholds, ink that runs) is fitted
to the scan itself; only what this cannot explain is left.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from verifier.comparison.alignment import Floats
from verifier.comparison.reference import PIXELS_PER_MM, Picture

_BLURS = (0.0, 0.5, 0.8, 1.1, 1.5, 2.0, 2.6, 3.4)
"""Standard deviations tried, in pixels of the grid."""
_LEVELS = 24
_STEPS = 10
_BLACK = 0.8
_STROKE, _BROAD = 0.17 * PIXELS_PER_MM, 0.27 * PIXELS_PER_MM
"""A stroke's width: what is smaller than that is noise; and that of a stroke with its edges."""
_FAINTEST = 0.3
"""Contrast against which ink on blank paper is measured."""
_WINDOW = (int(9 * PIXELS_PER_MM) | 1, int(5 * PIXELS_PER_MM) | 1)
"""Where the fit may vary: some glyphs of one line, so that no one glyph is explained away."""
_RIDGE = (6.0, 3.0, 3.0, 3.0)
_BOUNDS = ((-0.2, 0.2), (-1.2, 1.2), (-1.2, 1.2), (-1.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """Ink that is too much (positive) or missing over one width, on the grid of the issued page."""

    ink: Floats
    """What is found beyond what is expected: 1 is black on blank paper."""
    noise: Floats
    """Standard deviation of ``ink`` where nothing differs, by place."""
    contrast: Floats
    """The most ink that is expected near by."""

    @property
    def strength(self) -> Floats:
        """How much of the print near by it is."""
        return cast(Floats, np.abs(self.ink) / np.maximum(self.contrast, _FAINTEST))

    @property
    def surprise(self) -> Floats:
        """How far it stands out of the noise."""
        return cast(Floats, np.abs(self.ink) / self.noise)

    @property
    def power(self) -> Floats:
        """How far the print itself stands out of the noise."""
        return cast(Floats, self.contrast / self.noise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """What a scan shows beyond what is expected of it."""

    fine: Excess
    """Over the width of a stroke: nothing that differs is missed."""
    broad: Excess
    """Over a stroke with its edges: noise of the scanner's dots is evened out."""
    contrast: float
    """Between paper and black, of 255."""


def residual(issued: Picture, scan: Picture) -> Residual:
    """Compare ``scan``, laid over ``issued``, with what it should be."""
    ink = 1 - issued.astype(np.float32) / 255
    found, contrast = _ink(scan, ink)
    expected = _fit(ink, found)
    adapted = _adapt(expected, found)
    fine, broad = (
        _excess(ink, expected, adapted, found=found, width=width) for width in (_STROKE, _BROAD)
    )
    return Residual(
        fine=fine,
        broad=broad,
        contrast=contrast,
    )


def smooth(values: Floats, width: float = _STROKE) -> Floats:
    """Blur over the width of a stroke."""
    return cast(Floats, cv2.GaussianBlur(values, (0, 0), width))


def _excess(
    issued_ink: Floats, expected: Floats, adapted: Floats, *, found: Floats, width: float
) -> Excess:
    ink = smooth(found - adapted, width)
    return Excess(
        ink=ink,
        noise=_noise(issued_ink, adapted, ink),
        contrast=cv2.dilate(smooth(expected, width), np.ones((17, 17), np.uint8)),
    )


def _ink(scan: Picture, issued_ink: Floats) -> tuple[Floats, float]:
    """Even out the light, by the paper that the issued page leaves blank."""
    blank = (cv2.dilate(issued_ink, np.ones((7, 7), np.uint8)) < 0.02).astype(np.float32)
    light = scan.astype(np.float32)
    paper = _paper(light, blank)
    for _ in range(2):  # without what was added there
        paper = _paper(light, blank * (light > 0.85 * paper))
    dark = cast(Floats, 1 - light / np.maximum(paper, 8))
    solid = issued_ink > 0.85
    black = float(np.median(dark[solid]))
    return dark / max(black, 0.02), black * float(np.median(paper))


def _paper(light: Floats, known: Floats) -> Floats:
    """Spread what is known of the paper over the whole page."""
    small = (light.shape[1] // 8, light.shape[0] // 8)
    weight = cv2.resize(known, small, interpolation=cv2.INTER_AREA)
    value = cv2.resize(known * light, small, interpolation=cv2.INTER_AREA)
    near, far = 1.5 * PIXELS_PER_MM / 8, 8 * PIXELS_PER_MM / 8
    top = cv2.GaussianBlur(value, (0, 0), near)
    bottom = cv2.GaussianBlur(weight, (0, 0), near)
    top += 0.02 * cv2.GaussianBlur(value, (0, 0), far) + 1e-4 * float(value.mean())
    bottom += 0.02 * cv2.GaussianBlur(weight, (0, 0), far) + 1e-4 * float(weight.mean())
    paper = top / np.maximum(bottom, 1e-9)
    return cast(Floats, cv2.resize(paper, light.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _fit(ink: Floats, found: Floats) -> Floats:
    """Find the blur and the tones that turn ``ink`` into ``found`` best."""
    near = cv2.dilate(ink, np.ones((9, 9), np.uint8)) > 0.1
    observed = np.clip(found, -0.5, 1.5)[near]
    best = (np.inf, ink)
    for blur in _BLURS:
        blurred = cast(Floats, cv2.GaussianBlur(ink, (0, 0), blur) if blur else ink)
        levels, tones = _tones(blurred[near], observed)
        missed = float(((np.interp(blurred[near], levels, tones) - observed) ** 2).mean())
        if missed < best[0]:
            best = (missed, np.interp(blurred, levels, tones).astype(np.float32))
    return best[1]


def _tones(issued: Floats, observed: Floats) -> tuple[Floats, Floats]:
    """Return how dark each level of ink comes out: a curve that never falls."""
    level = np.minimum((issued * _LEVELS).astype(np.intp), _LEVELS - 1).clip(0)
    count = np.bincount(level, minlength=_LEVELS)
    total = np.bincount(level, weights=observed, minlength=_LEVELS)
    known = count > 30
    mean = np.maximum.accumulate(total[known] / count[known])
    centre = (np.flatnonzero(known) + 0.5) / _LEVELS
    centre[0], mean[0] = 0.0, min(mean[0], 0.03) if centre[0] < 1 / _LEVELS else mean[0]
    return centre.astype(np.float32), mean.astype(np.float32)


def _adapt(expected: Floats, found: Floats) -> Floats:
    """Let strength, place and sharpness vary a little over the page, by least squares."""
    for _ in range(2):
        across = cv2.Sobel(expected, cv2.CV_32F, 1, 0, scale=1 / 8)
        down = cv2.Sobel(expected, cv2.CV_32F, 0, 1, scale=1 / 8)
        bend = cv2.GaussianBlur(expected, (0, 0), 1.2) - expected
        basis = [expected, across, down, bend]
        missing = np.clip(found - expected, -0.6, 0.6)
        step = 8
        products = {}
        for i, one in enumerate(basis):
            products[i, -1] = _window(one * missing, step)
            for j in range(i, 4):
                products[i, j] = _window(one * basis[j], step)
        shape = products[0, 0].shape
        left = np.zeros((*shape, 4, 4), np.float32)
        right = np.zeros((*shape, 4, 1), np.float32)
        for i in range(4):
            right[..., i, 0] = products[i, -1]
            for j in range(4):
                left[..., i, j] = products[min(i, j), max(i, j)]
            left[..., i, i] += _RIDGE[i] / (_WINDOW[0] * _WINDOW[1]) * 2
        weights = np.linalg.solve(left, right)[..., 0]
        size = expected.shape[::-1]
        for i, (least, most) in enumerate(_BOUNDS):
            weight = np.ascontiguousarray(np.clip(weights[..., i], least, most))
            expected = (
                expected + cv2.resize(weight, size, interpolation=cv2.INTER_LINEAR) * basis[i]
            )
    return np.clip(expected, -0.1, 1.3)


def _window(values: Floats, step: int) -> Floats:
    small = (values.shape[1] // step, values.shape[0] // step)
    reduced = cv2.resize(values, small, interpolation=cv2.INTER_AREA)
    return cast(
        Floats,
        cv2.blur(reduced, (max(_WINDOW[0] // step, 3) | 1, max(_WINDOW[1] // step, 3) | 1)),
    )


def _noise(issued_ink: Floats, expected: Floats, excess: Floats) -> Floats:
    """Measure what is left where nothing differs: more beside strokes than on blank paper."""
    steep = cv2.GaussianBlur(
        cv2.morphologyEx(expected, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), (0, 0), 2.0
    )
    # Grey letters lose more of themselves to a threshold than black ones.
    dark = cv2.dilate(issued_ink, np.ones((21, 31), np.uint8)) > _BLACK
    level = np.minimum((np.sqrt(np.maximum(steep, 0)) * _STEPS).astype(np.intp), _STEPS - 1)
    size = np.abs(excess)
    noise = np.empty_like(excess)
    for kind in (dark, ~dark):
        scale: Floats = np.full(_STEPS, np.nan)
        for one in range(_STEPS):
            here = size[(level == one) & kind]
            if here.size > 500:
                scale[one] = np.quantile(here, 0.9) / 1.645
        known = np.flatnonzero(~np.isnan(scale))
        if known.size:
            scale = np.interp(np.arange(_STEPS), known, np.maximum.accumulate(scale[known]))
        noise[kind] = scale[level[kind]]
    # Some parts of a page are noisier than others: a fold, a shadow, a worn corner.
    step = 8
    small = (size.shape[1] // step, size.shape[0] // step)
    ratio = cv2.resize(
        np.minimum(size / np.maximum(noise, 1e-3), 3), small, interpolation=cv2.INTER_AREA
    )
    local = cv2.blur(ratio, (41, 41))
    local = cv2.resize(local / max(float(np.median(ratio)), 1e-3), size.shape[::-1])
    return cast(Floats, noise * np.clip(local, 1.0, 2.5) + 0.004)
