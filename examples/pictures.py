"""``make pictures``: the README's pictures, made anew from the demo, so that they stay true."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pypdfium2
import zxingcpp
from PIL import Image

IMAGES = Path(__file__).parents[1] / "docs" / "images"
CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--lang=fr", "--accept-lang=fr", "--virtual-time-budget=5000",
)  # fmt: skip


def main() -> None:
    """Draw one attestation, and take pictures of the verifier's pages."""
    folder = Path(sys.argv[1])
    IMAGES.mkdir(parents=True, exist_ok=True)
    document = sorted((folder / "attestations").glob("*.pdf"))[2]
    page = pypdfium2.PdfDocument(document)[0].render(scale=200 / 72).to_pil()
    (symbol,) = zxingcpp.read_barcodes(page)
    save(page.resize((744, 1052), Image.Resampling.LANCZOS), "attestation.png")
    verifier = str(Path(sys.executable).with_name("attest-verifier"))
    command = [verifier, "--config", str(folder / "attestation.toml"), "serve"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        home = symbol.text.partition("/v#")[0] + "/"
        wait_for(home)
        photograph(home, "verifier-home.png", width=1000, height=760)
        photograph(symbol.text, "verdict-genuine.png", width=500, height=1180)
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Wait until the server answers, at most a quarter of a minute."""
    for _ in range(60):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  our own loopback
        except URLError:
            time.sleep(0.25)
        else:
            return
    sys.exit(f"Nobody answers at {address}")


def photograph(address: str, name: str, *, width: int, height: int) -> None:
    """Save the page at ``address`` as chromium shows it."""
    with tempfile.TemporaryDirectory() as profile:
        shot = Path(profile) / "shot.png"
        subprocess.run(  # noqa: S603  Debian's chromium, our own page
            [
                *CHROMIUM,
                f"--user-data-dir={profile}/profile",
                f"--window-size={width},{height}",
                f"--screenshot={shot}",
                address,
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
        save(Image.open(shot), name)


def save(picture: Image.Image, name: str) -> None:
    """Keep a picture in few colours: these pages have few."""
    picture.convert("RGB").quantize(64).save(IMAGES / name, optimize=True)


if __name__ == "__main__":
    main()
