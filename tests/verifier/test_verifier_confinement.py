"""What a child that was taken over cannot do, whoever it runs as."""

import ctypes
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from verifier.inspection import confinement
from verifier.inspection.confinement import confine

ACTS = {
    "fork": "os.fork()",
    "another program": "os.execv('/bin/true', ['true'])",
    "another process": "os.posix_spawn('/bin/true', ['true'], {})",
    "a shell": "subprocess.run(['/bin/true'])",
    "the network": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a signal": "os.kill(os.getppid(), 0)",
    "debugging": "sys.exit(0) if libc.ptrace(0, 0, 0, 0) == 0 else refused()",
}
SCRIPT = """
import ctypes, os, socket, subprocess, sys, threading
from verifier.inspection.confinement import confine
libc = ctypes.CDLL(None)
def refused():
    raise PermissionError
if not confine():
    sys.exit(3)
worker = threading.Thread(target=print, args=('thread',), kwargs={'flush': True})
worker.start()
worker.join()
try:
    %s
except PermissionError:
    print('refused', flush=True)
"""


def confined(act: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT % act], capture_output=True, text=True)
    if done.returncode == 3:
        pytest.skip("this kernel or container has no seccomp")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_child_knows_nothing_of_what_opens_a_credential() -> None:
    script = "import sys, verifier.inspection.child; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True)

    # Each is also a part of the time that every check of a file takes.
    strangers = {"ssl", "stdnum", "cryptography.x509", "attestation.cose"}
    assert "verifier.inspection.pdf" in done.stdout.split()
    assert not strangers & set(done.stdout.split())


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_child_starts_nothing_and_reaches_nobody(act: str) -> None:
    assert confined(act) == ["thread", "refused"]


def test_what_reading_needs_is_still_there() -> None:
    assert confined("open('/dev/null').close(); print('read')") == ["thread", "read"]


def test_architecture_that_is_not_known_is_not_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="pdp11"))

    assert confine() is False


@pytest.mark.parametrize(("answers", "confined"), [([-1], False), ([0, -1], False), ([0, 0], True)])
def test_kernel_that_refuses_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, answers: list[int], confined: bool
) -> None:
    waiting = iter(answers)
    library = SimpleNamespace(prctl=lambda *_: next(waiting))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)

    for machine in confinement._CALLS:
        monkeypatch.setattr(os, "uname", lambda machine=machine: SimpleNamespace(machine=machine))
        waiting = iter(answers)
        assert confine() is confined
