"""Looking into files: what is found, and that nothing in a file gets further than an answer."""

import io
import json
import os
import re
import resource
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore

import pytest
import qrcode
from asn1crypto import cms
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.colors import Color, white

from attestation.verdict import Gap, Obstacle
from issuer.document.page import render_page
from tests.support.documents import LETTERHEAD, make_document_facts
from tests.support.forgeries import (
    annotated,
    encoded,
    in_hidden_layer,
    invisible,
    page_of,
    picture_of,
    saved_again,
    signature_gap,
    symbol,
    together,
    unsigned_copy,
    visible,
    words_of,
    written,
)
from tests.support.hostile import HOSTILE, pdf_of
from tests.support.strangers import sign_as_stranger
from tests.support.world import Issued
from verifier.inspection import child, files, image, process
from verifier.inspection.answer import Inspection, Nothing, Page, PdfSignature, Word, encode_answer
from verifier.inspection.answer_reader import decode_answer
from verifier.inspection.cms_integrity import is_intact
from verifier.inspection.file_kind import FileKind, file_kind
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.inspection.lines import Edges, Letter
from verifier.inspection.lines import words_of as words_in_lines
from verifier.inspection.process import Inspector
from verifier.inspection.signatures import certificates_in

LIMITS = Limits()


def inspector(limits: Limits = LIMITS) -> Inspector:
    return Inspector(limits=limits, places=BoundedSemaphore(2))


def inspected(data: bytes, limits: Limits = LIMITS) -> Inspection:
    answer = inspect_file(data, limits=limits)
    assert isinstance(answer, Inspection)
    return answer


# --- What is found. ---


def test_issued_file_gives_all_it_holds(issued: list[Issued]) -> None:
    found = inspected(issued[0].pdf)

    (page,) = found.pages
    (signature,) = {one for one in found.signatures if one.certificates}
    assert page.symbols == (issued[0].qr,)
    assert found.attachments == (issued[0].credential,)
    assert not signature.is_broken
    assert issued[0].attestation.holder.family_name in [word.text for word in page.words]
    assert page.is_legible


def test_child_and_parent_find_the_same(issued: list[Issued]) -> None:
    assert inspector()(issued[0].pdf) == inspect_file(issued[0].pdf, limits=LIMITS)


def test_symbols_of_every_page_are_read() -> None:
    sheet = together(
        symbol("one", left=60, bottom=600, side=90), symbol("two", left=300, bottom=600, side=90)
    )
    writer = PdfWriter()
    for data in (page_of(sheet), page_of(symbol("three", left=60, bottom=60, side=90))):
        writer.append(io.BytesIO(data))

    found = inspected(written(writer))

    assert [sorted(page.symbols) for page in found.pages] == [["one", "two"], ["three"]]


@pytest.mark.parametrize("side", [150, 320, 700, 3200])
def test_symbol_is_read_in_small_and_large_pictures(side: int, issued: list[Issued]) -> None:

    code = qrcode.QRCode(border=4)
    code.add_data("https://verifier.example/v#1234567890")
    picture = code.make_image().get_image().convert("L").resize((side, side))

    (page,) = inspected(encoded(picture, "PNG")).pages

    assert page.symbols == ("https://verifier.example/v#1234567890",)


def test_only_short_cose_attachments_are_kept(issued: list[Issued]) -> None:
    copy = unsigned_copy(
        issued[0].pdf, attachments=[b"", b"<xml/>", b"\xd2" + bytes(700), b"\xd2\x84\x40"]
    )

    assert inspected(copy).attachments == (b"\xd2\x84\x40",)


def test_text_that_leaves_no_ink_is_not_there() -> None:

    hidden = together(
        visible("seen", left=60, bottom=700),
        visible("white", left=60, bottom=650, colour=white),
        visible("glass", left=60, bottom=600, colour=Color(0, 0, 0, alpha=0)),
        visible("outside", left=-500, bottom=550),
        invisible("unpainted", left=60, bottom=500),
        visible("covered", left=60, bottom=450),
        lambda canvas: canvas.setFillColor(white) or canvas.rect(50, 440, 200, 30, 0, 1),
    )

    assert [word.text for word in words_of(page_of(hidden))] == ["seen"]


def test_text_in_a_hidden_layer_or_under_an_annotation_is_not_there() -> None:

    letter = page_of(visible("seen", left=60, bottom=700))
    under = page_of(
        together(visible("seen", left=60, bottom=700), visible("gone", left=60, bottom=600))
    )

    def patch(canvas: object) -> None:
        canvas.setFillColor(white)  # type: ignore[attr-defined]
        canvas.rect(50, 590, 200, 30, 0, 1)  # type: ignore[attr-defined]

    in_layer = in_hidden_layer(letter, visible("layered", left=60, bottom=650))

    assert [word.text for word in words_of(in_layer)] == ["seen"]
    assert [word.text for word in words_of(annotated(under, patch))] == ["seen"]


def test_words_lie_along_the_text_whichever_way_it_runs() -> None:
    def draw(turns: int) -> bytes:
        def drawn(canvas: object) -> None:
            canvas.translate(300, 400)  # type: ignore[attr-defined]
            canvas.rotate(90 * turns)  # type: ignore[attr-defined]
            canvas.drawString(0, 20, "above beside")  # type: ignore[attr-defined]
            canvas.drawString(0, 0, "below")  # type: ignore[attr-defined]

        return page_of(drawn)

    for turns in range(4):
        words = {word.text: word for word in words_of(draw(turns))}
        above, beside, below = (words[text] for text in ("above", "beside", "below"))

        assert above.right < beside.left
        assert above.bottom < below.top
        assert abs(above.left - below.left) < 2


def test_font_without_meaning_makes_a_page_illegible() -> None:
    page = unsigned_copy(render_page(make_document_facts(), LETTERHEAD))
    writer = PdfWriter(clone_from=io.BytesIO(page))
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        if (mapping := font.get_object().get("/ToUnicode")) is not None:
            # Each letter now means one of Unicode's private use area.
            private = re.sub(rb"> <....>", b"> <E123>", mapping.get_object().get_data())
            mapping.get_object().set_data(re.sub(rb"^<(....)>$", b"<E123>", private, flags=re.M))

    (found,) = inspected(written(writer)).pages

    assert not found.is_legible


def test_password_is_named() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("secret", left=60, bottom=700))))
    writer.encrypt("geheim", algorithm="AES-256")

    assert inspect_file(written(writer), limits=LIMITS) == Nothing(reason=Gap.PASSWORD)


def test_owner_password_alone_hinders_nobody() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("open", left=60, bottom=700))))
    writer.encrypt("", "owner", algorithm="AES-256")

    assert [word.text for word in inspected(written(writer)).pages[0].words] == ["open"]


# --- Signatures. ---


def test_strangers_signature_is_whole_until_a_byte_changes() -> None:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))

    assert inspected(signed).signatures
    assert all(not one.is_broken for one in inspected(signed).signatures)

    changed = signed.replace(b"ReportLab", b"ReportLob", 1)

    assert changed != signed
    assert any(one.is_broken for one in inspected(changed).signatures)


def test_unsigned_field_is_no_signature() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page_of(visible("À signer", left=60, bottom=700))))
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/T"): TextStringObject("Visa"),
            }
        )
    )
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )

    assert inspected(written(writer)).signatures == ()


def test_signature_that_moved_is_broken(issued: list[Issued]) -> None:
    assert any(one.is_broken for one in inspected(saved_again(issued[0].pdf)).signatures)


def test_signature_whose_file_is_in_pieces_is_still_found(issued: list[Issued]) -> None:
    begin, end = signature_gap(issued[0].pdf)

    answer = inspect_file(b"%PDF-1.7\n" + issued[0].pdf[begin:end], limits=LIMITS)

    assert isinstance(answer, Nothing)
    assert answer.reason is Gap.NOT_A_DOCUMENT
    assert any(one.certificates for one in answer.signatures)


def test_signature_under_an_escaped_name_is_found_by_the_structure(issued: list[Issued]) -> None:
    """A name may be written with #-escapes (ISO 32000-1, 7.3.5), which no search of bytes sees."""
    escaped = issued[0].pdf.replace(b"/ByteRange", b"/Byte#52ange")

    found = inspected(escaped).signatures

    assert any(one.is_broken and one.certificates for one in found)


def test_byte_range_without_numbers_is_broken(issued: list[Issued]) -> None:
    garbled = issued[0].pdf.replace(b"/ByteRange [0 ", b"/ByteRange [x ")

    assert any(one.is_broken for one in inspected(garbled).signatures)


@pytest.mark.parametrize(
    ("contents", "byte_range"),
    [(b"", (0, 1, 2)), (b"", (0, 1, 2, -1)), (b"", (0, 1, 2, 3)), (b"0\x82\x01\x00", (0, 1, 2, 3))],
)
def test_what_is_no_signature_is_not_intact(contents: bytes, byte_range: tuple[int, ...]) -> None:
    assert not is_intact(contents, byte_range=byte_range, file=b"abcdef")


def _stranger_contents() -> tuple[bytes, tuple[int, ...], bytes]:
    signed = sign_as_stranger(page_of(visible("Bonjour", left=60, bottom=700)))
    begin, end = signature_gap(signed)
    digits = signed[begin + 1 : end - 1]
    return bytes.fromhex(digits.decode()), (0, begin, end, len(signed) - end), signed


def test_signature_over_something_else_than_the_file_is_left_alone() -> None:
    """A timestamp signs what it holds, and so did early signatures (adbe.pkcs7.sha1)."""
    contents, byte_range, file = _stranger_contents()
    inside = {"content_type": "data", "content": b"held"}
    held = cms.ContentInfo.load(contents)
    held["content"]["encap_content_info"] = cms.ContentInfo(inside)

    assert is_intact(contents, byte_range=byte_range, file=file)
    assert not is_intact(contents, byte_range=byte_range, file=b"%" + file)
    assert is_intact(held.dump(force=True), byte_range=byte_range, file=b"%" + file)


def test_algorithm_that_is_unknown_here_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError

    contents, byte_range, file = _stranger_contents()
    monkeypatch.setattr("pyhanko.sign.validation.generic_cms.validate_sig_integrity", refuse)

    assert is_intact(contents, byte_range=byte_range, file=file)


def test_certificates_are_cut_out_of_damaged_contents() -> None:
    contents, _, _ = _stranger_contents()
    (certificate,) = certificates_in(contents)

    assert list(certificates_in(b"\x30\x82\x00\x09\x30\x82" + contents[7:])) == [certificate]
    assert list(certificates_in(contents[:300])) == []
    assert len(list(certificates_in(certificate * 50))) == 20


def test_page_that_is_missing_makes_no_document() -> None:
    ring = HOSTILE["a page tree in a ring"]()
    missing = pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [ 9 0 R ] /Count 1 >>"
    )

    for data in (ring, missing):
        assert inspect_file(data, limits=LIMITS) == Nothing(reason=Gap.NOT_A_DOCUMENT)


def test_small_picture_without_a_symbol_is_searched_in_vain() -> None:
    (page,) = inspected(encoded(Image.new("L", (300, 300), 255), "PNG")).pages

    assert page.symbols == ()


def test_mark_that_stands_apart_belongs_to_its_letter() -> None:
    here, there = Edges(left=0, bottom=0, right=5, top=9), Edges(left=1, bottom=40, right=3, top=42)
    letters = [
        Letter(character=character, quarters=0, shape=edges, cell=edges)
        for character, edges in (("o", here), ("\u0323", there))
    ]

    assert [word.text for word in words_in_lines(letters)] == ["o\u0323"]
    assert words_in_lines([None]) == ()


# --- What it is. ---


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1000 + b"%PDF-1.7", FileKind.PDF),
        (b"\n" * 1024 + b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\xff\xd8\xff\xe0 %PDF-1.7", None),
        (b"", None),
    ],
)
def test_kind_is_told_by_content(data: bytes, kind: FileKind | None) -> None:
    assert file_kind(data) is kind


@given(st.binary(max_size=2000))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    assert isinstance(inspect_file(data, limits=LIMITS), Nothing)


@given(st.binary(max_size=300))
def test_any_bytes_after_a_header_have_an_answer(data: bytes) -> None:
    for header in (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"):
        assert isinstance(inspect_file(header + data, limits=LIMITS), Inspection | Nothing)


# --- Limits. ---


@pytest.mark.parametrize(
    "limits",
    [
        Limits(pages=1),
        Limits(characters=5),
        Limits(symbols=1),
        Limits(attachments=1),
        Limits(signatures=0),
    ],
    ids=["pages", "characters", "symbols", "attachments", "signatures"],
)
def test_more_than_is_looked_at_is_said_and_not_passed_over(limits: Limits) -> None:
    writer = PdfWriter()
    for _ in range(2):
        writer.append(io.BytesIO(page_of(visible("Bonjour", left=60, bottom=700))))
        writer.append(io.BytesIO(page_of(symbol("x", left=60, bottom=60, side=90))))
    writer.add_attachment("a", b"1")
    writer.add_attachment("b", b"2")
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig")})
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([writer._add_object(field)])}
    )
    data = written(writer)

    assert isinstance(inspect_file(data, limits=LIMITS), Inspection)
    assert inspect_file(data, limits=limits) == Nothing(reason=Obstacle.TOO_LARGE)


def test_picture_over_40_megapixels_is_refused_undecoded() -> None:
    large = encoded(Image.new("1", (8000, 5001)), "PNG")
    just = encoded(Image.new("1", (8000, 5000)), "PNG")

    assert inspect_file(large, limits=LIMITS) == Nothing(reason=Obstacle.TOO_LARGE)
    assert isinstance(inspect_file(just, limits=LIMITS), Inspection)


def test_many_symbols_in_a_picture_are_too_many() -> None:
    sheet = page_of(
        together(
            symbol("a", left=60, bottom=600, side=90), symbol("b", left=300, bottom=600, side=90)
        )
    )

    answer = inspect_file(encoded(picture_of(sheet), "PNG"), limits=Limits(symbols=1))

    assert answer == Nothing(reason=Obstacle.TOO_LARGE)


def test_memory_that_runs_out_and_faults_of_a_library_are_answers(
    monkeypatch: pytest.MonkeyPatch, issued: list[Issued]
) -> None:

    def run_out(*_: object, **__: object) -> None:
        raise MemoryError

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a library's own")

    monkeypatch.setattr(files, "inspect_pdf", run_out)
    assert inspect_file(b"%PDF-1.7", limits=LIMITS) == Nothing(reason=Obstacle.TOO_LARGE)
    monkeypatch.setattr(files, "inspect_pdf", fail)
    assert inspect_file(b"%PDF-1.7", limits=LIMITS) == Nothing(reason=Obstacle.FAILED)
    monkeypatch.setattr(image, "_in_grey", run_out)
    png = encoded(Image.new("L", (9, 9)), "PNG")
    assert inspect_file(png, limits=LIMITS) == Nothing(reason=Obstacle.TOO_LARGE)


# --- The child process. ---


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_gets_an_answer_in_time(make: object) -> None:
    data = make()  # type: ignore[operator]

    answer = inspector(Limits(seconds=4))(data)

    assert isinstance(answer, Inspection | Nothing)
    if isinstance(answer, Inspection):
        assert not answer.attachments


def test_child_that_takes_too_long_is_ended() -> None:
    assert inspector(Limits(seconds=1))(HOSTILE["100,000 lines"]()) == Nothing(
        reason=Obstacle.TOO_SLOW
    )


def test_child_that_needs_too_much_memory_is_ended() -> None:
    bomb = HOSTILE["a PDF that unfolds to 240 MB"]()

    answer = inspector()(bomb)

    assert isinstance(answer, Nothing)
    assert answer.reason in (Obstacle.FAILED, Obstacle.TOO_LARGE)


def test_empty_and_oversized_files_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_CHILD", ("/nonexistent",))

    assert inspector()(b"") == Nothing(reason=Gap.EMPTY)
    assert inspector()(bytes(LIMITS.file_bytes + 1)) == Nothing(reason=Obstacle.TOO_LARGE)
    assert inspector()(b"%PDF-1.7") == Nothing(reason=Obstacle.FAILED)  # no such program


def _script(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(process, "_CHILD", (sys.executable, "-I", "-c", text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "print('{}')",
        "print('{\"inspection\": {}}')",
        "print('[' * 100000)",
        'print(\'{"nothing": {"reason": "genuine", "signatures": []}}\')',
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "raise SystemExit(0)",
        "import sys\nwhile True: sys.stdout.write('x' * 65536)",
        "import sys; sys.stdin.close(); print('bye')",
    ],
    ids=["silent", "empty", "hollow", "deep", "lying", "abort", "crash", "exit", "endless", "deaf"],
)
def test_child_that_was_taken_over_gives_no_answer(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    _script(monkeypatch, text)

    assert inspector()(b"%PDF-1.7" + bytes(3_000_000)) == Nothing(reason=Obstacle.FAILED)


def test_child_that_burns_its_time_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    _script(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")

    assert inspector()(b"%PDF-1.7") == Nothing(reason=Obstacle.TOO_SLOW)


def test_childs_children_die_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    _script(
        monkeypatch,
        "import os, time\n"
        f"writer = os.open({str(pipe)!r}, os.O_WRONLY)\n"
        "if os.fork() == 0:\n"
        "    os.close(1)\n"
        "    time.sleep(20)\n"
        "    os.write(writer, b'still here')\n",
    )

    inspector()(b"%PDF-1.7")

    os.set_blocking(reader, True)
    # The end of the pipe: nobody holds its other side any more.
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_child_knows_nothing_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTESTATION_SECRET", "s3cret")
    _script(
        monkeypatch,
        "import os, json, sys\n"
        "assert set(os.environ) <= {'HOME', 'TMPDIR', 'LC_ALL', 'LC_CTYPE'}, os.environ\n"
        "assert os.getcwd() == os.environ['HOME'] and not os.listdir('.')\n"
        "assert os.getsid(0) == os.getpid()\n"
        "assert len(os.listdir('/proc/self/fd')) <= 4\n"
        "print(json.dumps({'inspection': {'pages': []}}))",
    )

    assert inspector()(b"%PDF-1.7") == Inspection(pages=())


def test_folder_of_the_child_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _script(monkeypatch, "import os; open('left', 'w').write('x'); os.mkdir('more')")

    inspector()(b"%PDF-1.7")

    assert list(tmp_path.iterdir()) == []


def test_limits_hold_in_the_child() -> None:
    script = (
        "import resource\n"
        "from verifier.inspection.child import give_up_rights\n"
        "from verifier.inspection.limits import Limits\n"
        "give_up_rights(Limits())\n"
        "print(*[resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1]\n"
        "        for name in ('AS', 'CPU', 'FSIZE', 'NPROC', 'CORE')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert done.stdout.split() == [b"%d" % (512 << 20), b"10", b"0", b"0", b"0"]


def test_child_reads_no_more_than_its_limit(issued: list[Issued]) -> None:
    answer = io.BytesIO()

    child.run(io.BytesIO(issued[0].pdf), answer, limits=LIMITS)

    assert decode_answer(answer.getvalue()) == inspect_file(issued[0].pdf, limits=LIMITS)


def test_child_takes_its_limits_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, issued: list[Issued]
) -> None:
    given_up: list[Limits] = []
    stdin, stdout = io.TextIOWrapper(io.BytesIO(b"no document")), io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(child, "give_up_rights", given_up.append)
    monkeypatch.setattr(sys, "argv", ["child", json.dumps({"pages": 3})])
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)

    child.main()

    assert given_up == [Limits(pages=3)]
    stdout.seek(0)
    assert "not-a-document" in stdout.read()


def test_rights_are_given_up_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    set_limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", set_limits.__setitem__)

    child.give_up_rights(Limits(seconds=7))

    assert set_limits[resource.RLIMIT_CPU] == (7, 7)
    assert set_limits[resource.RLIMIT_FSIZE] == (0, 0)


def test_few_children_run_at_once_and_the_others_wait(
    monkeypatch: pytest.MonkeyPatch, issued: list[Issued]
) -> None:
    one_place = replace(inspector(), places=BoundedSemaphore(1))
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(one_place(b"%PDF-1.7"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [Nothing(reason=Gap.NOT_A_DOCUMENT)] * 3


# --- The answer. ---

WORDS = st.builds(
    Word,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
    left=st.floats(-999, 999),
    top=st.floats(-999, 999),
    right=st.floats(-999, 999),
    bottom=st.floats(-999, 999),
)
PAGES = st.builds(
    Page,
    symbols=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2).map(tuple),
    words=st.lists(WORDS, max_size=3).map(tuple),
    is_legible=st.booleans(),
)
SIGNATURES = st.lists(
    st.builds(
        PdfSignature,
        certificates=st.just(("ab",)),
        public_keys=st.just(()),
        is_broken=st.booleans(),
    ),
    max_size=2,
).map(tuple)
ANSWERS = st.one_of(
    st.builds(
        Inspection,
        pages=st.lists(PAGES, max_size=2).map(tuple),
        attachments=st.lists(st.binary(max_size=9), max_size=2).map(tuple),
        signatures=SIGNATURES,
    ),
    st.builds(
        Nothing,
        reason=st.sampled_from([*Gap, *Obstacle]),
        signatures=SIGNATURES,
    ),
)


@given(ANSWERS)
def test_answer_survives_the_way(answer: Inspection | Nothing) -> None:
    assert decode_answer(encode_answer(answer)) == answer


@given(st.binary(max_size=200))
def test_other_bytes_are_no_answer(data: bytes) -> None:
    assert decode_answer(data) == Nothing(reason=Obstacle.FAILED)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"inspection": null, "nothing": null}',
        '{"inspection": {"pages": []}, "nothing": {"reason": "failed"}}',
        '{"inspection": {"pages": [], "attachments": ["xyz"]}}',
        '{"inspection": {"pages": [{"symbols": [1]}]}}',
        '{"inspection": {"pages": [{"symbols": [], "is_legible": 1}]}}',
    ],
)
def test_answer_of_another_shape_is_none(text: str) -> None:
    assert decode_answer(text.encode()) == Nothing(reason=Obstacle.FAILED)
