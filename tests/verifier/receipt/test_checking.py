"""A receipt is known where it was made, byte for byte, and nowhere else."""

import re
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from flask.testing import FlaskClient

from attestation.verdict.reasons import Gap
from attestation.verdict.verdicts import Finding, LookedAt, Unreadable
from tests.support.forgeries import (
    draw_over,
    saved_again,
    signed_draw_over,
    symbol,
    unsigned_copy,
    visible,
)
from tests.support.receipt_faces import client, issued, pdf, world
from tests.support.receipts import (
    ask_receipt,
    make_receipt_world,
    receipt_client,
    receipt_key,
    report_of,
)
from tests.support.web import post_file, verdict_of
from tests.support.world import PEOPLE, Issued, World
from verifier.receipt.checking import SeenReceipt, receipt_in
from verifier.receipt.key import create_receipt_key

__all__ = ["client", "issued", "pdf", "world"]  # pytest finds them here
EARLIER = Path(__file__).parents[2] / "assets" / "receipts"
NOTHING = Finding(verdict=Unreadable(reason=Gap.NO_CREDENTIAL), looked_at=None)


def test_receipt_is_known_where_it_was_made(client: FlaskClient, pdf: bytes) -> None:
    page = post_file(client, pdf)

    assert report_of(page) == "unchanged"
    assert "data-verdict" not in page.text
    assert "le 20 novembre 2026 à 11:00, et pas un octet" in page.text
    assert "Ağaoğlu" not in page.text  # nothing of the file is shown
    assert 'name="ticket"' not in page.text  # no report of a report


def test_no_changed_byte_of_a_receipt_passes(world: World, pdf: bytes) -> None:
    certificates = receipt_key(world).certificates()
    whole = receipt_in(pdf, NOTHING, certificates=certificates)
    assert whole == SeenReceipt(made_at=world.now())

    changed = [
        pdf[:place] + bytes([pdf[place] ^ (1 << place % 8)]) + pdf[place + 1 :]
        for place in range(0, len(pdf), 7)
    ]
    changed += [pdf + b"\n", pdf[:-1], b"\n" + pdf, pdf * 2, saved_again(pdf), pdf + bytes(400_000)]
    changed.append(pdf.lower())  # a signature in other digits is another file
    for data in changed:
        seen = receipt_in(data, NOTHING, certificates=certificates)
        assert seen is None or seen.made_at is None


def test_receipt_that_pyhanko_signed_is_still_known() -> None:
    pdf = (EARLIER / "receipt.pdf").read_bytes()
    certificate = x509.load_pem_x509_certificate((EARLIER / "receipt.cert.pem").read_bytes())

    def seen(data: bytes) -> SeenReceipt | None:
        return receipt_in(data, NOTHING, certificates=[certificate])

    assert seen(pdf) == SeenReceipt(made_at=datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert seen(pdf + b" ") == SeenReceipt(made_at=None)


def test_signature_of_a_receipt_has_one_form(world: World, pdf: bytes) -> None:
    certificates = receipt_key(world).certificates()
    first, second = re.search(rb"/ByteRange \[0 (\d+) (\d+)", pdf).groups()  # type: ignore[union-attr]
    start, end = int(first), int(second)
    padding = len(pdf[start:end].rstrip(b"0>"))
    for contents in (
        pdf[start:end].lower(),
        pdf[start : end - 2] + b"1>",
        pdf[start : start + padding] + b"F" + pdf[start + padding + 1 : end],
        b"<" + b"0" * (end - start - 2) + b">",
        b"<309" + pdf[start + 4 : end],
    ):
        data = pdf[:start] + contents.ljust(end - start, b"0") + pdf[end:]
        seen = receipt_in(data, NOTHING, certificates=certificates)
        assert seen is None or seen.made_at is None


def test_changed_receipt_is_told_and_never_believed(client: FlaskClient, pdf: bytes) -> None:
    drawn = visible("Attestation authentique", left=60, bottom=600)
    page = post_file(client, signed_draw_over(pdf, drawn))
    assert report_of(page) == "changed"
    assert "data-verdict" not in page.text

    page = post_file(client, unsigned_copy(pdf))
    assert verdict_of(page) == ("unreadable", None, "no-credential")


def test_receipt_of_another_verifier_is_no_receipt_here(
    client: FlaskClient, tmp_path: Path
) -> None:
    other = make_receipt_world(tmp_path)
    (one,) = other.issue(PEOPLE[0])
    there = receipt_client(other)
    foreign = ask_receipt(there, post_file(there, one.pdf)).data

    assert report_of(post_file(there, foreign)) == "unchanged"
    assert verdict_of(post_file(client, foreign)) == ("unreadable", None, "no-credential")


def test_receipt_never_hides_what_a_file_is(
    client: FlaskClient, world: World, issued: list[Issued], pdf: bytes
) -> None:
    # A genuine symbol on a receipt's page, and the mark of a receipt behind a changed original.
    certificate = receipt_key(world).certificate
    for data, verdict in (
        (
            draw_over(pdf, symbol(issued[0].qr, left=60, bottom=100, side=130)),
            {"altered", "genuine"},
        ),
        (issued[0].pdf + b"\n% " + pdf[pdf.index(b"<308") :], {"altered"}),
    ):
        page = post_file(client, data)
        assert verdict_of(page)[0] in verdict
        assert report_of(page) is None
    assert (
        receipt_in(
            issued[0].pdf,
            Finding(verdict=world.check_file(issued[0].pdf).verdict, looked_at=LookedAt.ORIGINAL),
            certificates=[certificate],
        )
        is None
    )


def test_receipts_of_a_former_key_are_still_known(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    (one,) = world.issue(PEOPLE[0])
    client = receipt_client(world)
    before = ask_receipt(client, post_file(client, one.pdf)).data
    create_receipt_key(tmp_path / "receipts", address="https://verifier.example", at=world.now())
    client = receipt_client(world)

    assert report_of(post_file(client, before)) == "unchanged"
    after = ask_receipt(client, post_file(client, one.pdf)).data
    assert report_of(post_file(client, after)) == "unchanged"
