"""The world around a deployment, in this process: its verifier answers, tests break the rest."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from structlog.testing import capture_logs

from attestation.errors import AttestationError
from issuer.delivery.smtp import MailServerError
from issuer.settings.delivery import MailSettings
from operations.doctor.surroundings import TIMERS, Answer, UnreachableError
from tests.support.issuers import NOW
from verifier.http.app import create_app
from verifier.settings import load_settings


class FakeSurroundings:
    """All is well until a test says otherwise."""

    def __init__(self, config: Path, *, verifier: str) -> None:
        self.config, self.verifier = config, verifier
        self.silent: set[str] = set()
        self.answers: dict[str, Answer] = {f"{verifier}/metrics": Answer(status=403, body=b"")}
        self.tls_end = NOW + timedelta(days=60)
        self.tls_problem: str | None = None
        self.time: datetime | None = NOW
        self.mail_problem: str | None = None
        self.redis_problem: str | None = None
        self.free = 50_000_000_000
        self.running: Mapping[str, bool] | None = dict.fromkeys(TIMERS, True)
        self._client: FlaskClient | None = None

    def fetch(self, url: str, *, body: bytes | None = None) -> Answer:
        if any(url.startswith(one) for one in self.silent):
            raise UnreachableError("rien n’y écoute")
        if url in self.answers:
            return self.answers[url]
        if not url.startswith(self.verifier):
            return Answer(status=200, body=b"")
        path = url.removeprefix(self.verifier)
        client = self._verifier()
        with capture_logs():
            if body is None:
                answer = client.get(path)
            else:
                answer = client.post(path, data=body, content_type="application/json")
        return Answer(status=answer.status_code, body=answer.data)

    def certificate_end(self, url: str) -> datetime:
        if self.tls_problem is not None:
            raise UnreachableError(self.tls_problem)
        return self.tls_end

    def clock(self, source: str) -> datetime | None:
        return self.time

    def log_in(self, mail: MailSettings) -> None:
        if self.mail_problem is not None:
            raise MailServerError(self.mail_problem)

    def ping_redis(self, url: str, password: str | None) -> None:
        if self.redis_problem is not None:
            raise UnreachableError(self.redis_problem)

    def free_bytes(self, folder: Path) -> int:
        return self.free

    def timers(self) -> Mapping[str, bool] | None:
        return self.running

    def start_timer(self, name: str) -> None:
        if self.running is None:
            raise PermissionError("en root")
        self.running = {**self.running, name: True}

    def _verifier(self) -> FlaskClient:
        if self._client is None:
            try:
                app = create_app(load_settings(self.config), now=lambda: NOW)
            except AttestationError:  # a program that says why, and stops
                raise UnreachableError("rien n’y écoute") from None
            self._client = app.test_client()
        return self._client
