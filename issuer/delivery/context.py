"""What delivering takes: the settings, the register, the key of the links and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from attestation.errors import AttestationError, ConfigurationError
from issuer.context import utc_now
from issuer.delivery.link_secret import LinkSecret, open_link_secret
from issuer.organisation.history import current_settings
from issuer.settings.delivery import MailSettings
from issuer.settings.issuer import IssuerSettings
from issuer.settings.organisation import Letterhead, Organisation
from issuer.words.sentence import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContext:
    """All that messages and links need; it holds no signing key."""

    settings: IssuerSettings
    register: Engine
    secret: LinkSecret
    now: Callable[[], datetime] = utc_now

    def instant(self) -> datetime:
        """Return the present instant in whole seconds."""
        return self.now().astimezone(UTC).replace(microsecond=0)

    def mail(self) -> MailSettings:
        """Return the mail server's settings.

        Raises:
            ConfigurationError: the settings have no section ``[mail]``.
        """
        if self.settings.mail is None:
            raise ConfigurationError(
                "mail", sentence("réglage manquant : sans serveur, rien ne part")
            )
        return self.settings.mail

    def organisation(self) -> Organisation:
        """Return the organisation of ``letterhead``."""
        return self.letterhead().organisation

    def letterhead(self) -> Letterhead:
        """Return what the organisation last said of itself at the desk, with its logo.

        If that cannot be read or verified, return what the settings file says, because pages and
        messages must name a contact.
        """
        try:
            settings = current_settings(self.settings, self.register)
        except AttestationError:
            settings = self.settings
        return settings.letterhead

    def address_of(self, link_id: str) -> str:
        """Return the address of a personal page."""
        return f"{self.settings.participant.address}/d/{self.secret.token(link_id)}"


def open_mail_context(
    settings: IssuerSettings, register: Engine, *, now: Callable[[], datetime] = utc_now
) -> MailContext:
    """Open the key of the links.

    Raises:
        ConfigurationError: it is unreadable, or readable by other users.
    """
    secret = open_link_secret(settings.participant.secret_file)
    return MailContext(settings=settings, register=register, secret=secret, now=now)
