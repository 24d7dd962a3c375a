"""PDFium in a program of many threads; for real in a process of its own: its fault is a crash."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest

from pdf import raster
from pdf.raster import PdfiumError, first_page, opened
from tests.support.forgeries import page_of, visible

THREADS = 8
SCRIPT = f"""
import sys
from concurrent.futures import ThreadPoolExecutor

from issuer.document.page import render_page
from issuer.document.extraction import read_document
from issuer.participant.document import picture
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.facts import make_attestation

papers = [
    render_page(make_document_facts(make_attestation(sequence=n)), LETTERHEAD) for n in (1, 2, 3)
]
asked = [(work, paper) for work in (*[read_document] * 8, picture) for paper in papers]
right = {{(work, paper): work(paper) for work, paper in asked}}
assert len(set(map(repr, right.values()))) == 6  # no two say the same
sys.setswitchinterval(1e-5)
with ThreadPoolExecutor({THREADS}) as pool:
    together = list(pool.map(lambda one: one[0](one[1]) == right[one], asked * 4))
print(together.count(False), "wrong")
"""


def test_eight_threads_that_read_and_draw_get_only_right_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "0 wrong\n"), done.stderr


def test_no_two_threads_are_ever_inside_pdfium(monkeypatch: pytest.MonkeyPatch) -> None:
    both, met = Barrier(2), []

    class Document:
        def __init__(self, _content: bytes) -> None:
            try:
                both.wait(0.1)
                met.append("two at once")
            except BrokenBarrierError:
                pass  # nobody else came while this one was inside

        def close(self) -> None: ...

    monkeypatch.setattr(raster, "PdfDocument", Document)

    def look(_: int) -> None:
        with opened(b""):
            pass

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(look, range(THREADS)))

    assert met == []


def test_file_that_is_no_pdf_leaves_pdfium_to_the_next() -> None:
    with pytest.raises(PdfiumError), opened(b"no document"):
        pytest.fail("opened")

    assert first_page(page_of(visible("x", left=60, bottom=60)), width=90).width == 90
