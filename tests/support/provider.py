"""OpenID Connect providers on this machine: a real small one, and one that lies as it is told."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.ports import free_port, wait_until_it_listens

CLIENT, SECRET = "bureau", "un secret de client"

SETTINGS = """
[desk.provider]
issuer = "{issuer}"
client_id = "bureau"
client_secret_file = "provider.secret"
label = "le compte de la maison"
"""


def write_secret(folder: Path) -> None:
    """Keep the client's secret where the settings say."""
    file = folder / "provider.secret"
    file.touch(0o600)
    file.write_text(SECRET + "\n")


@contextmanager
def real_provider(*users: dict[str, object]) -> Iterator[str]:
    """Run ``oidc-provider-mock`` in a process of its own; return its issuer."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for user in users:
        command += ["--user-claims", json.dumps(user)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@cache
def _published_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Liar:
    """A provider that can be told to say something else."""

    issuer: str
    now: Callable[[], datetime]
    key: RSAKey = field(default_factory=_published_key)
    signs_with: RSAKey | None = None
    """Another key than the one it publishes."""
    header: dict[str, object] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    claims: dict[str, object] = field(default_factory=dict)
    """In the place of the true ones; None takes one out."""
    metadata: dict[str, object] = field(default_factory=dict)
    answer: dict[str, object] | None = None
    """Of the token endpoint, in the place of a token."""
    asked: dict[str, str] = field(default_factory=dict)
    """What the browser was sent with."""
    forge: Callable[[str], str] = str
    """What becomes of the token on its way."""

    def discovery(self) -> dict[str, object]:
        """Say where everything is."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        } | self.metadata

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, object]:
        """Give a token for a code, as the true provider would: to the client, with its verifier."""
        if self.answer is not None:
            return self.answer
        user, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).partition(b":")
        assert (user, secret) == (b"bureau", b"un+secret+de+client")
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert challenge == self.asked["code_challenge"]
        assert form["redirect_uri"] == self.asked["redirect_uri"]
        return {"access_token": "access", "token_type": "Bearer", "id_token": self.sign()}

    def sign(self) -> str:
        """Make the token."""
        at = int(self.now().timestamp())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "u-1",
            "iat": at,
            "exp": at + 300,
            "nonce": self.asked.get("nonce"),
            "email": "Ines@Passages.example",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.forge(jwt.encode(self.header, claims, self.signs_with or self.key))


@contextmanager
def lying_provider(now: Callable[[], datetime]) -> Iterator[Liar]:
    """Run one in a thread."""
    port = free_port()
    liar = Liar(issuer=f"http://127.0.0.1:{port}", now=now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/jwks":
                self._say({"keys": [liar.key.as_dict(private=False)]})
            elif self.path == "/.well-known/openid-configuration":
                self._say(liar.discovery())
            elif self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", f"{liar.issuer}/jwks")
                self.end_headers()
            elif self.path == "/endless":
                self._say({"text": "x" * 300_000})
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {
                name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()
            }
            self._say(liar.redeem(form, self.headers["Authorization"]))

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _say(self, answer: dict[str, object]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
