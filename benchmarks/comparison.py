"""How well pages are compared: honest copies, altered copies, and what came of each.

``python -m benchmarks.comparison [SEED] [HONEST] [ALTERED]``; the figures of docs/performance.md
come from seeds on which nothing was tuned.
"""

import random
import sys
import time
from collections import Counter

from attestation.verdict.comparison_results import Differs, ZoneKind
from tests.support.page_corpus.pages import altered_pages, issued_pages
from tests.support.page_corpus.scanning import kinds, saved_by_programs, scan
from verifier.comparison.compare import compare

_DPI = (75, 100, 100, 150, 150, 200, 300)


def main(seed: int = 1000, honest: int = 300, altered: int = 300) -> None:
    """Compare ``honest`` and ``altered`` copies, and print a table."""
    rng = random.Random(seed)  # noqa: S311  no secret
    pages, ways = issued_pages(seed=seed), kinds()
    forged = [(page, one) for page in pages for one in altered_pages(page, rng=rng)]
    rng.shuffle(forged)
    found: Counter[tuple[str, str]] = Counter()
    seconds: list[float] = []
    for index in range(honest + altered):
        way, dpi = ways[index % len(ways)], rng.choice(_DPI)
        page, kind, pdf = pages[index % len(pages)], "honest", pages[index % len(pages)].pdf
        if index >= honest:
            page, other = forged[index % len(forged)]
            kind, pdf = f"altered, {other.kind}", other.pdf
        elif way in ("stamped", "noted"):  # what was added is shown, and may keep it from green
            kind = f"honest, {way}"
        upload = scan(pdf, way, dpi=dpi, rng=rng)
        _count(
            found, seconds, f"{kind}{_class_of(dpi, is_hard=upload.is_hard)}", page.pdf, upload.data
        )
    for page in pages:
        for upload in saved_by_programs(page.pdf):
            _count(found, seconds, "honest, saved again", page.pdf, upload.data)
    for (kind, name), count in sorted(found.items()):
        print(f"{kind:40} {name:14} {count:5}")
    print(
        f"median {sorted(seconds)[len(seconds) // 2]:.2f} s of processor, most {max(seconds):.2f} s"
    )


def _class_of(dpi: int, *, is_hard: bool) -> str:
    if is_hard:
        return ", hard"
    if dpi < 100:
        return ", under 100 dpi"
    return ", under 150 dpi" if dpi < 150 else ""


def _count(
    found: Counter[tuple[str, str]], seconds: list[float], kind: str, issued: bytes, upload: bytes
) -> None:
    start = time.process_time()
    page = compare(issued, upload)
    seconds.append(time.process_time() - start)
    name = type(page).__name__
    if isinstance(page, Differs) and all(zone.kind is ZoneKind.ADDITION for zone in page.zones):
        name = "only added"
    found[kind, name] += 1


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
