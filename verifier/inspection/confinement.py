"""Refusing a process what no reader of files needs: other processes, programs and the network.

seccomp (seccomp(2)) and not RLIMIT_NPROC alone, which does not bind root, and counts threads as
processes: the HEVC decoder of a HEIC photograph runs in a thread.
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
_FOREIGN_NUMBERS = 0x40000000  # x86-64's x32 calls start here; other architectures have none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calls:
    """What the calls are called on one architecture: asm/unistd.h."""

    architecture: int
    """linux/audit.h"""
    clone: int
    clone3: int
    refused: tuple[int, ...]


_CALLS = {
    "x86_64": _Calls(
        architecture=0xC000003E,
        clone=56,
        clone3=435,
        # socket fork vfork execve kill ptrace unshare process_vm_{readv,writev} execveat io_uring
        refused=(41, 57, 58, 59, 62, 101, 272, 310, 311, 322, 425),
    ),
    "aarch64": _Calls(
        architecture=0xC00000B7,
        clone=220,
        clone3=435,
        # unshare ptrace kill socket execve process_vm_{readv,writev} execveat io_uring
        refused=(97, 117, 129, 198, 221, 270, 271, 281, 425),
    ),
}


def confine() -> bool:
    """Refuse new processes, programs and sockets to this process, for good; threads it may start.

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
    refuse = _step(_RETURN, _REFUSE | errno.EPERM)
    lines = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, calls.architecture, if_true=1),
        refuse,
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _FOREIGN_NUMBERS, if_false=1),
        refuse,
    ]
    for number in calls.refused:
        lines += [_step(_EQUAL, number, if_false=1), refuse]
    return [
        *lines,
        # Its arguments lie in memory, where no filter sees them; the C library then uses clone.
        _step(_EQUAL, calls.clone3, if_false=1),
        _step(_RETURN, _REFUSE | errno.ENOSYS),
        _step(_EQUAL, calls.clone, if_true=1),
        _step(_RETURN, _ALLOW),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, _CLONE_THREAD, if_true=1),
        refuse,
        _step(_RETURN, _ALLOW),
    ]


def _step(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    """Write one instruction: struct sock_filter (linux/filter.h)."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
