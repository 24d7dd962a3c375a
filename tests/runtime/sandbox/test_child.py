"""One child for one file: bounded before it reads, ended in time, whatever it does."""

import io
import json
import resource
import subprocess
import sys
from types import SimpleNamespace

import pytest

from runtime.sandbox import child
from runtime.sandbox.bounds import Bounds

SHOW_LIMITS = """
import resource
from runtime.sandbox import child
from runtime.sandbox.bounds import Bounds
child.confine = lambda: False  # as on a kernel without seccomp
child.give_up_rights(Bounds(input_bytes=1, answer_bytes=1))
print(*[resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1]
        for name in ('AS', 'DATA', 'CPU', 'FSIZE', 'NPROC', 'CORE', 'NOFILE')])
try: bytearray(512 * 2**20)
except MemoryError: print('refused')
"""


def test_child_lives_within_512_mb_and_10_seconds() -> None:
    done = subprocess.run([sys.executable, "-c", SHOW_LIMITS], capture_output=True, check=True)

    assert done.stdout.split() == [*[b"%d" % (512 << 20)] * 2, b"10", *[b"0"] * 4, b"refused"]


def test_lower_limits_of_the_system_are_kept() -> None:
    lower = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (5, 5))\n"
    done = subprocess.run(
        [sys.executable, "-c", lower + SHOW_LIMITS], capture_output=True, check=True
    )

    assert done.stdout.split()[2] == b"5"


@pytest.mark.parametrize("is_confined", [True, False])
def test_rights_are_given_up_one_by_one(monkeypatch: pytest.MonkeyPatch, is_confined: bool) -> None:
    set_limits: dict[int, tuple[int, int]] = {}
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    monkeypatch.setattr(resource, "getrlimit", lambda _: unlimited)
    monkeypatch.setattr(resource, "setrlimit", set_limits.__setitem__)
    monkeypatch.setattr(child, "confine", lambda: is_confined)

    child.give_up_rights(Bounds(seconds=7, input_bytes=1, answer_bytes=1))

    assert set_limits[resource.RLIMIT_CPU] == (7, 7)
    assert set_limits[resource.RLIMIT_FSIZE] == set_limits[resource.RLIMIT_NOFILE] == (0, 0)
    # A photograph's decoder needs a thread; where nothing else refuses processes, this must.
    assert (resource.RLIMIT_NPROC in set_limits) is not is_confined


def test_file_is_prepared_for_before_the_rights_go_and_read_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[object] = []
    answer = io.BytesIO()
    monkeypatch.setattr(child, "give_up_rights", order.append)
    monkeypatch.setattr(sys, "argv", ["child", json.dumps({"input_bytes": 3, "answer_bytes": 9})])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"12345")))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answer))

    def work(data: bytes) -> bytes:
        order.append("read")
        return data + b"!"

    child.serve(work, prepare=order.append)

    assert order == [b"1234", Bounds(input_bytes=3, answer_bytes=9), "read"]
    assert answer.getvalue() == b"1234!"
