"""A real mail server on this machine that keeps what it gets, and misbehaves when told to."""

import asyncio
import os
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS


@dataclass
class Post:
    """A handler of aiosmtpd: what came, and what to do to whom."""

    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipient and message, in order; the same one twice if it came twice."""
    trouble: dict[str, list[str]] = field(default_factory=dict)
    """For a recipient, or a phase for everybody: what to do each time, then nothing more."""
    accounts: list[tuple[bytes, bytes]] = field(default_factory=list)
    sessions_with_tls: int = 0

    def ids(self) -> list[str]:
        """Return the Message-ID of everything that came."""
        return [str(message["Message-ID"]) for _, message in self.received]

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        self.sessions_with_tls += session.ssl is not None
        if self._next("EHLO") == "drop":
            _drop(server)
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender."""
        answer = self._next("MAIL")
        if answer == "drop":
            _drop(server)
        elif answer is not None:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or do as told."""
        told = self._next(address)
        if told == "drop":
            _drop(server)
        elif told is not None and told[0].isdigit():
            return told
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(told or "")
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the message, or do as told."""
        told = str(envelope.rcpt_options[0])
        if told.startswith("at the end: "):
            return told.removeprefix("at the end: ")
        if told == "drop untaken":
            _drop(server)
            return "250 OK"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        self.received.append((envelope.rcpt_tos[0], message))
        if told == "drop taken":
            _drop(server)
        if told == "slow":
            await asyncio.sleep(0.2)
        return "250 2.0.0 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Let one account in."""
        assert isinstance(data, LoginPassword)
        self.accounts.append((data.login, data.password))
        return AuthResult(success=data.password == b"un secret")

    def _next(self, whom: str) -> str | None:
        waiting = self.trouble.get(whom)
        return waiting.pop(0) if waiting else None


class _DroppingSMTP(SMTP):
    """Drops the connection in the middle of a message, which no handler could."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a message."""
        assert self.envelope is not None
        told = str(self.envelope.rcpt_options[0]) if self.envelope.rcpt_options else ""
        if told == "drop at DATA":
            _drop(self)
        elif told == "drop in the middle":
            await self.push("354 go on")
            await self._reader.readline()
            _drop(self)
        else:
            await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _DroppingSMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    with_account: bool = False,
) -> Iterator[tuple[Post, int]]:
    """Run a server in a thread; return what it keeps, and its port."""
    mail_context = Post()
    options: dict[str, Any] = {"ready_timeout": PATIENCE_SECONDS}
    if with_account:
        options["authenticator"] = mail_context.authenticate
    if starttls is not None:
        options |= {"tls_context": starttls, "require_starttls": True}
    elif implicit is None:
        options |= {"auth_require_tls": False}
    if with_account:
        options["auth_required"] = True
        options["auth_require_tls"] = implicit is None
    port = free_port()
    controller = _Controller(
        mail_context, hostname="127.0.0.1", port=port, ssl_context=implicit, **options
    )
    controller.start()
    try:
        yield mail_context, port
    finally:
        controller.stop()


@contextmanager
def mail_process(log: Path) -> Iterator[int]:
    """Run a server in a process of its own that writes down each Message-ID; return its port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(50)
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(_serve(listening, log))
        finally:
            os._exit(1)
    try:
        yield listening.getsockname()[1]
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        listening.close()


async def _serve(listening: socket.socket, log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    class Keeper:
        async def handle_DATA(  # noqa: N802
            self, server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.SMTP)
            os.write(descriptor, f"{message['Message-ID']}\n".encode())
            await asyncio.sleep(0.004)  # taken, and not yet answered
            return "250 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper()), sock=listening)
    await server.serve_forever()


def make_tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for localhost: the server's context, and what its clients must trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, key_file = folder / "mail-ca.pem", folder / "mail-key.pem"
    authority.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, key_file)
    return context, authority


def _drop(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
