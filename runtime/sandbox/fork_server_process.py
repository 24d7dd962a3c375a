"""The fork server's own process: it has imported a child's module, and forks a child for each file.

``python -m runtime.sandbox.fork_server_process MODULE DESCRIPTOR``. It reads no file and takes no
answer: both go between the child and whoever asked, through descriptors that are passed along. It
has one thread, because a fork copies only the thread that calls it, and locks of others stay held.
"""

import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, NoReturn

from runtime.sandbox.confinement import confine
from runtime.sandbox.process import hide_this_process

READY = b"ready"
FORKED = b"forked"
STATUS_BYTES = 4
_MOST_REQUEST_BYTES = 10_000  # bounds and settings
_DESCRIPTORS = 3  # the file, where the answer goes, where the child's end is reported
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_FIRST_OTHER = 3  # after standard input, output and error


def main() -> None:
    """Import the module whose children are wanted, say so, and fork until nobody asks any more."""
    module = import_module(sys.argv[1])
    module.import_all()
    hide_this_process()
    requests = socket.socket(fileno=int(sys.argv[2]))
    # SECURITY: a child that could not be confined by the kernel is started anew for each file, in
    # a group of processes that can be ended whole: test_without_filter_no_child_is_forked.
    if not _can_confine() or len(list(Path("/proc/self/task").iterdir())) != 1:
        return
    gc.collect()
    gc.freeze()  # so that no child copies memory only to look for garbage in it
    requests.send(READY)
    _serve(requests, module.main)


def _can_confine() -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if confine() else 1)
    return os.waitpid(pid, 0)[1] == 0


def _serve(requests: socket.socket, run: Callable[[], None]) -> None:
    children: dict[int, _Child] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(requests, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fd in children:
                    selector.unregister(key.fd)
                    _report(children.pop(key.fd))
                    continue
                request, descriptors, *_ = socket.recv_fds(
                    requests, _MOST_REQUEST_BYTES, _DESCRIPTORS
                )
                if not request:  # whoever asked is gone
                    _end(children.values())
                    return
                with suppress(OSError):  # no process is left: the reports end without a word
                    child = _fork(run, json.loads(request), descriptors)
                    children[child.process] = child
                    selector.register(child.process, selectors.EVENT_READ)


class _Child(NamedTuple):
    pid: int
    process: int
    """Descriptor of the process (pidfd_open(2)), which no other process can be meant by."""
    reports: socket.socket


def _fork(run: Callable[[], None], arguments: list[str], descriptors: list[int]) -> _Child:
    source, answer, reports = descriptors
    channel = socket.socket(fileno=reports)
    try:
        pid = os.fork()
        if pid == 0:
            _become_child(run, arguments, source=source, answer=answer)
    finally:
        os.close(source)
        os.close(answer)
    process = os.pidfd_open(pid)
    with suppress(OSError):  # whoever asked is gone
        socket.send_fds(channel, [FORKED], [process])
    return _Child(pid, process, channel)


def _report(child: _Child) -> None:
    """Reap a child that has ended, and report how."""
    _, status = os.waitpid(child.pid, 0)
    os.close(child.process)
    with child.reports, suppress(OSError):
        ended = os.waitstatus_to_exitcode(status)
        child.reports.send(ended.to_bytes(STATUS_BYTES, "big", signed=True))


def _end(children: Iterable[_Child]) -> None:
    for child in children:
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)


def _become_child(
    run: Callable[[], None], arguments: list[str], *, source: int, answer: int
) -> NoReturn:
    """Be what ``python -m MODULE`` would be, with one file and nothing of any other."""
    status = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.dup2(source, 0)
        os.dup2(answer, 1)
        # SECURITY: also the descriptors of other files and children:
        # test_forked_child_holds_one_file_and_no_other_descriptor.
        os.closerange(_FIRST_OTHER, os.sysconf("SC_OPEN_MAX"))
        sys.argv = [sys.argv[1], *arguments]
        run()
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
