"""``make pictures``: an attestation as the demo issued it, drawn anew, so that it stays true."""

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

IMAGES = Path(__file__).parents[1] / "docs" / "images"


def main() -> None:
    """Draw one attestation of the demo in the folder that is named."""
    document = sorted((Path(sys.argv[1]) / "attestations").glob("*.pdf"))[2]
    page = pypdfium2.PdfDocument(document)[0].render(scale=200 / 72).to_pil()
    save(page.resize((744, 1052), Image.Resampling.LANCZOS), "attestation.png")


def save(picture: Image.Image, name: str) -> None:
    """Keep a picture in few colours: these pages have few."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(64).save(IMAGES / name, optimize=True)


if __name__ == "__main__":
    main()
