"""What a message will look like: shown before it leaves, and sent to oneself as a test."""

import secrets

from issuer.audit.log import AuditAction, AuditEvent, record
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext
from issuer.delivery.message import OutgoingEmail, compose
from issuer.delivery.smtp import MailServerError, Taken, connected, hand_over
from issuer.words.sentence import sentence
from register.tables.delivery import Purpose

HOLDER = "Prénom Nom"
MODULE = "Intitulé du module"


def specimen_email(
    mail_context: MailContext,
    *,
    recipient: str,
    holder: str = HOLDER,
    module_title: str = MODULE,
    purpose: Purpose = Purpose.DELIVERY,
) -> OutgoingEmail:
    """Return a message as it would leave; its link leads to the page's front and opens nothing."""
    mail, letterhead = mail_context.mail(), mail_context.letterhead()
    name = secrets.token_hex(16)
    return OutgoingEmail(
        message_id=f"<{name}@{mail.sender.partition('@')[2]}>",
        purpose=purpose,
        recipient=recipient,
        sender=mail.sender,
        reply_to=mail.reply_to or letterhead.organisation.email,
        holder=holder,
        module_title=module_title,
        link=f"{mail_context.settings.participant.address}/",
        language=None,
        written_at=mail_context.instant(),
        letterhead=letterhead,
        file_name="attestation.pdf",
        document=None,
    )


def send_specimen(
    context: IssuerContext, mail_context: MailContext, *, recipient: str, who: str
) -> None:
    """Send a message that names nobody to ``recipient``, now and not through the outbox.

    Raises:
        MailServerError: the server cannot be used, or did not take it.
        ConfigurationError: there is no mail server, or its account's file is unusable.
        RegisterError: it left, and the log's entry could not be kept.
        SigningError: the same.
    """
    email = specimen_email(mail_context, recipient=recipient)
    try:
        content = compose(email)
    except ValueError:
        raise MailServerError(
            sentence("cette adresse ne peut pas être écrite dans un message")
        ) from None
    with connected(mail_context.mail()) as server:
        outcome = hand_over(
            server,
            sender=email.sender,
            recipient=recipient,
            content=content,
            before_end=lambda: True,
        )
    if not isinstance(outcome, Taken):
        raise MailServerError(sentence("le serveur n’a pas pris le message d’essai"))
    record(context, AuditEvent(who=who, action=AuditAction.MESSAGES_SENT, detail="1 essai"))
