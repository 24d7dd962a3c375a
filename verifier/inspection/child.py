"""The child process that inspects one file; ``runtime.sandbox`` confines it.

It knows no key, no register and no setting but its limits, and nothing that it says is believed.
"""

import heapq  # noqa: F401  what Counter.most_common would import
import json
import sys

from PIL import Image, MpoImagePlugin, WebPImagePlugin  # noqa: F401  not in preinit

from runtime.sandbox.child import serve
from verifier.inspection.answer import encode_answer
from verifier.inspection.cms_integrity import import_judges
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.signatures import SIGNATURE_WORD


def import_all() -> None:
    """Import what any file may need, for a process that forks children."""
    Image.preinit()  # the readers of pictures, which Pillow would import when it needs them
    import_judges()


def main() -> None:
    """Run as the child of a verifier."""
    limits = Limits(**json.loads(sys.argv[2]))
    Image.preinit()
    serve(lambda data: encode_answer(inspect_file(data, limits=limits)), prepare=_prepare)


def _prepare(data: bytes) -> None:
    if SIGNATURE_WORD in data:
        import_judges()


if __name__ == "__main__":
    main()
