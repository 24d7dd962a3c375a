"""The issued page, and scans and alterations of it, compared."""

import random
from functools import cache

from attestation.verdict.comparison_results import (
    Comparison,
)
from tests.support.page_corpus.pages import AlteredPage, IssuedPage, altered_pages, issued_pages
from tests.support.page_corpus.scanning import scan
from verifier.comparison.compare import compare


@cache
def the_page() -> IssuedPage:
    return issued_pages(seed=11)[0]


@cache
def altered() -> dict[str, AlteredPage]:
    return {one.name: one for one in altered_pages(the_page(), rng=random.Random(11))}  # noqa: S311  no secret


def compared_scan(pdf: bytes, kind: str, *, dpi: int, seed: int = 11) -> Comparison:
    upload = scan(pdf, kind, dpi=dpi, rng=random.Random(seed))  # noqa: S311  no secret
    return compare(the_page().pdf, upload.data)
