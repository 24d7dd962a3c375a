"""The limited child: reads a picture from standard input, writes the small logo made of it.

Started by ``logo_reading.read_logo`` as ``python -I -m issuer.document.logo_child``. It limits
itself before it touches the first byte; whatever then goes wrong ends this process and no other.
"""

import base64
import json
import sys

from attestation.errors import ConfigurationError
from issuer.document.logo import MAX_LOGO_FILE_BYTES, Logo, prepare_logo
from issuer.limits import limit_this_process


def main() -> None:
    """Answer on standard output, within the limits."""
    limit_this_process()
    try:
        answer = encode_logo(
            prepare_logo(sys.stdin.buffer.read(MAX_LOGO_FILE_BYTES + 1), setting="logo")
        )
    except ConfigurationError as error:
        answer = {"refusal": error.problem}
    sys.stdout.write(json.dumps(answer))


def encode_logo(logo: Logo) -> dict[str, int | str]:
    """Give a logo as JSON takes it."""
    return {
        "width": logo.width_pixels,
        "height": logo.height_pixels,
        "palette": base64.b64encode(logo.palette).decode(),
        "pixels": base64.b64encode(logo.compressed_pixels).decode(),
    }


if __name__ == "__main__":
    main()
