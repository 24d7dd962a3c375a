"""The e-mail: in the reader's language, with the organisation's face."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from PIL import Image

from issuer.delivery.message import OutgoingEmail, compose, subject_of, text_of
from issuer.delivery.texts import languages, words
from issuer.settings.organisation import Letterhead
from register.tables.delivery import Purpose
from tests.support.documents import ORGANISATION, make_logo

LETTERHEAD = Letterhead(organisation=ORGANISATION)


def make_email(
    language: str | None = None,
    *,
    purpose: Purpose = Purpose.DELIVERY,
    letterhead: Letterhead = LETTERHEAD,
) -> OutgoingEmail:
    return OutgoingEmail(
        message_id="<1234@example.org>",
        purpose=purpose,
        recipient="s@example.org",
        sender="a@example.org",
        reply_to=None,
        holder="Şükriye Ağaoğlu",
        module_title="Ateliers citoyens",
        link="https://attestation.example.org/d/TOKEN",
        language=language,
        written_at=datetime(2026, 11, 20, tzinfo=UTC),
        letterhead=letterhead,
        file_name="a.pdf",
        document=b"%PDF",
    )


def parts(email: OutgoingEmail) -> tuple[EmailMessage, str, str]:
    message = message_from_bytes(compose(email), policy=default)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return message, plain.get_content(), page.get_content()


@pytest.mark.parametrize("language", languages())
def test_message_is_whole_in_the_readers_language_and_leads_to_a_page_in_it(language: str) -> None:
    said = words(language)

    message, plain, page = parts(make_email(language))

    assert message["Content-Language"] == language
    assert str(message["Subject"]).startswith(said.mail_delivery_subject)
    assert f'<html lang="{language}" dir="{said.direction}">' in page
    for text in (plain, page):
        assert said.mail_delivery in text
        assert f"/d/TOKEN?lang={language}" in text
        assert "In English" not in text
        assert "{" not in text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_reason_to_write_has_a_subject_of_its_own_in_each_language(purpose: Purpose) -> None:
    others = [other for other in Purpose if other is not purpose]
    for language in languages():
        mine = make_email(language, purpose=purpose)
        assert all(subject_of(mine) != subject_of(replace(mine, purpose=one)) for one in others)
        assert ORGANISATION.name in subject_of(mine)


@pytest.mark.parametrize("language", [None, "xx"])
def test_who_is_known_to_read_no_other_language_gets_french(language: str | None) -> None:
    assert text_of(make_email(language)).startswith("Bonjour Şükriye Ağaoğlu,")


def test_french_that_nobody_chose_has_a_line_of_english() -> None:
    assert "In English: your certificate is ready." in text_of(make_email())


def test_message_shows_the_organisations_logo_and_colour_and_asks_nobody_for_them() -> None:
    organisation = ORGANISATION.model_copy(update={"accent_colour": "#6B1D4E"})
    letterhead = Letterhead(organisation=organisation, logo=make_logo())

    message, _, page = parts(make_email("nl", letterhead=letterhead))

    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    name = picture["Content-ID"].strip("<>")
    assert f'src="cid:{name}"' in page
    assert "#6B1D4E" in page
    assert Image.open(io.BytesIO(picture.get_content())).format == "PNG"
    assert 'src="http' not in page
    assert compose(make_email(letterhead=letterhead)) == compose(make_email(letterhead=letterhead))
