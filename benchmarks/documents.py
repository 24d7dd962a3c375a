"""``make bench``: documents a second of one core, ours beside the obvious way, and where it goes.

Both ways take turns within one run, so that a noisy machine is noisy to both; what counts is the
ratio. Ours includes everything: reservation, credential, page, PAdES signature, self-check,
statement and the commit to the register. The baseline draws and signs, and keeps nothing.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from time import process_time

from pyhanko.sign.signers import SimpleSigner
from rich.console import Console
from rich.table import Table

from attestation.credential import Credential, StatusReference, sign_credential
from attestation.qr_text import encode_qr_text
from attestation.statement import Kind, Statement, sign_statement
from benchmarks import baseline
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.organisation import Organisation
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.document.qr_symbol import encode_symbol
from issuer.document.self_check import check_document
from issuer.issue import issue
from issuer.office import Office
from register.database import writing
from register.reservation import Reservation, reserve
from tests.support.offices import make_deployment, make_drafts, make_module, open_office

DOCUMENTS = 200
ROUNDS = 5
TARGET = 10
"""How many documents of ours a core should make while it makes one the obvious way."""
TARGET_BYTES = 40_000


def main() -> None:
    """Measure, and print two tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(make_deployment(Path(folder)))
        everyone = make_facts(office, count)
        baseline.register_fonts()
        signer = baseline.load_signer(office.signer, Path(folder))  # type: ignore[arg-type]
        organisation = office.settings.letterhead.organisation

        def theirs() -> None:
            for facts in everyone:
                baseline.make_document(facts, organisation, signer)

        modules = iter(range(1000))

        def ours() -> None:
            issue(office, make_module(f"B-{next(modules)}", sessions=13), make_drafts(count))

        ours()  # fonts, imports and caches are warm for both
        theirs()
        our_times, their_times = [], []
        for _ in range(ROUNDS):
            our_times.append(seconds(ours))
            their_times.append(seconds(theirs))
        sizes = (
            max(len(make_ours(office, facts)) for facts in everyone),
            max(len(baseline.make_document(facts, organisation, signer)) for facts in everyone),
        )
        print_rates(our_times, their_times, sizes, count)
        print_steps(steps(office, everyone), baseline_steps(everyone, organisation, signer), count)


def make_facts(office: Office, count: int) -> list[DocumentFacts]:
    """Make what documents are drawn from, with real credentials."""
    module = make_module("B-facts", sessions=13)
    with writing(office.register) as session:
        answers = reserve(session, module, make_drafts(count), prefix="AC", at=office.instant())
    lines = tuple(SessionLine(day=s.day, theme=s.theme or "") for s in module.sessions)
    everyone = []
    for answer in answers:
        assert isinstance(answer, Reservation)
        status = StatusReference(uri=f"{office.settings.issue.verifier}/status/1", index=1)
        credential = sign_credential(
            Credential(attestation=answer.attestation, status=status), signer=office.signer
        )
        everyone.append(
            DocumentFacts(
                attestation=answer.attestation,
                sessions=lines,
                credential=credential,
                qr_text=encode_qr_text(credential, address=office.settings.issue.verifier),
            )
        )
    return everyone


def make_ours(office: Office, facts: DocumentFacts) -> bytes:
    """Draw and sign one document."""
    page = render_page(facts, office.settings.letterhead)
    return sign_document(page, signer=office.signer, at=facts.attestation.issued_at)


def steps(office: Office, everyone: list[DocumentFacts]) -> dict[str, float]:
    """Measure each step of ours alone, over all documents."""
    letterhead = office.settings.letterhead
    pages = [render_page(facts, letterhead) for facts in everyone]
    signed = [
        sign_document(page, signer=office.signer, at=facts.attestation.issued_at)
        for page, facts in zip(pages, everyone, strict=True)
    ]
    pairs = list(zip(signed, everyone, strict=True))
    status = StatusReference(uri="https://verifier.example/status/1", index=1)
    return {
        "credential": each(
            everyone,
            lambda facts: sign_credential(
                Credential(attestation=facts.attestation, status=status), signer=office.signer
            ),
        ),
        "QR symbol (within the page)": each(everyone, lambda facts: encode_symbol(facts.qr_text)),
        "page": each(everyone, lambda facts: render_page(facts, letterhead)),
        "PAdES signature": each(
            list(zip(pages, everyone, strict=True)),
            lambda pair: sign_document(
                pair[0], signer=office.signer, at=pair[1].attestation.issued_at
            ),
        ),
        "self-check": each(
            pairs,
            lambda pair: check_document(
                pair[0], facts=pair[1], certificate=office.signer.certificate
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
                signer=office.signer,
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
    """Give the seconds that ``step`` takes over all ``items``."""

    def run() -> None:
        for item in items:
            step(item)

    return seconds(run)


def seconds(run: Callable[[], None]) -> float:
    """Give the seconds of processor time that ``run`` takes: what a core must give for it.

    On a shared machine the time on the wall says what the others were doing.
    """
    begin = process_time()
    run()
    return process_time() - begin


def print_rates(
    our_times: list[float], their_times: list[float], sizes: tuple[int, int], count: int
) -> None:
    """Print documents a second, and the ratio: median of the rounds' ratios."""
    ratio = statistics.median(t / o for o, t in zip(our_times, their_times, strict=True))
    table = Table(
        "one core", "ours", "the obvious way", "ratio", "target",
        title=f"{count} documents, median of {ROUNDS} rounds",
    )  # fmt: skip
    ours, theirs = statistics.median(our_times), statistics.median(their_times)
    table.add_row(
        "documents a second", f"{count / ours:.1f}", f"{count / theirs:.1f}", f"{ratio:.2f} ×",
        f"≥ {TARGET} ×",
    )  # fmt: skip
    table.add_row(
        "ms a document", f"{ours / count * 1000:.1f}", f"{theirs / count * 1000:.1f}", "", ""
    )
    table.add_row(
        "bytes, the largest", f"{sizes[0]:,}", f"{sizes[1]:,}", f"{sizes[0] / sizes[1]:.2f} ×",
        f"≤ {TARGET_BYTES:,}",
    )  # fmt: skip
    Console().print(table)


def print_steps(ours: dict[str, float], theirs: dict[str, float], count: int) -> None:
    """Print where the time goes."""
    table = Table("ms a document", "ours", "the obvious way", title="Where the time goes")
    for step, taken in ours.items():
        other = f"{theirs[step] / count * 1000:.2f}" if step in theirs else ""
        table.add_row(step, f"{taken / count * 1000:.2f}", other)
    Console().print(table)


if __name__ == "__main__":
    main()
