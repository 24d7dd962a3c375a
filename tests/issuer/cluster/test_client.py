"""Pages drawn by real Dask workers: well, badly, late, or never."""

import os
import signal
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from attestation.errors import ConfigurationError
from attestation.verdict.verdicts import Genuine
from issuer.cli.main import main
from issuer.cluster.client import cluster_pool
from issuer.cluster.packing import PieceFailedError
from issuer.context import IssuerContext
from issuer.document import page
from issuer.document.facts import DocumentFacts
from issuer.issuance.document_production import WorkerPools
from issuer.issuance.issue import issue
from issuer.issuance.worker_pool import WorkerPool
from issuer.settings.cluster import Cluster
from register.attestations import records
from register.database import reading
from tests.support.commands import run
from tests.support.dask_clusters import DaskCluster, dask_cluster
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation
from tests.support.issuer_contexts import (
    Checker,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)
from tests.support.sweeps import sweep

pytestmark = pytest.mark.long

PEOPLE = sweep(60, reduced=24)
EXAMPLE = Path(__file__).parents[3] / "examples" / "module-AC-2026-10.xlsx"
RUBBISH = """
import issuer.document.page as page
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation

stranger = page.render_page(make_document_facts(make_attestation(sequence=77)), LETTERHEAD)
page.render_pages = lambda piece, letterhead: [stranger] * len(piece)
"""
PICKLED_PROGRAM = """
import os
import issuer.document.page as page

class Program:
    def __reduce__(self):
        return os.system, ("touch {touched}",)

page.render_pages = lambda piece, letterhead: [Program()]
"""
FAILING = """
import issuer.document.page as page

def fail(piece, letterhead):
    raise RuntimeError(f"no room for {piece[0].attestation.holder.family_name}")

page.render_pages = fail
"""


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path / "office"))


def reached(cluster: DaskCluster, *, wait_seconds: float = 100) -> Cluster:
    return Cluster(address=cluster.address, tls=None, wait_seconds=wait_seconds)


class CountedPool:
    """Counts what pool are asked and what comes back well."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.answers = 0
        submit = pool.executor.submit

        def counted(*args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = submit(*args, **kwargs)
            future.add_done_callback(lambda done: self._count(done.exception() is None))
            return future

        pool.executor.submit = counted  # type: ignore[method-assign]

    def _count(self, is_answer: bool) -> None:
        self.answers += is_answer


def assert_all_issued(context: IssuerContext, people: int = PEOPLE) -> None:
    checker = Checker.of(context)
    with reading(context.register) as session:
        issued = [one.attestation.number for one in records(session)]
    assert len(issued) == people
    assert all(isinstance(checker.verdict(number), Genuine) for number in issued)


def test_pages_of_a_cluster_are_those_drawn_here(
    context: IssuerContext, cluster: DaskCluster
) -> None:
    with cluster_pool(reached(cluster)) as pool:
        assert pool.workers == 2
        counted_pool = CountedPool(pool)
        issue(context, make_module(), make_drafts(PEOPLE), pools=WorkerPools(drawing=pool))

    assert_all_issued(context)
    assert counted_pool.answers > 0


def test_worker_killed_in_the_middle_loses_no_document(
    context: IssuerContext, tmp_path: Path
) -> None:
    with dask_cluster(tmp_path) as cluster, cluster_pool(reached(cluster)) as pool:
        doomed, survivor = cluster.workers
        counted_pool = CountedPool(pool)

        def kill_one(count: int) -> None:
            doomed.kill()

        issue(
            context,
            make_module(),
            make_drafts(PEOPLE),
            on_issued=kill_one,
            pools=WorkerPools(drawing=pool),
        )
        assert doomed.wait() == -signal.SIGKILL
        assert survivor.poll() is None
        before = counted_pool.answers
        issue(context, make_module("M-2"), make_drafts(PEOPLE), pools=WorkerPools(drawing=pool))
        # Those who are left still draw.
        assert counted_pool.answers > before
        assert not pool.is_lost

    assert_all_issued(context, 2 * PEOPLE)


def test_cluster_that_is_gone_loses_no_document(context: IssuerContext, tmp_path: Path) -> None:
    with (
        dask_cluster(tmp_path) as cluster,
        cluster_pool(reached(cluster, wait_seconds=1)) as pool,
    ):

        def kill_all(count: int) -> None:
            for worker in cluster.workers:
                worker.kill()

        issue(
            context,
            make_module(),
            make_drafts(PEOPLE),
            on_issued=kill_all,
            pools=WorkerPools(drawing=pool),
        )

    assert_all_issued(context)


def test_workers_that_hang_are_not_waited_for_for_ever(
    context: IssuerContext, tmp_path: Path
) -> None:
    with (
        dask_cluster(tmp_path) as cluster,
        cluster_pool(reached(cluster, wait_seconds=1)) as pool,
    ):
        for worker in cluster.workers:
            os.kill(worker.pid, signal.SIGSTOP)

        # More than they are given at once, so that others would have to wait behind them.
        many = 300
        issue(context, make_module(), make_drafts(many), pools=WorkerPools(drawing=pool))

        assert pool.is_lost

    assert_all_issued(context, many)


def test_rubbish_of_a_worker_is_drawn_again_here(context: IssuerContext, tmp_path: Path) -> None:
    with (
        dask_cluster(tmp_path, preloads=[RUBBISH, None]) as cluster,
        cluster_pool(reached(cluster)) as pool,
    ):
        issue(context, make_module(), make_drafts(PEOPLE), pools=WorkerPools(drawing=pool))

    assert_all_issued(context)


def test_program_that_a_worker_sends_back_never_runs_beside_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = tmp_path / "touched"
    monkeypatch.setenv("ATTESTATION_PASSPHRASE", "quatre mots")
    facts = make_document_facts()
    program = PICKLED_PROGRAM.replace("{touched}", str(touched)).replace(
        "touch ", "env | grep -c ATTESTATION_ > "
    )
    with (
        dask_cluster(tmp_path, preloads=[program]) as cluster,
        cluster_pool(reached(cluster)) as pool,
    ):
        future = pool.executor.submit(_draw, (facts,))

        # It ran in the relay, where no variable of ours is; here came only that no page came.
        with pytest.raises(PieceFailedError, match="NoPages"):
            future.result(100)
        assert touched.read_text(encoding="utf-8").strip() == "0"


def _draw(piece: tuple[DocumentFacts, ...]) -> list[bytes]:
    """Draw with what the worker has under that name."""
    return page.render_pages(piece, LETTERHEAD)


def test_worker_that_fails_writes_no_name_to_its_log(
    context: IssuerContext, tmp_path: Path
) -> None:
    with dask_cluster(tmp_path, preloads=[FAILING]) as cluster:
        with cluster_pool(reached(cluster)) as pool:
            issue(context, make_module(), make_drafts(20), pools=WorkerPools(drawing=pool))
        log = cluster.logs[0].read_text(encoding="utf-8")

    assert_all_issued(context, 20)
    assert "PieceFailedError('RuntimeError')" in log
    assert "Nom" not in log
    assert "Şükriye" not in log


def test_cluster_with_tls_draws_for_who_has_a_certificate(tmp_path: Path) -> None:
    tls = make_certificates(tmp_path)
    stranger = make_certificates(tmp_path / "stranger")
    facts = tuple(make_document_facts(make_attestation(sequence=n)) for n in range(3))
    with dask_cluster(tmp_path, tls=tls, preloads=[None]) as cluster:
        assert cluster.address.startswith("tls://")
        ours = Cluster(address=cluster.address, tls=tls, wait_seconds=100)
        with cluster_pool(ours) as pool:
            pages = pool.executor.submit(_draw, facts).result(100)
        theirs = Cluster(address=cluster.address, tls=stranger, wait_seconds=100)
        with pytest.raises(ConfigurationError, match="ne répond pas"), cluster_pool(theirs):
            pass

    assert pages == _draw(facts)


def make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Make an authority, and one certificate for all machines."""
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    authority_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())

    def build(name: str, of: object) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Grappe")]))
            .public_key(of)  # type: ignore[arg-type]
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    authority = (
        build("Grappe", authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, SHA256())
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    own = build("machine", key.public_key()).add_extension(names, critical=False)
    paths = folder / "ca.pem", folder / "machine.pem", folder / "machine-key.pem"
    paths[0].write_bytes(authority.public_bytes(Encoding.PEM))
    paths[1].write_bytes(own.sign(authority_key, SHA256()).public_bytes(Encoding.PEM))
    paths[2].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def test_address_without_a_scheduler_is_named() -> None:
    nobody = Cluster(address="tcp://127.0.0.1:9", tls=None, wait_seconds=1)

    with pytest.raises(ConfigurationError, match="ne répond pas"), cluster_pool(nobody):
        pass


def test_scheduler_without_workers_is_named(tmp_path: Path) -> None:
    with (
        dask_cluster(tmp_path, preloads=[]) as cluster,
        pytest.raises(ConfigurationError, match="aucune machine"),
        cluster_pool(reached(cluster)),
    ):
        pass


def test_workbook_is_issued_with_a_cluster_and_other_processes(
    tmp_path: Path, cluster: DaskCluster
) -> None:
    config = make_deployment(tmp_path, at=datetime.now(UTC))

    done = run(
        main, "--config", config, "issue", EXAMPLE, "--yes",
        "--scheduler", cluster.address, "--jobs", "2",
    )  # fmt: skip

    assert done.exit_code == 0, done.err
    assert "10 × délivrée" in done.out
