"""What a diagnosis asks outside the deployment's files: the web, the mail server, the machine."""

import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import redis

from issuer.audit.clock import date_of
from issuer.delivery.smtp import connected
from issuer.settings.delivery import MailSettings
from operations.setup.services import TASKS

_SECONDS = 10
_MAX_BYTES = 1 << 20
_SYSTEMD = Path("/run/systemd/system")
_SYSTEMCTL = "/usr/bin/systemctl"


class UnreachableError(Exception):
    """An address does not answer; says why in French."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered, whatever its status."""

    status: int
    body: bytes


class Surroundings(Protocol):
    """The world around a deployment."""

    def fetch(self, url: str, *, body: bytes | None = None) -> Answer:
        """Get an address, or post JSON to it; raise ``UnreachableError`` where nothing answers."""
        ...

    def certificate_end(self, url: str) -> datetime:
        """Return when a server's TLS certificate ends; raise ``UnreachableError`` if it is bad."""
        ...

    def clock(self, source: str) -> datetime | None:
        """Return the time by an HTTPS server; None where it does not answer."""
        ...

    def log_in(self, mail: MailSettings) -> None:
        """Open a session with the mail server, and close it; raise an ``AttestationError``."""
        ...

    def ping_redis(self, url: str, password: str | None) -> None:
        """Ask a Redis server for an answer; raise ``UnreachableError``."""
        ...

    def free_bytes(self, folder: Path) -> int:
        """Return how much room is left where ``folder`` is."""
        ...

    def timers(self) -> Mapping[str, bool] | None:
        """Return which of our timers run; None where systemd does not."""
        ...

    def start_timer(self, name: str) -> None:
        """Let a timer run, now and after a restart; raise ``OSError``."""
        ...


TIMERS = TASKS


class ThisMachine:
    """The world as this machine sees it."""

    def fetch(self, url: str, *, body: bytes | None = None) -> Answer:
        """Get an address, or post JSON to it; redirects are followed within HTTP alone."""
        request = urllib.request.Request(url, data=body)  # noqa: S310  http(s), by the settings
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return Answer(status=answer.status, body=answer.read(_MAX_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(status=error.code, body=error.read(_MAX_BYTES))
        except (OSError, ValueError) as error:
            raise UnreachableError(_why(getattr(error, "reason", error))) from None

    def certificate_end(self, url: str) -> datetime:
        """Return when a server's TLS certificate ends."""
        place = urlsplit(url)
        host, port = place.hostname or "", place.port or 443
        context = ssl.create_default_context()
        try:
            with (
                socket.create_connection((host, port), timeout=_SECONDS) as plain,
                context.wrap_socket(plain, server_hostname=host) as tls,
            ):
                end = (tls.getpeercert() or {})["notAfter"]
        except (OSError, KeyError) as error:
            raise UnreachableError(_why(error)) from None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(end)), UTC)

    def clock(self, source: str) -> datetime | None:
        """Return the time by an HTTPS server."""
        return date_of(source)

    def log_in(self, mail: MailSettings) -> None:
        """Open a session with the mail server, and close it."""
        with connected(mail):
            pass

    def ping_redis(self, url: str, password: str | None) -> None:
        """Ask a Redis server for an answer."""
        try:
            with redis.Redis.from_url(
                url, password=password, socket_timeout=2, socket_connect_timeout=2
            ) as client:
                client.ping()
        except (redis.RedisError, OSError) as error:
            raise UnreachableError(type(error).__name__) from None

    def free_bytes(self, folder: Path) -> int:
        """Return how much room is left."""
        return shutil.disk_usage(folder).free

    def timers(self) -> Mapping[str, bool] | None:
        """Return which of our timers run."""
        if not _SYSTEMD.is_dir():
            return None
        return {
            name: subprocess.run(  # noqa: S603  our own words
                [_SYSTEMCTL, "is-active", "--quiet", f"{name}.timer"], check=False
            ).returncode
            == 0
            for name in TIMERS
        }

    def start_timer(self, name: str) -> None:
        """Let a timer run, now and after a restart."""
        command = [_SYSTEMCTL, "enable", "--now", f"{name}.timer"]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  our own words
        if done.returncode:
            raise PermissionError(f"systemctl a échoué ({done.returncode}) : en root")


def _why(reason: object) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"son certificat TLS n’est pas bon ({reason.verify_message})"
    if isinstance(reason, TimeoutError):
        return "il ne répond pas dans les dix secondes"
    if isinstance(reason, socket.gaierror):
        return "son nom n’a pas d’adresse"
    if isinstance(reason, ConnectionRefusedError):
        return "rien n’y écoute"
    return f"il ne répond pas ({type(reason).__name__})"
