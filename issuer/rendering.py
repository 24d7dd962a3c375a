"""Pages drawn in other processes, a few ahead of who signs them; no key ever goes there."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor

from issuer.document.facts import DocumentFacts
from issuer.document.organisation import Letterhead
from issuer.document.page import render_page

_AHEAD = 64
"""Pages asked for and not yet signed: enough to keep workers busy during a commit, and 2 MB."""


def page_pool(jobs: int) -> Executor:
    """Start ``jobs`` processes that draw pages.

    They are started afresh and not forked: nothing of this process's memory is theirs, so neither
    is its key.
    """
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def draw_pages(
    everyone: Iterable[DocumentFacts], letterhead: Letterhead, *, pages: Executor | None
) -> Iterator[tuple[DocumentFacts, bytes]]:
    """Draw the page of each, in order; ``everyone`` is read a few ahead.

    A page whose worker died is drawn here: pages depend on their facts alone. What a worker gave
    back is not believed, but read again once it is signed (``check_document``).

    Raises:
        DocumentError: a page could not be drawn.
    """
    if pages is None:
        for facts in everyone:
            yield facts, render_page(facts, letterhead)
        return
    waiting: deque[tuple[DocumentFacts, Future[bytes] | None]] = deque()
    for facts in everyone:
        waiting.append((facts, _ask(pages, facts, letterhead)))
        if len(waiting) > _AHEAD:
            yield _drawn(*waiting.popleft(), letterhead)
    while waiting:
        yield _drawn(*waiting.popleft(), letterhead)


def _ask(pages: Executor, facts: DocumentFacts, letterhead: Letterhead) -> Future[bytes] | None:
    """Ask for a page; None once the workers are gone."""
    try:
        return pages.submit(render_page, facts, letterhead)
    except BrokenExecutor:
        return None


def _drawn(
    facts: DocumentFacts, page: Future[bytes] | None, letterhead: Letterhead
) -> tuple[DocumentFacts, bytes]:
    try:
        return facts, render_page(facts, letterhead) if page is None else page.result()
    except BrokenExecutor:
        return facts, render_page(facts, letterhead)
