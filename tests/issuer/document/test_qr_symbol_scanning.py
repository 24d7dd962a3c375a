from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from issuer.document.facts import DocumentFacts
from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, make_document_facts, make_facts_of_size
from tests.support.tools import run_tool

TYPICAL_BYTES, MOST_BYTES = 300, 600


def scan_badly(facts: DocumentFacts, folder: Path) -> Path:
    """Print at 100 dots per inch, lay askew, and compress as a poor scanner does."""
    pdf, picture, scan = (folder / name for name in ("page.pdf", "page.png", "scan.jpg"))
    pdf.write_bytes(render_page(facts, LETTERHEAD))
    run_tool("pdftoppm", "-r", "100", "-png", "-singlefile", pdf, picture.with_suffix(""))
    with Image.open(picture) as page:
        askew = page.convert("RGB").rotate(
            3, Image.Resampling.BICUBIC, expand=True, fillcolor="white"
        )
    askew.save(scan, quality=40)
    return scan


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("credential_bytes", [TYPICAL_BYTES, MOST_BYTES])
def test_two_readers_read_the_symbol_from_a_poor_scan(
    credential_bytes: int, seed: int, tmp_path: Path
) -> None:
    facts = make_facts_of_size(credential_bytes, seed=seed)

    scan = scan_badly(facts, tmp_path)

    with Image.open(scan) as image:
        (barcode,) = zxingcpp.read_barcodes(image)
    assert barcode.text == facts.qr_text.text()
    assert run_tool("zbarimg", "--quiet", "--raw", scan).strip() == facts.qr_text.text()


def test_real_credential_is_read_from_a_poor_scan(tmp_path: Path) -> None:
    facts = make_document_facts()

    scan = scan_badly(facts, tmp_path)

    assert run_tool("zbarimg", "--quiet", "--raw", scan).strip() == facts.qr_text.text()
