"""The child process that compares one file with one issued document, confined like the other.

It knows no key, no register and no setting; of what it says, only the closed set of values is read.
"""

import codecs
import os

# Before numpy is imported: its threads would each take address space that is never used.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy.ma  # noqa: F401  numpy imports it at its first median
import pypdf.filters
import pypdf.xmp  # noqa: F401  like the filters, imported by pypdf at its first file
from pi_heif import options
from PIL import Image, MpoImagePlugin, WebPImagePlugin  # noqa: F401  not in preinit

from runtime.sandbox.child import serve
from verifier.comparison.compare import compare
from verifier.comparison.message import encode_comparison, split_question

options.DECODE_THREADS = 1
_CODECS = (
    "utf-16-le",
    "utf-16-be",
    "utf-16",
    "latin-1",
    "cp1252",
    "charmap",
    "ascii",
    "unicode_escape",
)


def import_all() -> None:
    """Import what any file may need: what is imported at its first use, and what readers are."""
    Image.preinit()
    for name in _CODECS:
        codecs.lookup(name)


def main() -> None:
    """Run as the child of a verifier."""
    import_all()
    serve(lambda data: encode_comparison(compare(*split_question(data))))


if __name__ == "__main__":
    main()
