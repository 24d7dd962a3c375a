"""``python -m benchmarks.drill DOCUMENTS``: a backup and a drill of a register of that size.

``python -m benchmarks.drill CONFIG COMMAND`` is one of the two, in a process of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from issuer.issuance.document_production import WorkerPools
from issuer.issuance.issue import issue
from issuer.issuance.worker_pool import process_pool
from tests.support.installations import attest, make_installation
from tests.support.issuer_contexts import make_drafts, make_module, open_issuer

_PER_MODULE = 5_000


def main() -> None:
    """Issue that many, back them up, drill the backup, and print what each took."""
    if len(sys.argv) == 3:
        print(attest(Path(sys.argv[1]), sys.argv[2], "--json").out)
        return
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=os.environ.get("ATTESTATION_BENCH")) as folder:
        config, _ = make_installation(Path(folder) / "deployment")
        begin = perf_counter()
        fill(config, count)
        print(f"{count} documents issued in {perf_counter() - begin:.0f} s", flush=True)
        for command in ("backup", "drill"):
            measure(config, command)


def fill(config: Path, count: int) -> None:
    """Issue to ``count`` people, module after module, with two processes."""
    with process_pool(1) as pool:
        pools = WorkerPools(drawing=pool, reading=pool)
        for start in range(0, count, _PER_MODULE):
            context = open_issuer(config)
            people = make_drafts(min(_PER_MODULE, count - start))
            issue(context, make_module(f"BATCH-{start}"), people, pools=pools)
            context.register.dispose()


def measure(config: Path, command: str) -> None:
    """Run one command in a process of its own; print its time, its processor time and memory."""
    begin, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.drill", config, command],
        check=True,
        stdout=subprocess.PIPE,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answer = json.loads(done.stdout)
    print(
        f"{command}: {answer['documents']} documents, {perf_counter() - begin:.0f} s, of which "
        f"{spent:.0f} s of the processor; {answer.get('peak_megabytes', '–')} MB at most "
        f"(load {os.getloadavg()[0]:.1f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
