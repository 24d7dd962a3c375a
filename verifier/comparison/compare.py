"""One upload and one issued document in, one comparison out."""

from dataclasses import replace

import cv2

from attestation.verdict.comparison_results import (
    Comparison,
    Identical,
    NotCompared,
    PageGap,
    PagePictures,
    zones_of,
)
from verifier.comparison.alignment import align
from verifier.comparison.differences import judge
from verifier.comparison.picture import read_picture
from verifier.comparison.reference import Picture, read_reference
from verifier.comparison.residual import residual

_ANTIALIASING = 24
"""Of 255, in a page that was drawn at three times the fineness and reduced."""


def compare(issued: bytes, upload: bytes) -> Comparison:
    """Compare the page that ``upload`` shows with that of the ``issued`` document."""
    cv2.setNumThreads(1)
    reference = read_reference(issued)
    if reference is None:
        return NotCompared(reason=PageGap.NOT_LOCATED)
    read = read_picture(upload, reference)
    if isinstance(read, PageGap):
        return NotCompared(reason=read)
    picture = read.picture
    if picture.shape == reference.picture.shape and (
        int(cv2.absdiff(picture, reference.picture).max()) <= _ANTIALIASING
    ):
        return Identical()
    aligned = align(picture, reference)
    if aligned is None:
        return NotCompared(reason=PageGap.NOT_LOCATED)
    judged = judge(
        aligned, residual(reference.picture, aligned.picture), reference, is_drawn=read.is_drawn
    )
    if isinstance(judged, NotCompared) or not zones_of(judged):
        return judged
    return replace(judged, pictures=_pictures(reference.picture, aligned.picture))


def _pictures(issued: Picture, shown: Picture) -> PagePictures:
    height, width = issued.shape
    return PagePictures(width=width, height=height, issued=issued.tobytes(), shown=shown.tobytes())
