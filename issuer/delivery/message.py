"""The text of the e-mail: plain French, one line of English, one link, perhaps the PDF."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from issuer.settings.organisation import Organisation
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
    written_at: datetime
    """When it was queued; the same whenever it is sent."""
    organisation: Organisation
    file_name: str
    document: bytes | None
    """The PDF, where it is attached."""


_SUBJECTS = {
    Purpose.DELIVERY: "Votre attestation",
    Purpose.OWN_COPY: "Le lien vers votre attestation",
    Purpose.LOST_LINK: "Votre nouveau lien vers votre attestation",
    Purpose.CORRECTION: "Votre attestation corrigée",
}
_FIRST_LINES = {
    Purpose.DELIVERY: "Votre attestation est prête.",
    Purpose.OWN_COPY: "Vous avez demandé le lien vers votre attestation.",
    Purpose.LOST_LINK: "Vous avez demandé un nouveau lien vers votre attestation.",
    Purpose.CORRECTION: "Votre attestation est corrigée. L’ancienne ne vaut plus.",
}
_KEEP = (
    "Cliquez sur le lien, tapez votre date de naissance, et téléchargez votre attestation. "
    "Gardez ce message : le lien marche encore dans plusieurs années."
)
_ATTACHED = "L’attestation est aussi jointe à ce message (PDF)."
_PRIVATE = "Ce lien est pour vous. Ne le donnez à personne."
_NOT_YOU = "Ce message n’est pas pour vous ? Effacez-le, et rien ne se passe."
_ENGLISH = (
    "In English: your certificate is ready. Open the link, type your date of birth, download it."
)
_P_ENGLISH = '<p lang="en">'
_BUTTON = "Ouvrir mon attestation"


def compose(email: OutgoingEmail) -> bytes:
    """Encode the message with CRLF line ends; the same message gives the same bytes.

    Raises:
        ValueError: the recipient's address is none that a header can hold.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject_of(email)
    message["From"] = Address(email.organisation.name, addr_spec=email.sender)
    message["To"] = Address(addr_spec=email.recipient)
    if email.reply_to is not None:
        message["Reply-To"] = Address(addr_spec=email.reply_to)
    message["Date"] = format_datetime(email.written_at)
    message["Message-ID"] = email.message_id
    message["Content-Language"] = "fr, en"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no holiday answers
    message.set_content(text_of(email), cte="quoted-printable")  # needs no 8BITMIME
    message.add_alternative(_html(email), subtype="html", cte="quoted-printable")
    if email.document is not None:
        message.add_attachment(
            email.document, maintype="application", subtype="pdf", filename=email.file_name
        )
    for number, part in enumerate(message.walk()):
        if part.is_multipart():  # boundaries are drawn at random otherwise
            part.set_boundary(f"={email.message_id.strip('<>').partition('@')[0]}-{number}")
    return message.as_bytes()


def subject_of(email: OutgoingEmail) -> str:
    """Return what stands in the list of messages."""
    return f"{_SUBJECTS[email.purpose]} – {email.organisation.name}"


def text_of(email: OutgoingEmail) -> str:
    """Return the message without its formatting."""
    paragraphs = [line or email.link for line in _lines(email)]
    return "\n\n".join([*paragraphs, "\n".join(_signature(email.organisation))]) + "\n"


def _lines(email: OutgoingEmail) -> list[str]:
    """Return the paragraphs before and after the link, the link as an empty one."""
    after = [_KEEP, _ATTACHED, _PRIVATE] if email.document is not None else [_KEEP, _PRIVATE]
    return [
        f"Bonjour {email.holder},",
        f"{_FIRST_LINES[email.purpose]} Module : {email.module_title}.",
        "",
        *after,
        _ENGLISH,
        _NOT_YOU,
    ]


def _signature(organisation: Organisation) -> list[str]:
    contact = [organisation.email, organisation.phone, organisation.website]
    return [
        organisation.coordinator.name,
        organisation.name,
        *(line for line in contact if line is not None),
    ]


def _html(email: OutgoingEmail) -> str:
    link = escape(email.link)
    button = (
        f'<p><a href="{link}" style="display:inline-block;padding:14px 22px;background:#1d4e6b;'
        f'color:#ffffff;font-weight:bold;text-decoration:none;border-radius:8px">{_BUTTON}</a></p>'
        f'<p>{link}</p>'
    )  # fmt: skip
    body = "\n".join(
        f"{_P_ENGLISH if line is _ENGLISH else '<p>'}{escape(line)}</p>" if line else button
        for line in _lines(email)
    )
    signature = "<br>".join(escape(line) for line in _signature(email.organisation))
    return (
        '<!doctype html>\n<html lang="fr">\n<head><meta charset="utf-8"><title>'
        f"{_SUBJECTS[email.purpose]}</title></head>\n"
        '<body style="font:17px/1.5 sans-serif;color:#16212b;max-width:36em">\n'
        f"{body}\n<p>{signature}</p>\n</body>\n</html>\n"
    )
