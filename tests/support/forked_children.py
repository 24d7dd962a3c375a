"""Children as a serving verifier has them: forked, so that only the first waits for imports."""

import atexit
from functools import cache

from runtime.sandbox.fork_server import AskChild, ForkServer


@cache
def children_of(module: str) -> AskChild:
    """Start one fork server for ``module`` in this process of tests; return how it is asked."""
    server = ForkServer(module)
    server.start()
    atexit.register(server.close)
    return server.ask
