"""Hostile uploads, hundreds of them: no error of ours, nobody stuck, honest ones answered."""

import io
import os
import random
import struct
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import encoded, picture_of
from tests.support.sweeps import sweep
from tests.support.web import make_app
from tests.support.world import Issued, World, make_world

UPLOADS = sweep(300, reduced=48)
CANARY = Holder(
    family_name="Zyxkanarie",
    given_name="Quastolf",
    birth_date=PartialDate(year=1971, month=3, day=19),
)


def roomy(world: World) -> Flask:
    return make_app(world, inspection_seconds=20)  # the machines of tests are slow


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        summed = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + summed

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def pdf_around(stream: bytes) -> bytes:
    return (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%%%EOF" % (len(stream), stream)
    )


def hostile_files(pdf: bytes) -> list[bytes]:
    """Make a file of each kind, again and again, each a little different."""
    dice = random.Random(20261122)  # noqa: S311  a fixed seed, so that a failure comes back
    image = encoded(picture_of(pdf, dpi=50), "PNG")
    bomb = zlib.compress(bytes(20_000_000), 9)
    kinds = (
        lambda: png(65_535, 65_535, bomb),
        lambda: png(65_535, 65_535, b""),
        lambda: pdf_around(bomb),
        lambda: pdf_around(zlib.compress(b"q " * 500_000 + b"Q", 9)),
        lambda: b"%PDF-1.7\n1 0 obj" + b"[" * 100_000 + b"trailer<</Root 1 0 R>>",
        lambda: b"%PDF-1.7\n1 0 obj" + b"<</A" * 50_000 + b"trailer<</Root 1 0 R>>",
        lambda: pdf[: dice.randrange(len(pdf))],
        lambda: image[: dice.randrange(len(image))],
        lambda: image + pdf,
        lambda: pdf[: dice.randrange(1, 20)] + image + pdf,
        lambda: b"\xff\xd8\xff" + dice.randbytes(2000),
        lambda: b"RIFF\xff\xff\xff\xffWEBP" + dice.randbytes(2000),
        lambda: pdf.replace(b"/Count 1", b"/Count 2147483647"),
        lambda: b"%PDF-1.7\n" + dice.randbytes(3000),
        lambda: b"PK\x03\x04" + dice.randbytes(100),
    )
    return [kinds[index % len(kinds)]() for index in range(UPLOADS)]


def test_hostile_uploads_cost_nobody_his_answer(world: World, issued: list[Issued]) -> None:
    app, one = roomy(world), issued[0]
    photo = encoded(picture_of(one.pdf, dpi=100), "JPEG")

    def send(data: bytes) -> tuple[int, str]:
        answer = app.test_client().post("/check", data={"file": (io.BytesIO(data), "x.pdf")})
        page = answer.get_data(as_text=True)
        return answer.status_code, page.partition('data-verdict="')[2].partition('"')[0]

    with ThreadPoolExecutor(6) as limiter, ThreadPoolExecutor(1) as officer:
        hostile = limiter.map(send, hostile_files(one.pdf))
        honest = [officer.submit(send, data) for data in (one.pdf, photo) * 5]
        answers = list(hostile)
        answered = [future.result() for future in honest]

    assert len(answers) == UPLOADS
    assert {status for status, _ in answers} == {200}
    assert all(verdict for _, verdict in answers)
    assert answered == [(200, "genuine")] * 10
    # Nobody is left behind: all places are free again.
    assert send(photo) == (200, "genuine")


def test_canary_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world = make_world(tmp_path / "deployment")
    (one,) = world.issue(CANARY)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    app = roomy(world)
    client = app.test_client()
    visited: list[str] = []
    photo = encoded(picture_of(one.pdf, dpi=100), "JPEG")
    questions: list[tuple[str, dict[str, object]]] = [
        ("/check", {"data": {"text": one.code}}),
        ("/check", {"data": {"text": one.qr}}),
        ("/check", {"data": {"fragment": one.qr.partition("#")[2]}}),
        ("/api/v1/verifications", {"json": [{"qr": one.qr}, {"code": one.code}]}),
        ("/api/v1/verifications", {"json": {"Zyxkanarie": "Quastolf"}}),
    ]
    for data in (one.pdf, photo, one.pdf + b"x", one.pdf[:-2000]):
        for path in ("/check", "/api/v1/verifications"):
            named = (io.BytesIO(data), "Zyxkanarie.pdf")
            questions.append((path, {"data": {"file": named}}))

    pages = []
    for path, options in questions:
        answer = client.post(path, **options)
        visited.append(answer.request.url + answer.headers.get("Location", ""))
        pages.append(answer.get_data(as_text=True))
    world.context.register.dispose()
    (tmp_path / "deployment" / "register.db").write_bytes(b"Zyxkanarie" * 500)
    for path, options in questions[:4]:
        visited.append(client.post(path, **options).request.url)

    said = "".join(capfd.readouterr())
    left = [Path(folder) / name for folder, _, names in os.walk(scratch) for name in names]
    secrets = ("Zyxkanarie", "Quastolf", "1971", one.code, one.code.replace("-", ""))
    assert sum("Zyxkanarie" in page for page in pages) >= 6, "the canary sang where it should"
    assert [secret for secret in secrets if secret in said] == []
    assert [secret for secret in secrets for url in visited if secret in url] == []
    assert left == []
