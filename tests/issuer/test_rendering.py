import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from attestation.errors import DocumentError
from attestation.verdict import Genuine
from issuer.document.facts import DocumentFacts
from issuer.document.page import render_page
from issuer.issue import issue
from issuer.office import Office
from issuer.rendering import draw_pages, page_pool
from register.database import reading
from register.records import document, records
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation
from tests.support.offices import Judge, make_deployment, make_drafts, make_module, open_office

PEOPLE = [make_document_facts(make_attestation(sequence=number)) for number in range(1, 4)]
PAGES = [render_page(facts, LETTERHEAD) for facts in PEOPLE]


class Workers(Executor):
    """Answers each call by a future that the test has made."""

    def __init__(self, answer: Callable[[DocumentFacts], "Future[Any]"]) -> None:
        self.answer = answer
        self.asked = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> "Future[Any]":
        self.asked += 1
        return self.answer(args[0])


def finished(result: bytes | BaseException) -> "Future[Any]":
    future: Future[Any] = Future()
    if isinstance(result, bytes):
        future.set_result(result)
    else:
        future.set_exception(result)
    return future


def drawn(pages: Executor | None) -> list[bytes]:
    return [page for _, page in draw_pages(PEOPLE, LETTERHEAD, pages=pages)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(make_deployment(tmp_path))


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with page_pool(1) as started:
        yield started


def test_pages_of_other_processes_are_the_same_and_in_order(pool: Executor) -> None:
    assert drawn(pool) == drawn(None) == PAGES


def test_documents_drawn_by_others_are_genuine(office: Office, pool: Executor) -> None:
    numbers = issue(office, make_module(), make_drafts(23), pages=pool)

    judge = Judge.of(office)
    with reading(office.register) as session:
        issued = [one.attestation.number for one in records(session)]
    assert issued == numbers
    assert all(isinstance(judge.verdict(number), Genuine) for number in issued)


def test_page_of_a_worker_that_died_is_drawn_here() -> None:
    with page_pool(1) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()

        assert drawn(pool) == PAGES


def test_page_that_dies_with_its_worker_is_drawn_here() -> None:
    workers = Workers(lambda facts: finished(BrokenExecutor()))

    assert drawn(workers) == PAGES


def test_rubbish_from_a_worker_is_never_stored(office: Office) -> None:
    other = PAGES[0]
    workers = Workers(lambda facts: finished(other))

    with pytest.raises(DocumentError, match="sceau joint"):
        issue(office, make_module(), make_drafts(1), pages=workers)

    with reading(office.register) as session:
        (reserved,) = records(session)
        assert document(session, reserved.attestation.number) is None


def test_error_of_a_page_is_the_same_from_a_worker() -> None:
    workers = Workers(lambda facts: finished(DocumentError("ne tient pas")))

    with pytest.raises(DocumentError, match="ne tient pas"):
        drawn(workers)


def test_facts_are_read_only_a_few_ahead() -> None:
    workers = Workers(lambda facts: finished(b"page"))
    endless = iter(lambda: PEOPLE[0], None)

    pages = draw_pages(endless, LETTERHEAD, pages=workers)

    for taken in range(1, 6):
        next(pages)
        assert workers.asked <= taken + 64
