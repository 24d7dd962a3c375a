"""A confined child can import nothing: all that a file may need must be there before."""

import subprocess
import sys

import pytest

from tests.support.forgeries import encoded, picture_of, unsigned_copy
from tests.support.world import Issued

LATE = """
import sys
from verifier.inspection import child
def serve(work, *, prepare):
    data = sys.stdin.buffer.read()
    prepare(data)
    before = set(sys.modules)
    work(data)
    print(*sorted(set(sys.modules) - before))
child.serve = serve
child.main()
"""


@pytest.mark.parametrize("kind", ["original", "copy", "PNG", "JPEG", "WEBP"])
def test_child_imports_nothing_once_it_reads(issued: list[Issued], kind: str) -> None:
    picture = picture_of(issued[0].pdf)
    match kind:
        case "original":
            data = issued[0].pdf
        case "copy":
            data = unsigned_copy(issued[0].pdf)
        case _:
            data = encoded(picture, kind)
    done = subprocess.run(
        [sys.executable, "-c", LATE, "{}", "{}"], input=data, capture_output=True, check=True
    )

    assert done.stdout.split() == []
