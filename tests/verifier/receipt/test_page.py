"""Receipts: what they say, who can ask for one, and what becomes of one that is brought back."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from keys.trust import fingerprint
from tests.support.forgeries import (
    draw_over,
    spot_of,
    strokes,
    together,
)
from tests.support.receipt_faces import client, issued, pdf, world
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
from verifier.receipt.page import MAX_DOSSIER_CHARACTERS
from verifier.translations.catalogue import LANGUAGES, wording
from verifier.written_facts import stated_facts

__all__ = ["client", "issued", "pdf", "world"]  # pytest finds them here
FRENCH = wording("fr").receipt


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
