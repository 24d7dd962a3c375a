"""``make bench``: documents a second of one core, ours beside the obvious way, and where it goes.

Both ways take turns within one run, so that a noisy machine is noisy to both; what counts is the
ratio. Ours includes everything: reservation, credential, page, PAdES signature, self-check,
statement and the commit to the register. The baseline draws and signs, and keeps nothing.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time

from pyhanko.sign.signers import SimpleSigner
from rich.console import Console
from rich.table import Table

from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.formats.statement import Kind, Statement, sign_statement
from benchmarks import baseline
from benchmarks.figures import Row, print_rows, processor_seconds, seconds
from issuer.context import IssuerContext
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.qr_symbol import encode_symbol
from issuer.issuance.document_production import IN_PROCESS, WorkerPools
from issuer.issuance.issue import issue
from issuer.issuance.worker_pool import process_pool
from issuer.settings.organisation import Organisation
from register.database import writing
from register.reservation import Reservation, reserve
from tests.support.documents import check_document
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer

DOCUMENTS = 200
ROUNDS = 5
TARGET = 10
"""How many documents of ours a core should make while it makes one the obvious way."""
TARGET_BYTES = 40_000
TARGET_SCALING = 1.7


def main() -> None:
    """Measure, and print two tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder:
        context = open_issuer(make_deployment(Path(folder)))
        everyone = make_facts(context, count)
        baseline.register_fonts()
        signer = baseline.load_signer(context.signer, Path(folder))  # type: ignore[arg-type]
        organisation = context.settings.letterhead.organisation

        def theirs() -> None:
            for facts in everyone:
                baseline.make_document(facts, organisation, signer)

        modules = iter(range(1000))

        def ours() -> None:
            issue(context, make_module(f"B-{next(modules)}", sessions=13), make_drafts(count))

        ours()  # fonts, imports and caches are warm for both
        theirs()
        our_times, their_times = [], []
        for _ in range(ROUNDS):
            our_times.append(seconds(ours))
            their_times.append(seconds(theirs))
        sizes = (
            max(len(make_ours(context, facts)) for facts in everyone),
            max(len(baseline.make_document(facts, organisation, signer)) for facts in everyone),
        )
        rows = [*rates(our_times, their_times, sizes, count), *scaling(context, count)]
        print_rows(f"{count} documents, median of {ROUNDS} rounds", "the obvious way", rows)
        print_steps(steps(context, everyone), baseline_steps(everyone, organisation, signer), count)


def make_facts(context: IssuerContext, count: int) -> list[DocumentFacts]:
    """Make what documents are drawn from, with real credentials."""
    module = make_module("B-facts", sessions=13)
    with writing(context.register) as session:
        answers = reserve(session, module, make_drafts(count), prefix="AC", at=context.instant())
    lines = tuple(SessionLine(day=s.day, theme=s.theme or "") for s in module.sessions)
    everyone = []
    for answer in answers:
        assert isinstance(answer, Reservation)
        status = StatusReference(uri=f"{context.settings.issue.verifier}/status/1", index=1)
        credential = sign_credential(
            Credential(attestation=answer.attestation, status=status), signer=context.signer
        )
        everyone.append(
            DocumentFacts(
                attestation=answer.attestation,
                sessions=lines,
                credential=credential,
                qr_text=encode_qr_text(credential, address=context.settings.issue.verifier),
            )
        )
    return everyone


def make_ours(context: IssuerContext, facts: DocumentFacts) -> bytes:
    """Draw and sign one document."""
    page = render_page(facts, context.settings.letterhead)
    return sign_document(page, signer=context.signer, at=facts.attestation.issued_at)


def steps(context: IssuerContext, everyone: list[DocumentFacts]) -> dict[str, float]:
    """Measure each step of ours alone, over all documents."""
    letterhead = context.settings.letterhead
    pages = [render_page(facts, letterhead) for facts in everyone]
    signed = [
        sign_document(page, signer=context.signer, at=facts.attestation.issued_at)
        for page, facts in zip(pages, everyone, strict=True)
    ]
    pairs = list(zip(signed, everyone, strict=True))
    status = StatusReference(uri="https://verifier.example/status/1", index=1)
    return {
        "credential": each(
            everyone,
            lambda facts: sign_credential(
                Credential(attestation=facts.attestation, status=status), signer=context.signer
            ),
        ),
        "QR symbol (within the page)": each(everyone, lambda facts: encode_symbol(facts.qr_text)),
        "page": each(everyone, lambda facts: render_page(facts, letterhead)),
        "PAdES signature": each(
            list(zip(pages, everyone, strict=True)),
            lambda pair: sign_document(
                pair[0], signer=context.signer, at=pair[1].attestation.issued_at
            ),
        ),
        "self-check": each(
            pairs,
            lambda pair: check_document(
                pair[0], facts=pair[1], certificate=context.signer.certificate
            ),
        ),
        "statement": each(
            pairs,
            lambda pair: sign_statement(
                Statement(
                    kind=Kind.ISSUED,
                    code=pair[1].attestation.code,
                    made_at=pair[1].attestation.issued_at,
                    digest=sha256(pair[0]).digest(),
                ),
                signer=context.signer,
            ),
        ),
    }


def baseline_steps(
    everyone: list[DocumentFacts],
    organisation: Organisation,
    signer: SimpleSigner,
) -> dict[str, float]:
    """Measure each step of the baseline alone."""
    images = [baseline.qr_image(facts) for facts in everyone]
    pages = [
        baseline.draw(facts, organisation, image)
        for facts, image in zip(everyone, images, strict=True)
    ]
    return {
        "QR symbol (within the page)": each(everyone, baseline.qr_image),
        "page": each(
            list(zip(everyone, images, strict=True)),
            lambda pair: baseline.draw(pair[0], organisation, pair[1]),
        ),
        "PAdES signature": each(pages, lambda page: baseline.sign(page, signer)),
    }


def each(items: Iterable[object], step: Callable[..., object]) -> float:
    """Return the seconds that ``step`` takes over all ``items``."""

    def run() -> None:
        for item in items:
            step(item)

    return seconds(run)


def rates(
    our_times: list[float], their_times: list[float], sizes: tuple[int, int], count: int
) -> Iterator[Row]:
    """Return documents a second, and the ratio: median of the rounds' ratios."""
    ours, theirs = statistics.median(our_times), statistics.median(their_times)
    yield Row(
        what="documents a second of one core's time",
        ours=f"{count / ours:.1f}",
        baseline=f"{count / theirs:.1f}",
        ratio=statistics.median(t / o for o, t in zip(our_times, their_times, strict=True)),
        at_least=TARGET,
    )
    yield Row(
        what="ms a document",
        ours=f"{ours / count * 1000:.1f}",
        baseline=f"{theirs / count * 1000:.1f}",
    )
    yield Row(
        what="bytes, the largest",
        ours=f"{sizes[0]:,}",
        baseline=f"{sizes[1]:,}",
        ratio=sizes[0] / sizes[1],
        target=f"≤ {TARGET_BYTES:,} bytes",
        is_met=sizes[0] <= TARGET_BYTES,
    )


def scaling(context: IssuerContext, count: int) -> Iterator[Row]:
    """Compare two processes with one: on the wall, and by what the busiest of them must do.

    The second says what a quiet machine of two cores would give, however busy this one is.
    """
    modules = iter(range(1000))
    drafts = make_drafts(count)

    def run(pools: WorkerPools) -> tuple[float, float]:
        helper = pool.executor.submit(os.getpid).result() if pools.reading else None
        before = processor_seconds(helper) if helper else 0.0
        begin, own = perf_counter(), process_time()
        issue(context, make_module(f"J-{next(modules)}", sessions=13), drafts, pools=pools)
        wall, busiest = perf_counter() - begin, process_time() - own
        return wall, max(busiest, processor_seconds(helper) - before) if helper else busiest

    with process_pool(1) as pool:
        two = WorkerPools(drawing=pool, reading=pool)
        run(two)
        pairs = [(run(IN_PROCESS), run(two)) for _ in range(ROUNDS)]
    for what, which in (("on the wall", 0), ("by the busier's processor time", 1)):
        yield Row(
            what=f"two processes: documents a second, {what}",
            ours=f"{count / statistics.median(t[which] for _, t in pairs):.0f}",
            baseline=f"one: {count / statistics.median(o[which] for o, _ in pairs):.0f}",
            ratio=statistics.median(o[which] / t[which] for o, t in pairs),
            at_least=TARGET_SCALING,
        )


def print_steps(ours: dict[str, float], theirs: dict[str, float], count: int) -> None:
    """Print where the time goes."""
    table = Table("ms a document", "ours", "the obvious way", title="Where the time goes")
    for step, taken in ours.items():
        other = f"{theirs[step] / count * 1000:.2f}" if step in theirs else ""
        table.add_row(step, f"{taken / count * 1000:.2f}", other)
    Console().print(table)


if __name__ == "__main__":
    main()
