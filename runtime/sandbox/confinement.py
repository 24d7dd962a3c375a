"""Refusing a process every system call that working on bytes in memory does not need.

seccomp (seccomp(2)) lists what is *allowed*: memory, time, threads, reading and writing what is
open already. So no file is opened, renamed or deleted, no socket or process is made, no signal is
sent and no other process is read. This also binds root, and covers calls that a later kernel adds.
"""

import ctypes
import errno
import os
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2  # linux/prctl.h
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000  # linux/seccomp.h: RET_ALLOW, RET_ERRNO
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_CLONE_THREAD = 0x00010000  # linux/sched.h
_CLONE3 = 435  # the same on every architecture, as all calls from 424 on
_UNKNOWN = 463  # calls of Linux 6.13 and later: the C library is told to do without


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calls:
    """What the calls are called on one architecture: asm/unistd.h."""

    architecture: int
    """linux/audit.h"""
    clone: int
    """Allowed for threads alone."""
    on_itself: tuple[int, int]
    """tgkill, which abort(3) uses, and prlimit64: allowed on this very process alone."""
    allowed: tuple[int, ...]


_CALLS = {
    "x86_64": _Calls(
        architecture=0xC000003E,
        clone=56,
        on_itself=(234, 302),
        allowed=(
            *(0, 1, 3, 5, 8, 19, 20),  # read write close fstat lseek readv writev
            *(9, 10, 11, 12, 25, 28),  # mmap mprotect munmap brk mremap madvise
            *(13, 14, 15, 131, 219),  # rt_sig{action,procmask,return} sigaltstack restart_syscall
            *(24, 202, 204, 218, 273, 309, 324, 334),  # sched_yield futex sched_getaffinity
            #   set_tid_address set_robust_list getcpu membarrier rseq
            *(35, 96, 228, 229, 230),  # nanosleep gettimeofday clock_{gettime,getres,nanosleep}
            *(39, 63, 99, 186, 318),  # getpid uname sysinfo gettid getrandom
            *(60, 231),  # exit exit_group
        ),
    ),
    "aarch64": _Calls(
        architecture=0xC00000B7,
        clone=220,
        on_itself=(131, 261),
        allowed=(
            *(63, 64, 57, 80, 62, 65, 66),
            *(222, 226, 215, 214, 216, 233),
            *(134, 135, 139, 132, 128),
            *(124, 98, 123, 96, 99, 168, 283, 293),
            *(101, 169, 113, 114, 115),
            *(172, 160, 179, 178, 278),
            *(93, 94),
        ),
    ),
}


def confine() -> bool:
    """Refuse this process everything but what it has open, its memory and threads, for good.

    Returns:
        Whether that is so: not every kernel, architecture or container allows it.
    """
    calls = _CALLS.get(os.uname().machine)
    if calls is None or not sys.platform.startswith("linux"):
        return False
    program = b"".join(_program(calls))
    filters = ctypes.create_string_buffer(program, len(program))
    described = _Program(len(program) // 8, ctypes.cast(filters, ctypes.c_void_p))
    library = ctypes.CDLL(None)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described)) == 0)


class _Program(ctypes.Structure):
    """struct sock_fprog (linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.c_void_p))


def _program(calls: _Calls) -> list[bytes]:
    """Write the filter; each jump passes over the one instruction that follows it."""
    allow = _step(_RETURN, _ALLOW)
    refuse = _step(_RETURN, _REFUSE | errno.EPERM)
    absent = _step(_RETURN, _REFUSE | errno.ENOSYS)
    lines = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, calls.architecture, if_true=1),
        refuse,
        _step(_LOAD, _NUMBER),
    ]
    for number in calls.allowed:
        lines += [_step(_EQUAL, number, if_false=1), allow]
    lines += [
        # Its arguments lie in memory, where no filter sees them; the C library then uses clone.
        _step(_EQUAL, _CLONE3, if_false=1),
        absent,
        _step(_AT_LEAST, _UNKNOWN, if_false=1),
        absent,
    ]
    for number, test in (
        (calls.clone, _step(_ANY_BIT, _CLONE_THREAD, if_false=1)),
        (calls.on_itself[0], _step(_EQUAL, os.getpid(), if_false=1)),
        (calls.on_itself[1], _step(_EQUAL, 0, if_false=1)),
    ):
        lines += [
            _step(_EQUAL, number, if_false=4),
            _step(_LOAD, _FIRST_ARGUMENT),
            test,
            allow,
            refuse,
        ]
    return [*lines, refuse]


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    """Write one instruction: struct sock_filter (linux/filter.h)."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
