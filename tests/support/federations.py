"""Three organisations, each with keys, register and HTTPS server of its own, and one verifier."""

import io
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from attestation.errors import RegisterError
from attestation.formats.qr_text import encode_qr_text
from attestation.verdict.verdicts import Finding
from keys.trust.merging import add_organisations
from tests.support.forked_children import children_of
from tests.support.issuer_contexts import SETTINGS
from tests.support.issuers import ADDRESS, NOW
from tests.support.mail_server import make_tls
from tests.support.ports import free_port
from tests.support.threaded_server import serving
from tests.support.web import make_app
from tests.support.world import Issued, World, inspect_here, make_world, not_compared
from verifier.assembly import LiveVerifier, open_live_verifier
from verifier.check import Verifier, check_file, check_text
from verifier.settings import load_settings
from verifier.sources.https import Answer
from verifier.sources.readers import add_reader

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

NAMES = ("Maison des Passages", "Le Pont asbl", "Open Deur vzw")
FEDERATION = "https://federation.example"


@dataclass(slots=True, kw_only=True)
class Organisation:
    """One organisation, whose server a test may stop, replace, or look at."""

    name: str
    world: World
    address: str
    token: str
    app: "WSGIApplication"
    answers: Response | None = None
    """What its server says instead of the truth."""
    is_down: bool = False
    before_answer: Callable[[str], object] = lambda path: None
    """Called with the path of a question before it is answered."""
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Method, path with query, and body of every question."""
    _lock: Lock = field(default_factory=Lock)

    def qr(self, issued: Issued) -> str:
        """Return what a scanner reads from a page of this organisation."""
        return encode_qr_text(issued.credential, address=self.address).text()

    def serve(self, environ: dict[str, object], start: object) -> object:
        """Answer, as the test wants it."""
        request = Request(environ)
        body = request.get_data(cache=True)
        with self._lock:
            self.asked.append((request.method, request.full_path.rstrip("?"), body))
        self.before_answer(request.path)
        if self.is_down:
            return Response("", status=502)(environ, start)  # type: ignore[arg-type]
        if self.answers is not None:
            return self.answers(environ, start)  # type: ignore[arg-type]
        environ["wsgi.input"] = io.BytesIO(body)
        return self.app(environ, start)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """The organisations, and a verifier that has none of their databases."""

    organisations: tuple[Organisation, ...]
    live: LiveVerifier
    config: Path
    clock: list[datetime]

    def verifier(self) -> Verifier:
        """Return the verifier; files are looked into in this process."""
        return replace(self.live.verifier(), inspect=inspect_here, compare=not_compared)

    def check_text(self, text: str) -> Finding:
        """Check a QR text or a code."""
        return check_text(self.verifier(), text)

    def check_file(self, data: bytes) -> Finding:
        """Check a file."""
        return check_file(self.verifier(), data)

    def wait(self, time: timedelta) -> None:
        """Turn all clocks forward."""
        self.clock[0] += time
        for one in self.organisations:
            one.world.clock[0] += time

    def refresh(self) -> None:
        """Ask each source for what is there already, as the threads do in time."""
        for one in self.live.remotes:
            one.copies.refresh([*one.published(), *one.copies.copies()])


def issued_by(one: Organisation, place: int = 0) -> Issued:
    """Return what an organisation issued, in the order of numbers."""
    return one.world.issued(one.world.numbers()[place])


@contextmanager
def federation(folder: Path) -> Iterator[Federation]:
    """Serve three organisations over HTTPS, and open a verifier for all of them."""
    tls, certificate = make_tls(folder)
    with ExitStack() as stack:
        organisations = tuple(
            stack.enter_context(_organisation(folder / str(number), name, tls))
            for number, name in enumerate(NAMES)
        )
        config = _settings(folder / "federation", organisations, certificate)
        clock = [NOW]
        live = open_live_verifier(
            load_settings(config), now=lambda: clock[0], children_of=children_of
        )
        yield Federation(organisations=organisations, live=live, config=config, clock=clock)
        for one in live.remotes:  # their threads go on, and the servers do not
            one.copies.ask = _ask_nobody


def _ask_nobody(url: str, tag: str | None) -> Answer:
    raise RegisterError(f"{url} n’est plus là")


@contextmanager
def _organisation(folder: Path, name: str, tls: ssl.SSLContext) -> Iterator[Organisation]:
    port = free_port()
    address = f"https://localhost:{port}"
    settings = SETTINGS.replace(ADDRESS, address).replace("Maison des Passages asbl", name)
    world = make_world(folder, settings=settings)
    token = add_reader(folder / "readers", "Fédération")
    one = Organisation(name=name, world=world, address=address, token=token, app=make_app(world))
    with serving(one.serve, port, tls=tls):  # type: ignore[arg-type]
        yield one


def _settings(folder: Path, organisations: tuple[Organisation, ...], ca: Path) -> Path:
    folder.mkdir()
    bundle = b""
    text = f'[verifier]\naddresses = ["{FEDERATION}"]\ntrust = "trust.pem"\n'
    for number, one in enumerate(organisations):
        bundle = add_organisations(bundle, (one.world.config.parent / "trust.pem").read_bytes())
        token = folder / f"{number}.token"
        token.touch(mode=0o600)
        token.write_text(one.token)
        text += (
            f'\n[[verifier.source]]\naddresses = ["{one.address}"]\n'
            f'token_file = "{token.name}"\nca = "{ca}"\nseconds = 2\n'
        )
    (folder / "trust.pem").write_bytes(bundle)
    config = folder / "attestation.toml"
    config.write_text(text, encoding="utf-8")
    return config
