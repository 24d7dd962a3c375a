"""The child process: gives up its rights, reads one file from stdin, answers once on stdout.

Started by ``process`` as ``python -I -m verifier.inspection.child LIMITS``. It knows no key, no
register and no setting, and nothing that it says is believed.
"""

import json
import resource
import sys
from typing import BinaryIO

from verifier.inspection.answer import encode_answer
from verifier.inspection.confinement import confine
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits

_OPEN_FILES = 32  # the three streams, and libraries being loaded


def run(upload: BinaryIO, answer: BinaryIO, *, limits: Limits) -> None:
    """Look into the file that ``upload`` gives, and write what was found."""
    found = inspect_file(upload.read(limits.file_bytes + 1), limits=limits)
    answer.write(encode_answer(found))


def give_up_rights(limits: Limits) -> None:
    """Bound what this process can take and do; none of it can be taken back."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),  # not one byte to any file
        (resource.RLIMIT_CORE, 0),  # a core dump would hold the upload
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (most, most))
    if not confine():
        # No process, and no thread either: a HEIC photograph then cannot be checked.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """Run as the child of a verifier."""
    limits = Limits(**json.loads(sys.argv[1]))
    give_up_rights(limits)
    run(sys.stdin.buffer, sys.stdout.buffer, limits=limits)


if __name__ == "__main__":
    main()
