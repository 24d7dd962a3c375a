"""Warnings, in time, of lists, keys and messages that will stop working."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from attestation.errors import AttestationError, ConfigurationError, MalformedCredentialError
from attestation.formats.cose import decode_deterministic
from attestation.formats.status_list import decode_list_envelope
from issuer.delivery.smtp import MailServerError, Taken, connected, hand_over
from issuer.export.documents import write_whole
from issuer.export.labels import day
from issuer.settings.issuer import IssuerSettings
from issuer.words.sentence import Sentence, sentence
from keys.custody.keyring import KeyRing, KeyState, open_ring
from register import outbox
from register.database import reading
from register.status_lists import published_tokens

ExpiryCode = Literal["status-list-old", "key-ending", "messages-waiting"]
KEY_WARNING = timedelta(days=60)
_MESSAGE_WARNING = timedelta(days=1)
_AGAIN = timedelta(days=1)


def expiry_warnings(settings: IssuerSettings, register: Engine, *, at: datetime) -> list[Sentence]:
    """Return a sentence for each thing that comes to its end, the most urgent first.

    Raises:
        RegisterError: the register failed.
        ConfigurationError: the key ring is damaged.
    """
    return [words for _, words in expiring(settings, register, at=at)]


def expiring(
    settings: IssuerSettings, register: Engine, *, at: datetime
) -> list[tuple[ExpiryCode, Sentence]]:
    """Return the same sentences, each with a code for programs.

    Raises:
        RegisterError: the register failed.
        ConfigurationError: the key ring is damaged.
    """
    with reading(register) as session:
        lists = list(_of_lists(session, at=at))
        waiting = outbox.waiting_since(session, before=at - _MESSAGE_WARNING)
    keys = list(_of_keys(open_ring(settings.keys.ring), at=at))
    found: list[tuple[ExpiryCode, Sentence]] = [("status-list-old", words) for words in lists]
    found += [("key-ending", words) for words in keys]
    if waiting:
        words = sentence(
            "{count} messages attendent depuis plus d’un jour : attest-issuer send", count=waiting
        )
        found.append(("messages-waiting", words))
    return found


def tell_admin(settings: IssuerSettings, warnings: Sequence[str], *, at: datetime) -> bool:
    """Send ``warnings`` to the address of ``[admin]``, once a day at most; return whether it left.

    Raises:
        MailServerError: the server cannot be used.
        ConfigurationError: the mail account's file is unusable, or a file cannot be written.
    """
    recipient, mail = settings.admin.email, settings.mail
    sent_file = settings.desk.audit_head_file.with_name("admin.told")
    if not warnings or recipient is None or mail is None or not _is_due(sent_file.read_text, at):
        return False
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = mail.sender, recipient
    message["Subject"] = "Attestations : quelque chose arrive à sa fin"
    message["Date"] = at
    message.set_content("\n\n".join(warnings) + "\n")
    with connected(mail) as server:
        outcome = hand_over(
            server,
            sender=mail.sender,
            recipient=recipient,
            content=message.as_bytes(),
            before_end=lambda: True,
        )
    if not isinstance(outcome, Taken):
        raise MailServerError(sentence("le serveur n’a pas pris le message à l’adresse de [admin]"))
    write_whole(sent_file, at.isoformat().encode())
    return True


def told_admin(settings: IssuerSettings, warnings: Sequence[str], *, at: datetime) -> str | None:
    """Send warnings as above, but return an error instead of raising it."""
    try:
        tell_admin(settings, warnings, at=at)
    except AttestationError as error:
        return str(error)
    return None


def _is_due(read: Callable[[], str], at: datetime) -> bool:
    try:
        return not timedelta() <= at - datetime.fromisoformat(read()) < _AGAIN
    except (FileNotFoundError, ValueError, TypeError):
        return True
    except OSError as error:
        raise ConfigurationError("admin.email", f"illisible ({error.strerror})") from None


def _of_lists(session: Session, *, at: datetime) -> Iterator[Sentence]:
    for uri, token in published_tokens(session):
        try:
            claims = decode_deterministic(decode_list_envelope(token).payload)
        except MalformedCredentialError:
            claims = None
        match claims:
            case {4: int(exp), 6: int(iat)} if at.timestamp() >= exp:
                yield sentence(
                    "La liste {uri} ne vaut plus depuis le {day} : aucune attestation ne peut "
                    "être vérifiée. Publiez-la : attest-issuer publish",
                    uri=uri,
                    day=_day(exp),
                )
            case {4: int(exp), 6: int(iat)} if at.timestamp() - iat > (exp - iat) / 3:
                yield sentence(
                    "La liste {uri} n’a plus été publiée depuis le {published} ; après le {end} "
                    "aucune attestation ne pourra être vérifiée. La publication de chaque nuit ne "
                    "tourne pas : attest-issuer publish",
                    uri=uri,
                    published=_day(iat),
                    end=_day(exp),
                )
            case {4: int(), 6: int()}:
                pass
            case _:
                yield sentence("La liste {uri} est abîmée : attest-issuer publish", uri=uri)


def _of_keys(ring: KeyRing, *, at: datetime) -> Iterator[Sentence]:
    ends = [
        (sentence("La clé {kid}", kid=key.kid.hex()), key.certificate.not_valid_after_utc)
        for key in ring.keys
        if key.location is not None and ring.state_of(key, at=at) is KeyState.ACTIVE
    ]
    for what, end in [*ends, (sentence("La racine"), ring.root.not_valid_after_utc)]:
        if end - at < KEY_WARNING:
            yield sentence(
                "{what} expire le {day} : attest-keys rotate (docs/operations/keys.md)",
                what=what,
                day=day(end),
            )


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%d/%m/%Y}"
