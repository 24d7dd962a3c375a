"""Sending one message to one mail server, and what is known of the outcome.

The end of the message (RFC 5321 §4.1.1.4) is written apart from the rest. Before it the server
cannot have accepted the message; between it and the answer the outcome is unknown.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from attestation.errors import AttestationError, ConfigurationError
from issuer.settings.delivery import MailSettings
from issuer.words.sentence import sentence
from runtime.private_file import is_private

_ENHANCED = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")  # RFC 3463 §2
_DATA_GOES_ON = 354  # RFC 5321 §4.2.3
_FAILURES = (OSError, smtplib.SMTPException)


class MailServerError(AttestationError):
    """The mail server cannot be used; the message is not at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The server has taken the message over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """The server refuses this message for good."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The server did not accept it, but may later."""

    reason: str
    is_server_gone: bool = False
    """The connection is of no more use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The whole message was handed over, and no answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The caller withheld the end of the message."""


Outcome = Taken | Never | Later | Unknown | Withheld


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """Open a session with the mail server: TLS, then the account.

    Raises:
        MailServerError: unreachable, its certificate is not trusted, or it refuses the account.
        ConfigurationError: the account's file is unreadable, or readable by other users.
    """
    account = None if settings.account_file is None else _read_account(settings.account_file)
    context = _context(settings)
    timeout = settings.timeout.total_seconds()
    try:
        if settings.security == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=timeout, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
    except _FAILURES as error:
        problem = sentence(
            "le serveur de courrier ne répond pas ({error})", error=type(error).__name__
        )
        raise MailServerError(problem) from None
    try:
        try:
            if settings.security == "starttls":
                # SECURITY: without the answer there is no message: a man in the middle who cuts
                # STARTTLS out gets nothing (test_server_without_starttls_gets_nothing).
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if account is not None:
                server.login(*account)
        except _FAILURES as error:
            problem = sentence(
                "le serveur de courrier refuse la connexion ou le compte ({error})",
                error=type(error).__name__,
            )
            raise MailServerError(problem) from None
        yield server
    finally:
        with suppress(*_FAILURES):
            server.quit()
        server.close()


def hand_over(
    server: smtplib.SMTP,
    *,
    sender: str,
    recipient: str,
    content: bytes,
    before_end: Callable[[], bool],
) -> Outcome:
    """Return one message to the server.

    Args:
        server: connected.
        sender: the envelope's.
        recipient: the envelope's; one only.
        content: the message, in lines that end with CRLF.
        before_end: called when all but the end was written; False holds the message back.

    Raises:
        MailServerError: the server will take no message from this sender.
    """
    try:
        server.rset()
        _begin(server, sender)
        code, answer = server.rcpt(recipient)
        if code // 100 != 2:
            return _refusal(code, answer)
        server.putcmd("data")
        code, answer = server.getreply()
        if code != _DATA_GOES_ON:
            return _refusal(code, answer)
        server.send(_transparent(content))
    except smtplib.SMTPServerDisconnected:
        return Later(reason="disconnected", is_server_gone=True)
    except UnicodeEncodeError:
        return Never(reason="address")  # needs SMTPUTF8 (RFC 6531), which few servers support
    except _FAILURES:
        return Later(reason="unreachable", is_server_gone=True)
    if not before_end():
        server.close()  # cuts the message off before its end
        return Withheld()
    try:
        server.send(b".\r\n")
        code, answer = server.getreply()
    except _FAILURES:
        return Unknown()
    if code == -1:  # smtplib's sign for an answer that is none
        return Unknown()
    return Taken() if code // 100 == 2 else _refusal(code, answer)


def _begin(server: smtplib.SMTP, sender: str) -> None:
    code, answer = server.mail(sender)
    if code // 100 == 5:
        raise MailServerError(
            sentence(
                "le serveur de courrier refuse l’expéditeur ({reason})",
                reason=_reason(code, answer),
            )
        )
    if code // 100 != 2:
        raise smtplib.SMTPServerDisconnected  # busy: the connection is of no more use


def _refusal(code: int, answer: bytes) -> Never | Later:
    reason = _reason(code, answer)
    return Never(reason=reason) if code // 100 == 5 else Later(reason=reason)


def _reason(code: int, answer: bytes) -> str:
    # Never the text, because it quotes the address.
    enhanced = _ENHANCED.match(answer)
    return f"{code} {enhanced.group().decode()}" if enhanced else str(code)


def _transparent(content: bytes) -> bytes:
    """Double each dot that begins a line (RFC 5321 §4.5.2)."""
    doubled = re.sub(rb"(?m)^\.", b"..", content)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _context(settings: MailSettings) -> ssl.SSLContext | None:
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise ConfigurationError(
            "mail.ca_file", sentence("illisible ({error})", error=type(error).__name__)
        ) from None


def _read_account(file: Path) -> tuple[str, str]:
    try:
        is_readable_by_us_alone = is_private(file)
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "mail.account_file", sentence("illisible ({error})", error=type(error).__name__)
        ) from None
    if not is_readable_by_us_alone:
        raise ConfigurationError(
            "mail.account_file", sentence("d’autres utilisateurs peuvent le lire : chmod 600")
        )
    if len(lines) != 2:
        raise ConfigurationError(
            "mail.account_file", sentence("deux lignes : le compte, le mot de passe")
        )
    return lines[0], lines[1]
