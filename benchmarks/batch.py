"""``python -m benchmarks.batch DOCUMENTS JOBS``: one large batch; its time and its memory."""

import os
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter

from issuer.helpers import process_pool
from issuer.issue import issue
from issuer.production import Workshop
from tests.support.offices import make_deployment, make_drafts, make_module, open_office


def main() -> None:
    """Issue, and print one line."""
    count, jobs = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(make_deployment(Path(folder)))
        with process_pool(jobs - 1) if jobs > 1 else nullcontext() as helpers:
            issue(
                office,
                make_module("WARM"),
                make_drafts(100),
                workshop=Workshop(drawing=helpers, reading=helpers),
            )
            begin = perf_counter()
            issue(
                office,
                make_module("BATCH", sessions=13),
                make_drafts(count),
                workshop=Workshop(drawing=helpers, reading=helpers),
            )
            taken = perf_counter() - begin
    peaks = [getrusage(who).ru_maxrss // 1024 for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    load = os.getloadavg()[0]
    print(
        f"{count} documents, {jobs} jobs: {count / taken:.1f} a second, peak {peaks[0]} MB, "
        f"largest child {peaks[1]} MB (load {load:.1f})"
    )


if __name__ == "__main__":
    main()
