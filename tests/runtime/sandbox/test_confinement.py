"""What a child that was taken over cannot do, whoever it runs as: each of the three children."""

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from runtime.sandbox import confinement
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.confinement import confine

BOUNDS = json.dumps(asdict(Bounds(input_bytes=1000, answer_bytes=1000)))
CHILDREN = {
    "inspection of an upload": ("verifier.inspection.child", "inspect_file"),
    "workbook": ("issuer.workbook.format.spreadsheet_child", "read_sheets"),
    "logo": ("issuer.settings.logo_child", "prepare_logo"),
}
OF_THE_PARENT = {
    "environment": "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "memory": "open(f'/proc/{os.getppid()}/mem', 'rb')",
    "key file": "open(key)",
    "key file by its number": "os.open(key, os.O_RDONLY)",
    "key file by the C library": "refused(libc.open(key.encode(), 0))",
    "folder of keys": "os.listdir(os.path.dirname(key))",
    "own environment": "open('/proc/self/environ')",
}
HARM = {
    "deletion": "os.unlink(key)",
    "emptying": "os.truncate(key, 0)",
    "renaming": "os.rename(key, key + '2')",
    "opening to all": "os.chmod(key, 0o666)",
    "a new folder": "os.mkdir(key + '3')",
    "fork": "os.fork()",
    "another program": "os.execv('/bin/true', ['true'])",
    "another process": "os.posix_spawn('/bin/true', ['true'], {})",
    "a shell": "subprocess.run(['/bin/true'])",
    "the network": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a pipe": "os.pipe()",
    "a signal": "os.kill(os.getppid(), 0)",
    "debugging": "refused(libc.ptrace(16, os.getppid(), 0, 0))",
    "its parent's memory": "refused(libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0))",
    "other limits": "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)) or other_limits()",
}
PROBE = """
import ctypes, importlib, os, resource, socket, subprocess, sys, threading
import runtime.sandbox.child as sandbox
key, acts, without_filter = sys.argv[3], eval(sys.argv[4]), sys.argv[5] == 'True'
libc = ctypes.CDLL(None, use_errno=True)
def refused(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), 'refused')
def other_limits():
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)
def probe(*_, **__):
    worker = threading.Thread(target=os.write, args=(2, b'thread '))
    if not without_filter:
        worker.start(); worker.join()
    for name, act in acts.items():
        try:
            exec(act, globals())
        except OSError as error:
            continue
        os.write(2, f'DONE {name} '.encode())
    os.write(2, b'end')
    os._exit(0)
if without_filter:
    sandbox.confine = lambda: False
module = importlib.import_module(sys.argv[6])
setattr(module, sys.argv[7], probe)
module.main()
"""


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "root.key"
    file.write_text("a private key")
    return file


def probed(
    child: tuple[str, str], key: Path, actions: dict[str, str], *, without_filter: bool = False
) -> str:
    """Run a real child whose reader was taken over, and return which acts it could do."""
    arguments = [BOUNDS, "{}", str(key), repr(actions), str(without_filter), *child]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], input=b"x", capture_output=True, check=False
    )
    return done.stderr.decode()


@pytest.fixture(scope="module", autouse=True)
def _seccomp() -> None:
    test = "from runtime.sandbox.confinement import confine; raise SystemExit(not confine())"
    if subprocess.run([sys.executable, "-c", test], check=False).returncode != 0:
        pytest.skip("this kernel or container has no seccomp")


@pytest.mark.parametrize("child", CHILDREN.values(), ids=CHILDREN)
def test_child_reads_neither_secrets_nor_keys_and_reaches_nobody(
    child: tuple[str, str], key_file: Path
) -> None:
    assert probed(child, key_file, OF_THE_PARENT | HARM) == "thread end"
    assert key_file.read_text() == "a private key"


def test_where_the_kernel_has_no_filter_nothing_more_is_opened_all_the_same(
    key_file: Path,
) -> None:
    actions = {**OF_THE_PARENT, "network": HARM["the network"]}

    assert probed(CHILDREN["workbook"], key_file, actions, without_filter=True) == "end"


def test_child_of_a_verifier_knows_nothing_of_what_opens_a_credential() -> None:
    script = "import sys, verifier.inspection.child; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
    )

    # Each is also a part of the time that every check of a file takes.
    unneeded = {"ssl", "stdnum", "cryptography.x509", "attestation.formats.cose"}
    assert "verifier.inspection.pdf" in done.stdout.split()
    assert not unneeded & set(done.stdout.split())


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
