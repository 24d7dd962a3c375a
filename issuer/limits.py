"""What a process that opens untrusted bytes takes away from itself, before the first of them."""

import resource

MAX_MEMORY_BYTES = 512 * 1024 * 1024  # design §9
MAX_CPU_SECONDS = 10  # design §9


def limit_this_process() -> None:
    """Take away what reading a file never needs; the system enforces it from here on."""
    for kind, wanted in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),  # a core file would hold people's names
    ):
        _, hard = resource.getrlimit(kind)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, limit))
