"""The child process that makes the small logo of a picture; ``runtime.sandbox`` confines it."""

import base64
import json

from PIL import Image

from attestation.errors import ConfigurationError
from issuer.settings.logo import Logo, prepare_logo
from runtime.sandbox.child import serve


def main() -> None:
    """Run as the child of whoever reads a logo."""
    Image.preinit()  # the readers of pictures, which Pillow would import when it needs them
    serve(answer_for)


def answer_for(content: bytes) -> bytes:
    """Answer with the logo, or with the reason why there is none."""
    try:
        return json.dumps(encode_logo(prepare_logo(content, setting="logo"))).encode()
    except ConfigurationError as error:
        return json.dumps({"refusal": error.problem}).encode()


def encode_logo(logo: Logo) -> dict[str, int | str]:
    """Return a logo as JSON takes it."""
    return {
        "width": logo.width_pixels,
        "height": logo.height_pixels,
        "palette": base64.b64encode(logo.palette).decode(),
        "pixels": base64.b64encode(logo.compressed_pixels).decode(),
    }


if __name__ == "__main__":
    main()
