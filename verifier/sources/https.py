"""One question to one source over HTTPS: bounded in size and time, and never led elsewhere."""

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

from attestation.errors import ConfigurationError, RegisterError

NOT_MODIFIED, NOT_FOUND, _OK = 304, 404, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a source answered."""

    status: int
    """200, 304 or 404."""
    body: bytes
    tag: str | None
    """What changes when the body does (RFC 9110 §8.8.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpsClient:
    """How one source is asked."""

    tls: ssl.SSLContext
    token: str = field(repr=False)
    seconds: float
    """The most that a question may take, from the connection to the last byte."""

    def ask(
        self, url: str, *, most_bytes: int, body: bytes | None = None, tag: str | None = None
    ) -> Answer:
        """Get ``url``, or post JSON to it; whoever calls has made the address from a setting.

        Raises:
            RegisterError: it does not answer in time, leads elsewhere, or says too much.
        """
        place = urlsplit(url)
        host = place.netloc
        connection = HTTPSConnection(host, timeout=self.seconds, context=self.tls)
        # A server that sends a byte now and then would outlast the timeout of each reading.
        end = Timer(self.seconds, _cut, [connection])
        end.daemon = True
        end.start()
        try:
            headers = {"Authorization": f"Bearer {self.token}"}
            headers |= {"If-None-Match": tag} if tag else {}
            headers |= {"Content-Type": "application/json"} if body is not None else {}
            connection.request("GET" if body is None else "POST", place.path, body, headers)
            answer = connection.getresponse()
            # SECURITY: a redirect would have any host asked that a source names:
            # test_redirect_of_a_source_is_not_followed.
            if answer.status not in (_OK, NOT_MODIFIED, NOT_FOUND):
                raise RegisterError(f"{host} répond {answer.status}")
            # Whoever names no length could be cut off unseen, and a code be missing.
            if answer.length is None and not answer.chunked:
                raise RegisterError(f"{host} ne dit pas la longueur de sa réponse")
            content = answer.read(most_bytes + 1)
            if len(content) > most_bytes:
                raise RegisterError(f"{host} répond plus long que permis")
            if answer.length:  # cut by the clock, not by its end
                raise RegisterError(f"{host} n’a pas fini de répondre en {self.seconds:g} s")
            return Answer(status=answer.status, body=content, tag=answer.headers["ETag"])
        except ssl.SSLCertVerificationError as error:
            words = f"{host} : son certificat TLS n’est pas bon ({error.verify_message})"
            raise RegisterError(words) from None
        except (OSError, HTTPException) as error:
            raise RegisterError(f"{host} ne répond pas ({type(error).__name__})") from None
        finally:
            end.cancel()
            connection.close()


def client_of(*, setting: str, token_file: Path, ca: Path | None, seconds: float) -> HttpsClient:
    """Build the client of one source.

    Raises:
        ConfigurationError: the token or the authorities cannot be read; names ``setting``.
    """
    try:
        token = token_file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        problem = f"illisible ({type(error).__name__})"
        raise ConfigurationError(f"{setting}.token_file", problem) from None
    try:
        tls = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        problem = f"illisible ({type(error).__name__})"
        raise ConfigurationError(f"{setting}.ca", problem) from None
    return HttpsClient(tls=tls, token=token, seconds=seconds)


def _cut(connection: HTTPSConnection) -> None:
    with suppress(OSError, AttributeError):  # it is not connected yet, or closed already
        connection.sock.shutdown(socket.SHUT_RDWR)
