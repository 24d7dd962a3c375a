"""The child process: whatever happens in there is an answer, and in time."""

import io
import threading
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from attestation.verdict.reasons import Gap, Obstacle
from tests.support.forgeries import (
    encoded,
    page_of,
    symbol,
    visible,
    written,
)
from tests.support.hostile import HOSTILE
from tests.support.replaced_children import as_child
from tests.support.world import Issued
from verifier.assembly import started_anew
from verifier.inspection import files, image
from verifier.inspection.answer import (
    Inspection,
    NotInspectable,
)
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.process import CHILD, Inspector

pytestmark = pytest.mark.long
LIMITS = Limits(seconds=60)


def inspector(limits: Limits = LIMITS) -> Inspector:
    return Inspector(limits=limits, places=FairSemaphore(2), ask=started_anew(CHILD))


@pytest.mark.parametrize(
    "limits",
    [
        Limits(pages=1),
        Limits(characters=5),
        Limits(symbols=1),
        Limits(attachments=1),
        Limits(signatures=0),
    ],
    ids=["pages", "characters", "symbols", "attachments", "signatures"],
)
def test_more_than_is_looked_at_is_said_and_not_passed_over(limits: Limits) -> None:
    writer = PdfWriter()
    for _ in range(2):
        writer.append(io.BytesIO(page_of(visible("Bonjour", left=60, bottom=700))))
        writer.append(io.BytesIO(page_of(symbol("x", left=60, bottom=60, side=90))))
    writer.add_attachment("a", b"1")
    writer.add_attachment("b", b"2")
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig")})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([writer._add_object(field)])}
    )
    data = written(writer)

    assert isinstance(inspect_file(data, limits=LIMITS), Inspection)
    assert inspect_file(data, limits=limits) == NotInspectable(reason=Obstacle.TOO_LARGE)


def test_memory_that_runs_out_and_faults_of_a_library_are_answers(
    monkeypatch: pytest.MonkeyPatch, issued: list[Issued]
) -> None:

    def run_out(*_: object, **__: object) -> None:
        raise MemoryError

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a library's own")

    monkeypatch.setattr(files, "inspect_pdf", run_out)
    assert inspect_file(b"%PDF-1.7", limits=LIMITS) == NotInspectable(reason=Obstacle.TOO_LARGE)
    monkeypatch.setattr(files, "inspect_pdf", fail)
    assert inspect_file(b"%PDF-1.7", limits=LIMITS) == NotInspectable(reason=Obstacle.FAILED)
    monkeypatch.setattr(image, "in_grey", run_out)
    png = encoded(Image.new("L", (9, 9)), "PNG")
    assert inspect_file(png, limits=LIMITS) == NotInspectable(reason=Obstacle.TOO_LARGE)


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_gets_an_answer_in_time(make: object) -> None:
    data = make()  # type: ignore[operator]

    answer = inspector(Limits(seconds=4))(data)

    assert isinstance(answer, Inspection | NotInspectable)
    if isinstance(answer, Inspection):
        assert not answer.attachments


def test_child_that_takes_too_long_is_ended() -> None:
    assert inspector(Limits(seconds=1))(HOSTILE["100,000 lines"]()) == NotInspectable(
        reason=Obstacle.TOO_SLOW
    )


def test_child_that_needs_too_much_memory_is_ended() -> None:
    bomb = HOSTILE["a PDF that unfolds to 240 MB"]()

    answer = inspector()(bomb)

    assert isinstance(answer, NotInspectable)
    assert answer.reason in (Obstacle.FAILED, Obstacle.TOO_LARGE)


def test_empty_and_oversized_files_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    as_child(monkeypatch, "raise SystemExit(1)")

    assert inspector()(b"") == NotInspectable(reason=Gap.EMPTY)
    assert inspector()(bytes(LIMITS.file_bytes + 1)) == NotInspectable(reason=Obstacle.TOO_LARGE)
    assert inspector()(b"%PDF-1.7") == NotInspectable(reason=Obstacle.FAILED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "print('{}')",
        "print('{\"inspection\": {}}')",
        "print('[' * 100000)",
        'print(\'{"nothing": {"reason": "genuine", "signatures": []}}\')',
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "raise SystemExit(0)",
        "import sys\nwhile True: sys.stdout.write('x' * 65536)",
        "import sys; sys.stdin.close(); print('bye')",
    ],
    ids=["silent", "empty", "hollow", "deep", "lying", "abort", "crash", "exit", "endless", "deaf"],
)
def test_child_that_was_taken_over_gives_no_answer(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    as_child(monkeypatch, text)

    assert inspector()(b"%PDF-1.7" + bytes(3_000_000)) == NotInspectable(reason=Obstacle.FAILED)


def test_child_takes_its_limits_from_the_command_line(issued: list[Issued]) -> None:
    few = replace(LIMITS, characters=5)

    assert inspector(few)(issued[0].pdf) == inspect_file(issued[0].pdf, limits=few)


def test_few_children_run_at_once_and_the_others_wait(
    monkeypatch: pytest.MonkeyPatch, issued: list[Issued]
) -> None:
    one_place = replace(inspector(), places=FairSemaphore(1))
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(one_place(b"%PDF-1.7"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [NotInspectable(reason=Gap.NOT_A_DOCUMENT)] * 3
