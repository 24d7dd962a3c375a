"""The parent's side: one child for one file, with a deadline and a bounded answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.sandbox import process
from runtime.sandbox.bounds import Bounds
from runtime.sandbox.process import Failure, ask_child
from tests.support.replaced_children import as_child

BOUNDS = Bounds(seconds=60, input_bytes=1000, answer_bytes=1000)


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        ("import os; os.abort()", Failure.OUT_OF_MEMORY),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Failure.CRASHED),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", Failure.TOO_SLOW),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", Failure.ANSWER_TOO_LONG),
    ],
    ids=["abort", "crash", "processor", "endless"],
)
def test_each_end_of_a_child_has_its_name(
    monkeypatch: pytest.MonkeyPatch, script: str, failure: Failure
) -> None:
    as_child(monkeypatch, script)

    assert ask_child("any", bytes(3_000_000), bounds=BOUNDS) is failure


def test_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    as_child(monkeypatch, "import signal; signal.pause()")
    soon = Bounds(seconds=0.2, input_bytes=1, answer_bytes=1)

    assert ask_child("any", b"x", bounds=soon) is Failure.TOO_SLOW


def test_child_that_cannot_be_started_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_command", lambda _: ["/nonexistent"])

    assert ask_child("any", b"x", bounds=BOUNDS) is Failure.CRASHED


def test_open_file_goes_to_the_child_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"content")
    as_child(monkeypatch, "import sys; sys.stdout.write(sys.stdin.read().upper())")

    with (tmp_path / "file").open("rb") as file:
        assert ask_child("any", file, bounds=BOUNDS) == b"CONTENT"


def test_process_that_asks_a_child_is_closed_to_others_of_its_user() -> None:
    script = (
        "import ctypes\n"
        "from runtime.sandbox.process import hide_this_process\n"
        "hide_this_process()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"  # PR_GET_DUMPABLE
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert done.stdout == b"0\n"


def test_other_systems_have_no_such_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", lambda _: pytest.fail("called"))

    process.hide_this_process()


def test_childs_children_die_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    as_child(
        monkeypatch,
        "import os, time\n"
        f"writer = os.open({str(pipe)!r}, os.O_WRONLY)\n"
        "if os.fork() == 0:\n"
        "    os.close(1)\n"
        "    time.sleep(20)\n"
        "    os.write(writer, b'still here')\n",
    )

    ask_child("any", b"x", bounds=BOUNDS)

    os.set_blocking(reader, True)
    # The end of the pipe: nobody holds its other side any more.
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_child_knows_nothing_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTESTATION_PASSPHRASE", "s3cret")
    as_child(
        monkeypatch,
        "import os\n"
        "assert set(os.environ) <= {'HOME', 'TMPDIR', 'LC_ALL', 'LC_CTYPE'}, os.environ\n"
        "assert os.getcwd() == os.environ['HOME'] and not os.listdir('.')\n"
        "assert os.getsid(0) == os.getpid()\n"
        "assert len(os.listdir('/proc/self/fd')) <= 4\n"
        "print('nothing', end='')",
    )

    assert ask_child("any", b"x", bounds=BOUNDS) == b"nothing"


def test_folder_of_the_child_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    as_child(monkeypatch, "import os; open('left', 'w').write('x'); os.mkdir('more')")

    ask_child("any", b"x", bounds=BOUNDS)

    assert list(tmp_path.iterdir()) == []
