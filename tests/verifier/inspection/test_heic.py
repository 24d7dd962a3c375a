"""HEIC photographs: read like any other, within the same limits, in the same child process."""

import io
import json
import subprocess
import sys
from dataclasses import asdict

import pytest

from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import LookedAt, NotOurs, Refusal
from runtime.sandbox.bounds import Bounds
from tests.support.photographs import claiming, photograph, qr_text
from tests.support.web import make_app
from tests.support.world import World
from verifier.check import check_file
from verifier.inspection.answer import Answer, Inspection, NotInspectable
from verifier.inspection.answer_reader import decode_answer
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits

LIMITS = Limits()


@pytest.fixture(scope="module")
def plain() -> bytes:
    return photograph("plain")


@pytest.fixture(scope="module")
def grey_card() -> bytes:
    return photograph("card")


def texts_in(answer: Answer) -> list[str]:
    assert isinstance(answer, Inspection)
    return [text for page in answer.pages for text in page.symbols]


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "strongly-compressed",
        "quarter-turn",
        "upside-down",
        "tiles",
        "grey",
        "transparent",
    ],
)
def test_qr_code_in_a_photograph_is_read(name: str) -> None:
    assert texts_in(inspect_file(photograph(name), limits=LIMITS)) == [qr_text()]


def test_photograph_is_judged_as_a_copy_of_what_its_qr_code_says(
    world: World, plain: bytes
) -> None:
    """Nobody knows the key of this one any more."""
    finding = world.check_file(plain)

    assert finding == world.check_text(qr_text())
    assert finding.verdict == NotOurs(reason=Refusal.UNKNOWN_KEY)
    assert finding.looked_at is LookedAt.COPY


def test_child_reads_a_photograph(world: World, plain: bytes) -> None:
    assert isinstance(check_file(world.in_children(), plain).verdict, NotOurs)


def answer_of_an_ordinary_user(content: bytes, *, setting: str = "") -> Answer:
    """Run the child as root never does: RLIMIT_NPROC would bind it."""
    script = (
        "import os\n"
        "import runtime.sandbox.child as sandbox\n"
        "from verifier.inspection import child\n"
        f"{setting}\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "child.main()\n"
    )
    bounds = Bounds(input_bytes=LIMITS.file_bytes, answer_bytes=LIMITS.answer_bytes)
    command = [sys.executable, "-B", "-c", script, json.dumps(asdict(bounds))]
    command.append(json.dumps(asdict(LIMITS)))
    return decode_answer(
        subprocess.run(command, input=content, capture_output=True, check=False).stdout
    )


def test_child_of_an_ordinary_user_reads_a_photograph(plain: bytes) -> None:
    test = "from runtime.sandbox.confinement import confine; raise SystemExit(not confine())"
    if subprocess.run([sys.executable, "-c", test]).returncode != 0:
        pytest.skip("this kernel or container has no seccomp, and so no thread is allowed")

    assert answer_of_an_ordinary_user(plain) == inspect_file(plain, limits=LIMITS)


def test_photograph_that_cannot_be_decoded_here_is_not_blamed(plain: bytes) -> None:
    without_seccomp = "sandbox.confine = lambda: False"

    answer = answer_of_an_ordinary_user(plain, setting=without_seccomp)

    assert answer == NotInspectable(reason=Obstacle.FAILED)


def test_forty_megapixels_fit_in_the_childs_memory(world: World) -> None:
    finding = check_file(world.in_children(), photograph("wall-40-megapixels"))

    assert isinstance(finding.verdict, NotOurs)


def test_photograph_over_40_megapixels_is_refused_undecoded(
    grey_card: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verifier.inspection.heic._decoded", lambda _: pytest.fail("decoded"))

    for width, height in ((8000, 5001), (65_535, 65_535), (2**31 - 1, 2**31 - 1)):
        claim = claiming(grey_card, width=width, height=height)
        assert inspect_file(claim, limits=LIMITS) == NotInspectable(reason=Obstacle.TOO_LARGE)


def test_photograph_that_lies_about_its_size_is_refused() -> None:
    large = photograph("gradient")

    smaller = inspect_file(claiming(large, width=10, height=10), limits=LIMITS)
    other = inspect_file(claiming(large, width=3000, height=1999), limits=LIMITS)

    assert smaller == NotInspectable(reason=Obstacle.TOO_LARGE)
    assert other == NotInspectable(reason=Gap.NOT_A_DOCUMENT)


def test_photograph_cut_anywhere_is_no_document(grey_card: bytes) -> None:
    for end in range(16, len(grey_card) - 1, 97):
        assert inspect_file(grey_card[:end], limits=LIMITS) == NotInspectable(
            reason=Gap.NOT_A_DOCUMENT
        )


def test_memory_that_runs_out_is_an_answer(
    grey_card: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("verifier.inspection.heic._decoded", run_out)

    assert inspect_file(grey_card, limits=LIMITS) == NotInspectable(reason=Obstacle.TOO_LARGE)


def test_many_symbols_in_a_photograph_are_too_many(plain: bytes) -> None:
    assert isinstance(inspect_file(plain, limits=LIMITS), Inspection)
    assert inspect_file(plain, limits=Limits(symbols=0)) == NotInspectable(
        reason=Obstacle.TOO_LARGE
    )


def test_several_photographs_at_once_have_a_verdict_each(world: World, plain: bytes) -> None:
    names = ("IMG_0001.HEIC", "IMG_0002.HEIC", "IMG_0003.HEIC")
    uploads = [
        (io.BytesIO(data), name)
        for data, name in zip((plain, photograph("grey"), plain[:2000]), names, strict=True)
    ]

    response = make_app(world).test_client().post("/check", data={"file": uploads})
    # The test client, not the application, put a large request into a temporary file.
    response.request.environ["wsgi.input"].close()
    page = response.text

    found = [part.partition('"')[0] for part in page.split('class="verdict" data-verdict="')[1:]]
    assert found == ["not_ours", "not_ours", "unreadable"]
