"""Receipts: what they say, who can ask for one, and what becomes of one that is brought back."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from flask.testing import FlaskClient
from pypdf import PdfReader

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.verdict.reasons import Gap
from attestation.verdict.verdicts import Finding, LookedAt, Unreadable
from keys.trust import fingerprint
from tests.support.forgeries import (
    draw_over,
    saved_again,
    signed_draw_over,
    spot_of,
    strokes,
    symbol,
    together,
    unsigned_copy,
    visible,
)
from tests.support.receipts import (
    ask_receipt,
    code_of,
    make_receipt_world,
    receipt_client,
    receipt_key,
    report_of,
    ticket_of,
    words_of,
)
from tests.support.web import post_file, verdict_of
from tests.support.world import PEOPLE, Issued, World, make_world
from verifier.http.outcome import digest_of
from verifier.receipt.checking import SeenReceipt, receipt_in
from verifier.receipt.key import create_receipt_key
from verifier.receipt.page import MAX_DOSSIER_CHARACTERS
from verifier.translations.catalogue import LANGUAGES, wording
from verifier.written_facts import stated_facts

FRENCH = wording("fr").receipt
EARLIER = Path(__file__).parents[2] / "assets" / "receipts"
NOTHING = Finding(verdict=Unreadable(reason=Gap.NO_CREDENTIAL), looked_at=None)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A deployment with a receipt key that no test changes."""
    return make_receipt_world(tmp_path_factory.mktemp("receipts"))


@pytest.fixture(scope="module")
def issued(world: World) -> list[Issued]:
    long = Holder(family_name="Đ" * 80, given_name="W" * 100, birth_date=PartialDate(year=1990))
    return world.issue(*PEOPLE, long)


@pytest.fixture
def client(world: World, issued: list[Issued]) -> FlaskClient:
    return receipt_client(world)


@pytest.fixture(scope="module")
def pdf(world: World, issued: list[Issued]) -> bytes:
    client = receipt_client(world)
    answer = ask_receipt(client, post_file(client, issued[0].pdf), dossier="2026/NAT/17")
    return bytes(answer.data)


def test_receipt_says_what_the_page_said(
    client: FlaskClient, world: World, issued: list[Issued]
) -> None:
    one = issued[0]

    answer = ask_receipt(client, post_file(client, one.pdf), dossier="  2026/NAT/17  bis ")

    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"rapport-{one.number}-2026-11-20-1100.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    words = words_of(answer.data)
    digest = digest_of(one.pdf)
    for said in (
        "Rapport de vérification", "https://verifier.example", "le 20 novembre 2026 à 11:00",
        "n’est pas une attestation", "Attestation authentique", "un fichier, l’original",
        digest[:32], digest[32:], "2026/NAT/17 bis", "Ağaoğlu", "Şükriye", "29 février 1988",
        one.number, "Maison des Passages asbl", "Versez ce fichier au dossier", "Chaque octet",
        "L’identité de la personne", "attestation-service",
        fingerprint(receipt_key(world).certificate).hex()[:32],
    ):  # fmt: skip
        assert said in words, said


def test_receipt_names_the_places_where_the_page_differs(
    client: FlaskClient, issued: list[Issued]
) -> None:
    spot = spot_of(issued[0].pdf, "12", "h")
    changed = strokes("152 h", left=spot.left, bottom=spot.bottom)
    forged = draw_over(issued[0].pdf, together(spot.cover, changed))

    words = words_of(ask_receipt(client, post_file(client, forged)).data)

    assert "Où la page diffère" in words
    assert "le document délivré montre « 12 h" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_speaks_the_officers_language(
    client: FlaskClient, issued: list[Issued], language: str
) -> None:
    page = client.post(f"/check?lang={language}", data={"text": issued[1].code})

    answer = ask_receipt(client, page)

    words, spoken = words_of(answer.data), wording(language)
    assert spoken.receipt.title in words
    assert spoken.verdicts["genuine"].heading in words
    assert spoken.page.compare_heading in words
    for label, value in stated_facts(issued[1].attestation.particulars, spoken):
        assert f"{label} {value}" in words
    assert f"{spoken.recognition.label} {spoken.stated.not_stated}" in words
    assert spoken.receipt.copied.format(channel=spoken.receipt.channels.text) in words
    assert str(PdfReader(io.BytesIO(answer.data)).root_object["/Lang"]) == language


def test_every_verdict_has_its_receipt_on_one_page(tmp_path: Path) -> None:
    world = make_receipt_world(tmp_path)
    good, gone, old = world.issue(*PEOPLE)
    (stranger,) = make_world(tmp_path / "stranger").issue(PEOPLE[1])
    world.withdraw(gone.number, reason="Présences corrigées " * 9)
    world.replace(old.number, replace(PEOPLE[2], family_name="Suryani Dewi"))
    client = receipt_client(world)
    uploaded = {
        "genuine": good.pdf,
        "withdrawn": gone.pdf,
        "replaced": old.pdf,
        "altered": good.pdf + b"\n",
        "not_ours": stranger.pdf,
        "unreadable": b"rien",
        "cannot_check": b"%PDF-" + bytes(11_000_000),
    }
    for verdict, data in uploaded.items():
        page = post_file(client, data)
        assert verdict_of(page)[0] == verdict

        words = words_of(ask_receipt(client, page).data)

        spoken = "genuine-original" if verdict == "genuine" else verdict
        assert wording("fr").verdicts[spoken].heading in words
        assert digest_of(data)[:32] in words


def test_longest_names_and_every_reason_fit_on_one_page(
    client: FlaskClient, issued: list[Issued]
) -> None:
    page = post_file(client, issued[3].pdf)

    answer = ask_receipt(client, page, dossier="W" * MAX_DOSSIER_CHARACTERS)

    assert "Đ" * 20 in words_of(answer.data)


def test_receipt_is_signed_as_pdf_readers_want_it(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "receipt.pdf"
    file.write_bytes(pdf)
    for tool in ("pdfsig", "pdffonts", "qpdf"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here")

    def ask(*command: str) -> str:
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        return done.stdout

    said = ask("pdfsig")
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    fonts = ask("pdffonts").splitlines()[2:]
    assert len(fonts) == 2
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)  # embedded
    assert "No syntax or stream encoding errors" in ask("qpdf", "--check")
    assert len(pdf) < 60_000


def test_receipt_is_known_where_it_was_made(client: FlaskClient, pdf: bytes) -> None:
    page = post_file(client, pdf)

    assert report_of(page) == "unchanged"
    assert "data-verdict" not in page.text
    assert "le 20 novembre 2026 à 11:00, et pas un octet" in page.text
    assert "Ağaoğlu" not in page.text  # nothing of the file is shown
    assert 'name="ticket"' not in page.text  # no report of a report


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_about_a_receipt_comes_in_every_language(
    client: FlaskClient, pdf: bytes, language: str
) -> None:
    spoken = wording(language).receipt
    for data, heading in ((pdf, spoken.seen_heading), (pdf + b" ", spoken.changed_heading)):
        file = {"file": (io.BytesIO(data), "x.pdf")}
        page = client.post(f"/check?lang={language}", data=file).text
        assert f">{heading}</h1>" in page
        assert "{" not in page.partition("<main")[2]


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


def test_several_files_have_one_signed_receipt(
    client: FlaskClient, issued: list[Issued], pdf: bytes
) -> None:
    copy = issued[1].pdf + b"\n"
    files = [(io.BytesIO(data), "x.pdf") for data in (issued[0].pdf, pdf, copy)]

    page = client.post("/check", data={"file": files})

    assert page.text.count('name="ticket"') == 2
    assert page.text.count('data-report="unchanged"') == 1
    tickets = re.findall(r'name="ticket" value="([^"]+)"', page.text)
    for ticket, one in zip(tickets, (issued[0], issued[1]), strict=True):
        assert one.number in words_of(client.post("/receipt", data={"ticket": ticket}).data)
    answer = client.post("/receipt", data={"ticket": tickets, "dossier": "2026/NAT/17"})
    read = PdfReader(io.BytesIO(answer.data)).pages
    pages = [" ".join(one.extract_text().split()) for one in read]
    for number, (page_text, one) in enumerate(zip(pages, issued[:2], strict=True), start=1):
        assert f"Document {number} sur 2." in page_text
        assert one.number in page_text
        assert "2026/NAT/17" in page_text
    assert "rapport-2-2026" in answer.headers["Content-Disposition"]
    assert report_of(post_file(client, answer.data)) == "unchanged"


def test_receipt_says_which_facts_the_officer_compared(
    client: FlaskClient, world: World, issued: list[Issued]
) -> None:
    page = client.post("/check", data={"text": code_of(world)})
    assert page.text.count('name="compared" value="0.') > 5

    ticked = ["0.0", "0.2", "0.99", "1.1", "x"]
    answer = client.post("/receipt", data={"ticket": ticket_of(page), "compared": ticked})
    without = client.post("/receipt", data={"ticket": ticket_of(page)})
    original = client.post(
        "/receipt", data={"ticket": ticket_of(post_file(client, issued[0].pdf)), "compared": "0.0"}
    )

    assert words_of(answer.data).count(" – comparé par l’agent") == 2
    assert "L’agent a coché 2 faits sur" in words_of(answer.data)
    assert "L’agent a coché 0 faits sur" in words_of(without.data)
    assert "comparé par l’agent" not in words_of(original.data)  # nothing was left to compare


def test_program_is_told_that_a_receipt_is_no_attestation(client: FlaskClient, pdf: bytes) -> None:
    answer = client.post("/api/v1/verifications", data={"file": (io.BytesIO(pdf), "x.pdf")})

    (one,) = answer.get_json()["verifications"]
    assert one["verdict"] == "unreadable"
    assert one["reasons"] == ["no-credential"]
