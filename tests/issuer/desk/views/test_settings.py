import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.facts import Number
from attestation.formats.credential import decode_credential_envelope
from attestation.formats.qr_text import decode_digits
from issuer.audit.log import AuditAction, decode_entry
from issuer.cli.context import Command
from issuer.desk.jobs.worker import work_once
from issuer.organisation.form import settings_of
from issuer.organisation.history import (
    current_context,
    current_settings,
    keep_version,
)
from register import audit_log
from register import organisation_versions as organisation
from register.attestations import document, records
from register.database import reading, writing
from register.tables.desk import OrganisationVersionRow
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.settings_forms import FIELDS, logo
from tests.support.workbooks import person


def text_of(desk: TestDesk, number: str) -> str:
    with reading(desk.register) as session:
        content = document(session, Number(number))
    assert content is not None
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


def colours(png: bytes) -> set[tuple[int, int, int]]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return {colour for _, colour in picture.getcolors(1 << 20) or []}  # type: ignore[misc]


def test_what_is_kept_is_on_the_next_document_and_on_none_before(
    desk: TestDesk, ines: Browser
) -> None:
    ines.issue(ines.read_upload(workbook(person(family_name="Avant"))))
    desk.work()
    with reading(desk.register) as session:
        before = document(session, Number("AC-2026-0001"))

    answer = ines.post("/reglages", **FIELDS, logo=logo())
    assert answer.location == "/reglages?garde=1"
    assert "C’est enregistré&nbsp;: version 1" in ines.get(answer.location).text
    ines.issue(ines.read_upload(workbook(person(family_name="Autrement"))))
    work_once(current_context(desk.context), desk.mail_context)

    page = text_of(desk, "AC-2026-0002")
    assert "certifie que" in page
    assert "Pour servir et valoir" in page
    assert "COCOF" in page
    with reading(desk.register) as session:
        assert document(session, Number("AC-2026-0001")) == before
        events = [decode_entry(signed).event for _, signed in audit_log.entries(session)]
    assert [
        (one.who, one.subject) for one in events if one.action is AuditAction.SETTINGS_CHANGED
    ] == [("ines", "version 1")]


def test_language_of_documents_is_kept_with_the_texts_that_it_needs(
    desk: TestDesk, ines: Browser
) -> None:
    refused = ines.post("/reglages", **FIELDS | {"language": "nl"})
    assert refused.status_code == 422
    assert 'id="translations.nl.certifies-problem"' in refused.text

    texts = {
        "translations.nl.certifies": "bevestigt hierbij dat",
        "translations.nl.statement": "{sessions} sessies heeft gevolgd van de module",
        "translations.nl.partial_statement": "{followed} van de {sessions} sessies heeft gevolgd",
        "translations.nl.legal_mention": "Om te dienen waar nodig.",
    }
    ines.post("/reglages", **FIELDS | {"language": "nl"} | texts)
    ines.issue(ines.read_upload(workbook(person(family_name="Autrement"))))
    work_once(current_context(desk.context), desk.mail_context)

    page = text_of(desk, "AC-2026-0001")
    assert "Aanwezigheidsattest" in page
    assert "bevestigt hierbij dat" in page


def test_rule_decides_at_once_and_by_module(desk: TestDesk, ines: Browser) -> None:
    absent = person(family_name="Absente", marks="PAP")
    assert "n’a pas droit</span>" in ines.get(ines.read_upload(workbook(absent))).text

    ines.post("/reglages", **FIELDS | {"required_percent": "60"})
    assert 'class="state entitled"' in ines.get(ines.read_upload(workbook(absent))).text
    ines.post(
        "/reglages",
        **FIELDS | {"required_percent": "60", "version": "1"},
        rule_code=["AC-2026-10", ""],
        rule_percent=["100", ""],
    )

    page = ines.get(ines.read_upload(workbook(absent))).text
    assert 'class="state not_entitled"' in page
    assert 'value="AC-2026-10"' in ines.get("/reglages").text


def test_command_line_issues_with_what_the_desk_kept(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages", **FIELDS)
    command = Command(desk.context.settings.folder / "attestation.toml")

    context = command.current_context(command.settings(), None)

    assert context.settings.organisation_version == 1
    assert context.settings.letterhead.organisation.certifies == "certifie que"
    assert context.settings.letterhead.organisation.name == "Maison des Passages asbl"
    assert context.settings.issue.required_percent == 80
    context.register.dispose()


def test_preview_shows_what_is_typed_and_changes_nothing(desk: TestDesk, ines: Browser) -> None:
    before = colours(ines.get("/reglages/apercu.png").data)
    assert ines.post("/reglages/apercu", **FIELDS).location == "/reglages#apercu"

    page = ines.get("/reglages").text
    after = colours(ines.get("/reglages/apercu.png").data)

    assert "rien n’est encore gardé" in page
    assert 'value="certifie que"' in page
    assert before != after
    assert current_settings(desk.context.settings, desk.register) is desk.context.settings
    ines.post("/reglages/abandonner")
    assert "certifie que" not in ines.get("/reglages").text


def test_script_gets_a_picture_or_the_problems(desk: TestDesk, ines: Browser) -> None:
    token = ines.token("/reglages")

    def ask(**changed: str) -> object:
        return ines.client.post(
            "/reglages/apercu",
            data={"csrf_token": token, **FIELDS, **changed},
            headers={"Accept": "application/json"},
        ).json

    first, second = ask(), ask(place="Liège")
    refused = ask(accent_colour="#FFEE88")

    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["picture"].startswith("/reglages/apercu.png?v=")
    assert first != second
    assert refused == {
        "problems": {"accent_colour": "la couleur est trop pâle pour être lue sur du blanc"}
    }


def test_logo_is_kept_in_the_draft_and_in_the_version(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/apercu", **FIELDS, logo=logo())
    assert "Enlever le logo" in ines.get("/reglages").text

    ines.post("/reglages", **FIELDS)
    kept = current_settings(desk.context.settings, desk.register).letterhead.logo
    assert kept is not None
    assert (kept.width_pixels, kept.height_pixels) == (300, 200)
    ines.post("/reglages", **FIELDS | {"version": "1"}, remove_logo="1")

    assert current_settings(desk.context.settings, desk.register).letterhead.logo is None


def test_specimen_is_no_paper(desk: TestDesk, ines: Browser) -> None:
    answer = ines.get("/reglages/apercu.png")

    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    picture = Image.open(io.BytesIO(answer.data)).convert("RGB")
    assert (166, 27, 27) in {picture.getpixel((x, picture.height * 84 // 100)) for x in range(900)}
    for found in zxingcpp.read_barcodes(picture.resize((2727, 3858))):
        credential = decode_digits(found.text.partition("#")[2])
        assert isinstance(credential, bytes)
        with pytest.raises(MalformedCredentialError):
            decode_credential_envelope(credential)
    with reading(desk.register) as session:
        assert records(session) == []


def test_two_who_change_at_once_do_not_undo_each_other(desk: TestDesk, ines: Browser) -> None:
    desk.add_user("omar")
    omar = desk.browser("omar")
    assert omar.post("/reglages", **FIELDS | {"place": "Liège"}).status_code == 303

    answer = ines.post("/reglages", **FIELDS)

    assert (answer.status_code, "entre-temps" in answer.text) == (409, True)
    assert ines.post("/reglages", **FIELDS | {"version": "x"}).status_code == 409
    kept = current_settings(desk.context.settings, desk.register)
    assert kept.letterhead.organisation.place == "Liège"


def test_older_version_comes_back_only_as_a_new_one(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages", **FIELDS, logo=logo())
    ines.post("/reglages", **FIELDS | {"place": "Liège", "version": "1"}, remove_logo="1")

    page = ines.get("/reglages", version="1").text
    assert "Voici la version 1" in page
    assert 'value="Bruxelles"' in page
    assert ines.get("/reglages/apercu.png", version="1").status_code == 200
    assert ines.get("/reglages", version="9").status_code == 404
    ines.post("/reglages?version=1", **FIELDS | {"version": "2"})

    kept = current_settings(desk.context.settings, desk.register)
    assert (kept.organisation_version, kept.letterhead.organisation.place) == (3, "Bruxelles")
    assert kept.letterhead.logo is not None


def test_version_that_nobody_signed_issues_nothing_and_locks_nobody_out(
    desk: TestDesk, ines: Browser
) -> None:
    ines.post("/reglages", **FIELDS)
    preview = ines.read_upload(workbook())
    with writing(desk.register) as session:
        row = session.get_one(OrganisationVersionRow, 1)
        row.signed = row.signed[:-1] + bytes([row.signed[-1] ^ 1])

    assert ines.get(f"{preview}/delivrer").status_code == 503
    page = ines.get("/reglages").text
    assert "n’est signée par aucune clé" in page
    assert ines.get("/envois").status_code == 200
    ines.post("/reglages", **FIELDS | {"version": "1"})

    assert ines.get(f"{preview}/delivrer").status_code == 200


def test_version_that_was_taken_away_issues_nothing(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages", **FIELDS)
    with writing(desk.register) as session:
        session.delete(session.get_one(OrganisationVersionRow, 1))

    with pytest.raises(ConfigurationError, match="version 1 n’est plus"):
        current_context(desk.context)
    ines.post("/reglages", **FIELDS)

    assert current_context(desk.context).settings.organisation_version == 1


def test_version_under_another_number_is_not_believed(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages", **FIELDS)
    with writing(desk.register) as session:
        signed = organisation.version(session, 1)
        assert signed is not None
        organisation.add_version(session, 2, signed)

    with pytest.raises(ConfigurationError, match="version 2"):
        current_context(desk.context)


def test_version_dated_before_its_key_is_not_believed(desk: TestDesk) -> None:
    early = replace(desk.context, now=lambda: desk.clock() - timedelta(days=400))
    keep_version(early, settings_of(desk.context.settings), seen=0, who="ines")

    with pytest.raises(ConfigurationError):
        current_context(desk.context)


def test_old_drafts_are_forgotten(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/apercu", **FIELDS)
    desk.clock.turn(timedelta(days=2))

    desk.work()

    with reading(desk.register) as session:
        assert organisation.draft(session, "ines") is None


def test_draft_that_a_later_rule_refuses_is_left_out(desk: TestDesk, ines: Browser) -> None:
    ines.post("/reglages/apercu", **FIELDS)
    with writing(desk.register) as session:
        text = organisation.draft(session, "ines")
        assert text is not None
        content = json.loads(text)
        content["organisation"]["accent_colour"] = "#FFFFFF"
        organisation.keep_draft(session, "ines", json.dumps(content), at=desk.clock())

    page = ines.get("/reglages")

    assert page.status_code == 200
    assert not re.search("certifie que", page.text)
