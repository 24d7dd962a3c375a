import io
import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attestation.errors import DocumentError
from attestation.facts import Number
from attestation.verdict.verdicts import Genuine
from issuer.context import IssuerContext
from issuer.document.extraction import Extraction, read_documents
from issuer.document.page import render_page
from issuer.issuance.document_production import WorkerPools
from issuer.issuance.issue import issue
from issuer.issuance.worker_pool import WorkerPool, process_pool
from register.attestations import document, records
from register.database import reading
from register.holders import ExistingAttestation
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation
from tests.support.issuer_contexts import (
    PASSPHRASE,
    Checker,
    make_deployment,
    make_drafts,
    make_module,
    open_issuer,
)

STRANGER = render_page(make_document_facts(make_attestation(sequence=77)), LETTERHEAD)


class Workers(Executor):
    """Does the work at once, and lets the test change what came of it."""

    def __init__(self, change: Callable[[Any], Any] = lambda result: result) -> None:
        self.change = change
        self.sent: list[bytes] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.sent.append(pickle.dumps((fn, args, kwargs)))
        future: Future[Any] = Future()
        future.set_result(self.change(fn(*args)))
        return future


def helped(workers: Executor) -> WorkerPool:
    return WorkerPool(executor=workers, workers=1)


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path))


def assert_all_genuine(
    context: IssuerContext, numbers: Sequence[Number | ExistingAttestation]
) -> None:
    checker = Checker.of(context)
    with reading(context.register) as session:
        issued = [one.attestation.number for one in records(session)]
    assert issued == list(numbers)
    assert all(isinstance(checker.verdict(number), Genuine) for number in issued)


def test_documents_made_with_other_processes_are_genuine(context: IssuerContext) -> None:
    with process_pool(1) as pool:
        pools = WorkerPools(drawing=pool, reading=pool)
        numbers = issue(context, make_module(), make_drafts(43), pools=pools)

    assert_all_genuine(context, numbers)


def swapped(pages: list[bytes]) -> list[bytes]:
    return [*pages[1:], pages[0]]


RUBBISH: dict[str, Callable[[list[bytes]], Any]] = {
    "pages of others": swapped,
    "page of a stranger": lambda pages: [STRANGER] * len(pages),
    "no page": lambda pages: [b"\x00"] * len(pages),
    "no bytes": lambda pages: [None] * len(pages),
    "too few": lambda pages: pages[1:],
    "too many": lambda pages: [*pages, *pages],
    "something else": lambda pages: 3,
    "cut short": lambda pages: [page[:-100] for page in pages],
    "too large": lambda pages: [bytes(100_000) + page for page in pages],
    "other size": lambda pages: [
        page.replace(b"/MediaBox [0 0 595.28 841.89]", b"/MediaBox [0 0 595.28  41.89]")
        for page in pages
    ],
}


@pytest.mark.parametrize("change", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_from_who_draws_is_made_again_here(
    context: IssuerContext, change: Callable[[list[bytes]], Any]
) -> None:
    pools = WorkerPools(drawing=helped(Workers(change)))

    numbers = issue(context, make_module(), make_drafts(3), pools=pools)

    assert_all_genuine(context, numbers)
    with reading(context.register) as session:
        contents = [document(session, one.attestation.number) for one in records(session)]
    readings = read_documents([content for content in contents if content is not None])
    shown = [one.text for one in readings if one is not None]
    assert len(shown) == 3
    assert all(str(number) in text for number, text in zip(numbers, shown, strict=True))


def unlike(readings: list[Extraction | None]) -> list[Extraction]:
    return [replace(one, text="rien") for one in readings if one is not None]


@pytest.mark.parametrize("change", [unlike, swapped, lambda readings: [None], lambda readings: 3])
def test_rubbish_from_who_reads_is_read_again_here(
    context: IssuerContext, change: Callable[[Any], Any]
) -> None:
    pools = WorkerPools(reading=helped(Workers(change)))

    numbers = issue(context, make_module(), make_drafts(3), pools=pools)

    assert_all_genuine(context, numbers)


def test_document_that_does_not_pass_here_either_is_never_stored(
    context: IssuerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("issuer.issuance.document_production", "issuer.document.page"):
        monkeypatch.setattr(f"{module}.render_page", lambda facts, letterhead: STRANGER)

    with pytest.raises(DocumentError, match="sceau joint"):
        issue(context, make_module(), make_drafts(1))

    with reading(context.register) as session:
        (reserved,) = records(session)
        assert document(session, reserved.attestation.number) is None


def test_no_key_and_no_passphrase_is_sent_to_who_helps(context: IssuerContext) -> None:
    workers = Workers()
    pools = WorkerPools(drawing=helped(workers), reading=helped(workers))

    issue(context, make_module(), make_drafts(3), pools=pools)

    names = {name for sent in workers.sent for name in classes_in(sent)}
    assert names == {
        "attestation.facts.Attestation",
        "attestation.facts.Holder",
        "attestation.partial_date.PartialDate",
        "attestation.particulars.Extent",
        "attestation.particulars.Mode",
        "attestation.particulars.Particulars",
        "attestation.formats.qr_text.QrText",
        "datetime.date",
        "datetime.datetime",
        "datetime.timedelta",
        "datetime.timezone",
        "functools.partial",
        "issuer.document.facts.DocumentFacts",
        "issuer.document.facts.SessionLine",
        "issuer.settings.organisation.Coordinator",
        "issuer.settings.organisation.Letterhead",
        "issuer.settings.document_language.DocumentLanguage",
        "issuer.settings.organisation.Organisation",
        "issuer.settings.organisation.Translation",
        "issuer.settings.organisation.Translations",
        "issuer.document.extraction.read_documents",
        "issuer.document.page.render_pages",
    }
    sent = b"".join(workers.sent)
    assert bytes(PASSPHRASE) not in sent
    assert b"PRIVATE KEY" not in sent
    assert str(context.settings.keys.ring).encode() not in sent


def classes_in(pickled: bytes) -> Iterator[str]:
    """Name all that a pickle would import."""

    class Names(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            found.append(f"{module}.{name}")
            return super().find_class(module, name)

    found: list[str] = []
    Names(io.BytesIO(pickled)).load()
    yield from found


def test_documents_do_not_depend_on_who_drew_them(tmp_path: Path) -> None:
    alone = open_issuer(make_deployment(tmp_path / "alone"))
    facts = make_document_facts()
    with process_pool(1) as pool:
        there = pool.executor.submit(render_page, facts, alone.settings.letterhead).result()

    assert there == render_page(facts, alone.settings.letterhead)
