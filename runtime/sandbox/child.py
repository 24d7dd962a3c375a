"""The child's side: take one file from standard input, give up all rights, read it, answer once.

A child's module imports all that it needs beforehand, because nothing can be opened or imported
once ``serve`` has given up the rights.
"""

import json
import resource
import sys
from collections.abc import Callable

from runtime.sandbox.bounds import Bounds
from runtime.sandbox.confinement import confine


def serve(
    work: Callable[[bytes], bytes], *, prepare: Callable[[bytes], None] = lambda _: None
) -> None:
    """Answer on standard output with what ``work`` makes of standard input, within the bounds.

    The bounds are this process's first argument, as ``runtime.sandbox.process`` writes them.

    Args:
        work: reads the file, without any right.
        prepare: imports what few files need; it may search the bytes for a word, and not more.
    """
    bounds = Bounds(**json.loads(sys.argv[1]))
    data = sys.stdin.buffer.read(bounds.input_bytes + 1)
    prepare(data)
    give_up_rights(bounds)
    sys.stdout.buffer.write(work(data))


def give_up_rights(bounds: Bounds) -> None:
    """Bound what this process can take and do; none of it can be taken back."""
    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory_bytes + bounds.code_bytes),
        (resource.RLIMIT_DATA, bounds.memory_bytes),
        (resource.RLIMIT_CPU, max(int(bounds.seconds), 1)),
        (resource.RLIMIT_FSIZE, 0),  # not one byte to any file
        (resource.RLIMIT_CORE, 0),  # a core dump would hold the file
        # SECURITY: what is open stays open, and nothing more is opened: no key file, no
        # /proc/PARENT/environ, no socket. It holds on every Unix, but not for root, whom the
        # filter below binds: test_child_reads_neither_secrets_nor_keys_and_reaches_nobody.
        (resource.RLIMIT_NOFILE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # the system's, if lower
        resource.setrlimit(kind, (most, most))
    if not confine():
        # No process, and no thread either: a HEIC photograph then cannot be checked.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
