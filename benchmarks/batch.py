"""``python -m benchmarks.batch DOCUMENTS JOBS``: one large batch; its time and its memory."""

import os
import re
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter

from issuer.issuance.document_production import IN_PROCESS, WorkerPools
from issuer.issuance.issue import issue
from issuer.issuance.worker_pool import process_pool
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def main() -> None:
    """Issue, and print one line."""
    count, jobs = int(sys.argv[1]), int(sys.argv[2])
    with (
        tempfile.TemporaryDirectory() as folder,
        process_pool(jobs - 1) if jobs > 1 else nullcontext() as pool,
    ):
        pools = WorkerPools(drawing=pool, reading=pool) if pool else IN_PROCESS
        context = open_issuer(make_deployment(Path(folder)))
        issue(context, make_module("WARM"), make_drafts(100), pools=pools)
        begin = perf_counter()
        issue(context, make_module("BATCH", sessions=13), make_drafts(count), pools=pools)
        taken = perf_counter() - begin
        peaks = [peak_megabytes()]
        if pool:
            asked = [pool.executor.submit(peak_megabytes) for _ in range(4 * jobs)]
            peaks.append(max(future.result() for future in asked))
    print(
        f"{count} documents, {jobs} jobs: {count / taken:.1f} a second; "
        f"at most {' and '.join(f'{peak} MB' for peak in peaks)} (load {os.getloadavg()[0]:.1f})"
    )


def peak_megabytes() -> int:
    """Return the most memory that this process ever had; what its parent had does not count."""
    match = _PEAK.search(Path("/proc/self/status").read_text(encoding="ascii"))
    assert match is not None
    return int(match[1]) // 1024


if __name__ == "__main__":
    main()
