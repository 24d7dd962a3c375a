"""The comparing child can import nothing: all that a file may need must be there before."""

import subprocess
import sys

import pytest

from tests.support.forgeries import encoded, picture_of, scanned, unsigned_copy
from tests.support.world import Issued
from verifier.comparison.message import join_question

LATE = """
import sys
from verifier.comparison import child
def serve(work):
    data = sys.stdin.buffer.read()
    before = set(sys.modules)
    work(data)
    print(*sorted(set(sys.modules) - before))
child.serve = serve
child.main()
"""


@pytest.mark.parametrize("kind", ["original", "copy", "scan", "JPEG", "WEBP"])
def test_comparing_child_imports_nothing_once_it_reads(issued: list[Issued], kind: str) -> None:
    one = issued[0].pdf
    match kind:
        case "original":
            data = one
        case "copy":
            data = unsigned_copy(one)
        case "scan":
            data = scanned(one, dpi=100)
        case _:
            data = encoded(picture_of(one, dpi=100), kind)
    done = subprocess.run(
        [sys.executable, "-c", LATE],
        input=join_question(one, data),
        capture_output=True,
        check=True,
    )

    assert done.stdout.split() == []
