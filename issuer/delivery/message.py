"""The text of the e-mail, in the participant's language: one link, perhaps the PDF.

Who is not known to read another language gets plain French, with one line of English.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from issuer.delivery.texts import FIRST, Words, languages, words
from issuer.settings.logo import Logo, png_of
from issuer.settings.organisation import Letterhead, Organisation
from register.tables.delivery import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEmail:
    """What one message says."""

    message_id: str
    purpose: Purpose
    recipient: str
    sender: str
    reply_to: str | None
    holder: str
    """The holder's full name."""
    module_title: str
    link: str
    language: str | None
    """Of the reader, where somebody said it."""
    written_at: datetime
    """When it was queued; the same whenever it is sent."""
    letterhead: Letterhead
    file_name: str
    document: bytes | None
    """The PDF, where it is attached."""

    @property
    def words(self) -> Words:
        """The words of its language; French where none is known, or none that we can write."""
        return words(self.language if self.language in languages() else FIRST)

    @property
    def address(self) -> str:
        """The link, to the page in the reader's language."""
        return f"{self.link}?lang={self.words.language}" if self.language else self.link


_ENGLISH = (
    "In English: your certificate is ready. Open the link, type your date of birth, download it."
)
_P_ENGLISH = '<p lang="en">'
_LOGO_PIXELS = 180


def compose(email: OutgoingEmail) -> bytes:
    """Encode the message with CRLF line ends; the same message gives the same bytes.

    Raises:
        ValueError: the recipient's address is none that a header can hold.
    """
    organisation = email.letterhead.organisation
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject_of(email)
    message["From"] = Address(organisation.name, addr_spec=email.sender)
    message["To"] = Address(addr_spec=email.recipient)
    if email.reply_to is not None:
        message["Reply-To"] = Address(addr_spec=email.reply_to)
    message["Date"] = format_datetime(email.written_at)
    message["Message-ID"] = email.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no holiday answers
    message.set_content(text_of(email), cte="quoted-printable")  # needs no 8BITMIME
    message.add_alternative(_html(email), subtype="html", cte="quoted-printable")
    if logo := email.letterhead.logo:
        # A part of the message: pictures from elsewhere are not shown, and tell who reads when.
        page = message.get_payload()[-1]  # type: ignore[index]  # a list of parts, here
        assert isinstance(page, EmailMessage)  # noqa: S101  as add_alternative made it
        page.add_related(
            png_of(logo), "image", "png", cid=f"<{_logo_id(email)}>", disposition="inline"
        )
    if email.document is not None:
        message.add_attachment(
            email.document, maintype="application", subtype="pdf", filename=email.file_name
        )
    # Last, or it would go to the first part with the other fields of its kind.
    message["Content-Language"] = email.words.language if email.language else "fr, en"
    for number, part in enumerate(message.walk()):
        if part.is_multipart():  # boundaries are drawn at random otherwise
            part.set_boundary(f"={email.message_id.strip('<>').partition('@')[0]}-{number}")
    return message.as_bytes()


def subject_of(email: OutgoingEmail) -> str:
    """Return what stands in the list of messages."""
    return f"{_purpose(email)[0]} – {email.letterhead.organisation.name}"


def text_of(email: OutgoingEmail) -> str:
    """Return the message without its formatting."""
    paragraphs = [line or email.address for line in _lines(email)]
    signature = "\n".join(_signature(email.letterhead.organisation))
    return "\n\n".join([*paragraphs, signature]) + "\n"


def _purpose(email: OutgoingEmail) -> tuple[str, str]:
    """Return the subject, and the first sentence."""
    said = email.words
    return {
        Purpose.DELIVERY: (said.mail_delivery_subject, said.mail_delivery),
        Purpose.OWN_COPY: (said.mail_own_copy_subject, said.mail_own_copy),
        Purpose.LOST_LINK: (said.mail_lost_link_subject, said.mail_lost_link),
        Purpose.CORRECTION: (said.mail_correction_subject, said.mail_correction),
    }[email.purpose]


def _lines(email: OutgoingEmail) -> list[str]:
    """Return the paragraphs before and after the link, the link as an empty one."""
    said = email.words
    return [
        said.mail_hello.format(holder=email.holder),
        f"{_purpose(email)[1]} {said.mail_module.format(title=email.module_title)}",
        "",
        said.mail_keep,
        *([said.mail_attached] if email.document is not None else []),
        said.mail_private,
        *([] if email.language else [_ENGLISH]),
        said.mail_not_you,
    ]


def _signature(organisation: Organisation) -> list[str]:
    contact = [organisation.email, organisation.phone, organisation.website]
    return [
        organisation.coordinator.name,
        organisation.name,
        *(line for line in contact if line is not None),
    ]


def _logo_id(email: OutgoingEmail) -> str:
    return f"logo.{email.message_id.strip('<>')}"


def _html(email: OutgoingEmail) -> str:
    said, organisation = email.words, email.letterhead.organisation
    colour = organisation.accent_colour  # readable under white: a setting that is not is refused
    link = escape(email.address)
    button = (
        f'<p><a href="{link}" style="display:inline-block;padding:14px 22px;background:{colour};'
        'color:#ffffff;font-weight:bold;text-decoration:none;border-radius:8px">'
        f'{escape(said.open_heading)}</a></p><p dir="ltr">{link}</p>'
    )  # fmt: skip
    body = "\n".join(
        f"{_P_ENGLISH if line is _ENGLISH else '<p>'}{escape(line)}</p>" if line else button
        for line in _lines(email)
    )
    signature = "<br>".join(f"<bdi>{escape(line)}</bdi>" for line in _signature(organisation))
    return (
        f'<!doctype html>\n<html lang="{said.language}" dir="{said.direction}">\n'
        f'<head><meta charset="utf-8"><title>{escape(_purpose(email)[0])}</title></head>\n'
        '<body style="font:17px/1.5 sans-serif;color:#16212b;max-width:36em;'
        'overflow-wrap:anywhere">\n'
        f'<div style="border-top:6px solid {colour};padding-top:12px">{_face(email)}</div>\n'
        f"{body}\n<p>{signature}</p>\n</body>\n</html>\n"
    )


def _face(email: OutgoingEmail) -> str:
    """Return the organisation's logo, or its name in its colour."""
    organisation, logo = email.letterhead.organisation, email.letterhead.logo
    name = escape(organisation.name)
    if logo is None:
        return (
            f'<p style="color:{organisation.accent_colour};font-weight:bold"><bdi>{name}</bdi></p>'
        )
    width, height = _size(logo)
    return f'<img src="cid:{_logo_id(email)}" width="{width}" height="{height}" alt="{name}">'


def _size(logo: Logo) -> tuple[int, int]:
    """Return width and height in pixels of a screen: the longer one is ``_LOGO_PIXELS``."""
    scale = _LOGO_PIXELS / max(logo.width_pixels, logo.height_pixels)
    return round(logo.width_pixels * scale), round(logo.height_pixels * scale)
