"""A real timestamp authority on loopback: certomancer with its own CA, OCSP responder and CRL.

It can be told to misbehave, as real ones do; its clock is turned by hand.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.support.issuers import NOW

_KEYS = ("root", "interm", "interm-ocsp", "tsa")
_EXPIRY = {"root": "2080", "interm": "2070", "interm-ocsp": "2070", "tsa": "2050"}
_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Print nothing."""


@dataclass(slots=True, kw_only=True)
class LiveAuthority:
    """An authority that is up."""

    base: str
    root: x509.Certificate
    now: datetime = NOW
    """What its clock shows."""
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)
    """What it answers instead of the truth, by service: ``tsa``, ``ocsp``, ``crls``."""
    requests: list[str] = field(default_factory=list)
    """Paths that were asked for."""

    @property
    def url(self) -> str:
        """Where timestamps are asked for."""
        return f"{self.base}/test/tsa/tsa"

    def settings(self, *, level: str = "B-T", on_failure: str = "stop", timeout: float = 60) -> str:
        """Return the settings section that names it; its root is beside, in ``tsa.pem``."""
        return (
            f'\n[timestamp]\nurl = "{self.url}"\ntrust = "tsa.pem"\nlevel = "{level}"\n'
            f'on_failure = "{on_failure}"\ntimeout_seconds = {timeout}\n'
        )


@contextmanager
def live_time_authority(folder: Path) -> Iterator[LiveAuthority]:
    """Start an authority, with keys made in ``folder``; skip where certomancer is not installed."""
    pytest.importorskip("certomancer", reason="certomancer is not here: pip install")
    authority: LiveAuthority | None = None
    service: _Wsgi | None = None

    @Request.application
    def serve(request: Request) -> Response:
        assert authority is not None
        assert service is not None
        authority.requests.append(request.path)
        for service_name, answer in authority.answers.items():
            if f"/{service_name}/" in request.path:
                return answer()
        request.environ["HTTP_X_CERTOMANCER_FAKE_TIME"] = authority.now.isoformat()
        return Response.from_app(service, request.environ)

    # One thread a request: a slow answer must not keep the next one waiting.
    server = make_server("127.0.0.1", 0, serve, threaded=True, request_handler=_Quiet)
    base = f"http://127.0.0.1:{server.port}"
    service, root = _certomancer(folder, base)
    authority = LiveAuthority(base=base, root=root)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def slow(seconds: float) -> Callable[[], Response]:
    """Answer drop by drop, each in good time, the whole never."""

    def drops() -> Iterator[bytes]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            yield b"0"
            time.sleep(0.05)

    return lambda: Response(drops(), mimetype="application/timestamp-reply")


def says(content: bytes, *, status: int = 200) -> Callable[[], Response]:
    """Answer with ``content``."""
    return lambda: Response(content, status=status, mimetype="application/timestamp-reply")


def _certomancer(folder: Path, base: str) -> tuple[_Wsgi, x509.Certificate]:
    from certomancer.integrations.animator import Animator, AnimatorArchStore
    from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig

    for name in _KEYS:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key.pem").write_bytes(pem)
    config = CertomancerConfig.from_yaml(_configuration(base), key_search_dir=str(folder))
    architecture = config.get_pki_arch(ArchLabel("test"))
    store = AnimatorArchStore({ArchLabel("test"): architecture})
    root = x509.load_der_x509_certificate(architecture.get_cert(CertLabel("root")).dump())
    return Animator(store, with_web_ui=False), root


def _configuration(base: str) -> str:
    keys = "".join(f"      {name}: {{path: {name}.key.pem}}\n" for name in _KEYS)
    end = {name: f"valid-to: '{year}-01-01T00:00:00+0000'" for name, year in _EXPIRY.items()}
    start = "valid-from: '2020-01-01T00:00:00+0000'"
    return f"""\
external-url-prefix: "{base}"
keysets:
  test:
    path-prefix: .
    keys:
{keys}
pki-architectures:
  test:
    keyset: test
    entity-defaults: {{country-name: BE, organization-name: Autorité de démonstration}}
    entities:
      root: {{common-name: Root of a fictional authority}}
      interm: {{common-name: Fictional authority}}
      interm-ocsp: {{common-name: Fictional responder}}
      tsa: {{common-name: Fictional time}}
    certs:
      root:
        subject: root
        subject-key: root
        issuer: root
        authority-key: root
        validity: {{{start}, {end["root"]}}}
        profiles: [{{id: simple-ca, params: {{crl-repo: root}}}}]
      interm:
        issuer: root
        validity: {{{start}, {end["interm"]}}}
        profiles:
          - {{id: simple-ca, params: {{max-path-len: 0, crl-repo: interm, ocsp-service: interm}}}}
      interm-ocsp:
        issuer: interm
        validity: {{{start}, {end["interm-ocsp"]}}}
        profiles: [ocsp-responder]
      tsa:
        issuer: interm
        validity: {{{start}, {end["tsa"]}}}
        extensions:
          - id: key_usage
            critical: true
            smart-value: {{schema: key-usage, params: [digital_signature]}}
          - id: extended_key_usage
            critical: true
            value: [time_stamping]
    services:
      ocsp:
        interm: {{for-issuer: interm, responder-cert: interm-ocsp, signing-key: interm-ocsp}}
      crl-repo:
        root:
          for-issuer: root
          signing-key: root
          simulated-update-schedule: P90D
        interm:
          for-issuer: interm
          signing-key: interm
          simulated-update-schedule: P90D
      time-stamping:
        tsa: {{signing-key: tsa, signing-cert: tsa, certs-to-embed: [interm]}}
"""


@pytest.fixture(scope="module")
def running_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveAuthority]:
    """An authority for the tests of one module."""
    with live_time_authority(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture
def live(running_authority: LiveAuthority) -> Iterator[LiveAuthority]:
    """The authority, which tells the truth again after the test."""
    yield running_authority
    running_authority.answers.clear()
    running_authority.requests.clear()
    running_authority.now = NOW
