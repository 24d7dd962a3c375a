"""``make bench-scale``: a million attestations, eight issuers at once, ten thousand documents.

The figures of a check are for registers of both sizes in turns: what counts is how they differ.
``python -m benchmarks.scale 100000`` takes another size.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import URL, func, select

from attestation.code import Code
from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from benchmarks.figures import Row, print_rows
from benchmarks.filler import fill, issue_real, publish
from issuer.cluster.client import cluster_pool
from issuer.context import IssuerContext
from issuer.issuance.document_production import IN_PROCESS, WorkerPools
from issuer.issuance.issue import issue
from issuer.lifecycle.withdrawal import withdraw
from issuer.settings.cluster import Cluster
from register.database import connect, reading
from register.tables.attestations import AttestationRow
from register.upgrade import upgrade_register
from tests.support.concurrent_issuers import Work, issue_at_once
from tests.support.dask_clusters import dask_cluster
from tests.support.issuer_contexts import (
    SETTINGS,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.postgres import new_database, postgres_server
from verifier.assembly import open_verifier
from verifier.check import Verifier, check_code
from verifier.settings import load_settings

SMALL, LARGE = 10_000, 1_000_000
ROUNDS, LOOKUPS = 9, 200
ROWS_A_SECOND, GROWTH, PUBLISHING_SECONDS, MEGABYTES = 20_000, 1.5, 2.0, 400
ISSUERS, PEOPLE_EACH = 8, 5000
DOCUMENTS = 10_000


def main() -> None:
    """Measure, and print a table for each part."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    documents = int(sys.argv[2]) if len(sys.argv) > 2 else DOCUMENTS
    with tempfile.TemporaryDirectory() as name, postgres_server() as server:
        folder = Path(name)
        print_rows("Registers on SQLite", "", list(registers(folder / "s", large, None)))
        print_rows("Registers on PostgreSQL", "", list(registers(folder / "p", large, server)))
        print_rows("Eight issuers at once", "", [limiter(new_database(server))])
        print_rows("A Dask cluster of two workers", "here alone", [cluster(folder / "c")])
    print_rows("A large batch", "", [memory(documents)])


def registers(folder: Path, large: int, server: URL | None) -> Iterator[Row]:
    """Fill a small and a large register, look up in both, and withdraw one of the large."""
    issuer_contexts = [_filled(folder / str(size), size, server) for size in (SMALL, large)]
    _, (big, taken) = issuer_contexts
    # An attestation and its statement are two rows, each with its indexes.
    yield Row(
        what=f"{large:,} attestations and as many statements, rows a second",
        ours=f"{2 * large / taken:,.0f}",
        target=f"≥ {ROWS_A_SECOND:,}",
        is_met=2 * large / taken >= ROWS_A_SECOND,
    )
    verifiers = [(_verifier(context), _codes(context)) for context, _ in issuer_contexts]
    rounds = [[_percentiles(*one) for one in verifiers] for _ in range(ROUNDS)]
    for what, index in (("p50", 0), ("p99", 1)):
        pairs = [(small[index], big_[index]) for small, big_ in rounds]
        yield Row(
            what=f"check by code, {what}, ms: {SMALL:,} and {large:,}",
            ours=" and ".join(
                f"{statistics.median(pair[side] for pair in pairs) * 1000:.2f}" for side in (0, 1)
            ),
            ratio=statistics.median(b / s for s, b in pairs),
            at_most=GROWTH if what == "p99" else None,
        )
    number = _numbers(big)[0]
    begin = time.perf_counter()
    withdraw(big, number, reason="erreur de saisie", who="ines")
    taken = time.perf_counter() - begin
    yield Row(
        what=f"withdrawing one of {large:,} and publishing, seconds",
        ours=f"{taken:.2f}",
        target=f"≤ {PUBLISHING_SECONDS:g}",
        is_met=taken <= PUBLISHING_SECONDS,
    )
    for context, _ in issuer_contexts:
        context.register.dispose()


def limiter(url: URL) -> Row:
    """Let eight issuers reserve and store at once, two by two the same people."""
    register = connect(url, wait_seconds=60)
    upgrade_register(register)
    people = make_drafts(PEOPLE_EACH)
    work = [Work(module_code=f"M-{one // 2}", drafts=people) for one in range(ISSUERS)]
    begin = time.perf_counter()
    issue_at_once(url, work)
    taken = time.perf_counter() - begin
    with reading(register) as session:
        rows = session.scalar(select(func.count()).select_from(AttestationRow))
        numbers = session.scalar(select(func.count(func.distinct(AttestationRow.number))))
    register.dispose()
    expected = ISSUERS // 2 * PEOPLE_EACH
    return Row(
        what=f"{ISSUERS} × {PEOPLE_EACH:,} people, two issuers to each module, seconds",
        ours=f"{taken:.0f}",
        target=f"{expected:,} numbers, none twice",
        is_met=rows == numbers == expected,
    )


def cluster(folder: Path) -> Row:
    """Issue with a cluster of this machine's two workers, and without."""
    context = open_issuer(make_deployment(folder))
    with dask_cluster(folder) as running:
        reached = Cluster(address=running.address, tls=None, wait_seconds=60)
        with cluster_pool(reached) as pool:
            with_it, modules = WorkerPools(drawing=pool), iter(range(100))

            def rate(pools: WorkerPools) -> float:
                module, drafts = make_module(f"C-{next(modules)}", sessions=13), make_drafts(200)
                begin = time.perf_counter()
                issue(context, module, drafts, pools=pools)
                return len(drafts) / (time.perf_counter() - begin)

            rate(with_it)
            rates = [(rate(with_it), rate(IN_PROCESS)) for _ in range(5)]
    return Row(
        what="documents a second (all on the same processors)",
        ours=f"{statistics.median(r for r, _ in rates):.0f}",
        baseline=f"{statistics.median(a for _, a in rates):.0f}",
        ratio=statistics.median(r / a for r, a in rates),
    )


def memory(documents: int) -> Row:
    """Issue a large batch with two processes, and see how much memory they take at most."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.batch", str(documents), "2"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = done.stdout.replace(",", "").split()
    peaks = [int(words[at - 1]) for at, word in enumerate(words) if word == "MB"]
    return Row(
        what=f"{documents:,} documents, two processes: MB at most",
        ours=" + ".join(map(str, peaks)),
        target=f"≤ {MEGABYTES}",
        is_met=sum(peaks) <= MEGABYTES,
    )


def _filled(folder: Path, size: int, server: URL | None) -> tuple[IssuerContext, float]:
    """Make a deployment with ``size`` attestations; return how long filling took."""
    settings = SETTINGS
    if server is not None:
        url = new_database(server).render_as_string(hide_password=False)
        settings = SETTINGS.replace("sqlite:///register.db", url)
    context = open_issuer(make_deployment(folder, settings=settings))
    issue_real(context)
    begin = time.perf_counter()
    fill(context, size)
    taken = time.perf_counter() - begin
    publish(context)
    return context, taken


def _verifier(context: IssuerContext) -> Verifier:
    return open_verifier(
        load_settings(context.settings.folder / "attestation.toml"), now=context.now
    )


def _codes(context: IssuerContext) -> list[Code]:
    """Return the codes of those that are real."""
    with reading(context.register) as session:
        codes = session.scalars(
            select(AttestationRow.code)
            .where(AttestationRow.module_code == "REAL")
            .where(AttestationRow.number.like("AC-%"))
            .limit(LOOKUPS)
        )
        return [Code(code) for code in codes]


def _numbers(context: IssuerContext) -> list[Number]:
    with reading(context.register) as session:
        numbers = session.scalars(
            select(AttestationRow.number).where(AttestationRow.number.like("AC-%"))
        )
        return [Number(number) for number in numbers]


def _percentiles(verifier: Verifier, codes: list[Code]) -> tuple[float, float]:
    """Check each code once; return what half of the checks kept within, and 99 of 100."""
    taken = sorted(_seconds(lambda code=code: check_code(verifier, code)) for code in codes)  # type: ignore[misc]
    return taken[len(taken) // 2], taken[int(0.99 * len(taken))]


def _seconds(check: Callable[[], object]) -> float:
    begin = time.perf_counter()
    finding = check()
    taken = time.perf_counter() - begin
    assert isinstance(getattr(finding, "verdict", None), Genuine), finding
    return taken


if __name__ == "__main__":
    main()
