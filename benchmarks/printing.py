"""``make bench``: what the file for the printer of a thousand documents takes, in time and memory.

Measured in a process of its own, which has done nothing else: its memory is that of this work.
"""

import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Row, print_rows, seconds
from issuer.desk.pages.bundles import write_print_file
from issuer.issuance.issue import issue
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer

DOCUMENTS = 1_000
TARGET_SECONDS = 10
TARGET_MB = 200
_CODE = "PRINT"


def main() -> None:
    """Measure, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder:
        settings = make_deployment(Path(folder))
        issue(open_issuer(settings), make_module(_CODE, sessions=13), make_drafts(count))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            taken, wall, peak, size = pool.apply(measure, (settings, count))
    rows = [
        Row(
            what="seconds of one core",
            ours=f"{taken:.1f}",
            target=f"≤ {TARGET_SECONDS}",
            is_met=taken <= TARGET_SECONDS,
        ),
        Row(what="seconds on the wall", ours=f"{wall:.1f}"),
        Row(
            what="peak memory, MB",
            ours=f"{peak:.0f}",
            target=f"≤ {TARGET_MB}",
            is_met=peak <= TARGET_MB,
        ),
        Row(what="the file, MB", ours=f"{size / 1e6:.1f}"),
    ]
    print_rows(f"{count} documents in one file for the printer", "", rows)


def measure(settings: Path, count: int) -> tuple[float, float, float, int]:
    """Return processor seconds, seconds, peak memory in MB and the file's bytes."""
    context, file = open_issuer(settings), settings.parent / "print.pdf"
    begin = perf_counter()

    def run() -> None:
        with file.open("wb") as output:
            write_print_file(context, _CODE, output, count=count)

    taken = seconds(run)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken, perf_counter() - begin, peak, file.stat().st_size


if __name__ == "__main__":
    main()
