"""A deployment of all programs that are started once, with one clock that a test turns."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import URL, create_engine, make_url, select, text

from attestation.code import code_from_entropy
from attestation.facts import Number
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.name import parse_name
from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.delivery.context import open_mail_context
from issuer.participant import app as participant
from register.attestations import document, record
from register.database import reading
from register.tables.attestations import AttestationRow
from tests.support.commands import Done, run
from tests.support.desks import Clock, TestDesk, desk_of, workbook
from tests.support.issuer_contexts import make_deployment, open_issuer, with_clock
from tests.support.issuers import ADDRESS
from tests.support.key_rings import Keys
from tests.support.mail_contexts import with_mail
from tests.support.mail_server import Post
from tests.support.participants import BORN, enter, link_in
from tests.support.postgres import empty_database
from tests.support.web import post_file, verdict_of
from tests.support.workbooks import MODULE_ROWS, Value, person
from verifier.http.app import create_app
from verifier.settings import load_settings

OTHER_ADDRESS = "https://preuves.example"
_DESK = '\n[desk]\naddress = "http://127.0.0.1:8001"\n'
_CLOCKS = ("compromise", "context", "corrections", "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What somebody holds: the file, and what is printed on it."""

    number: str
    pdf: bytes
    code: str
    qr: str


class RunningDeployment:
    """Desk, participant's page and verifier, started once; commands are run when they are given.

    Args:
        folder: where it lies.
        url: of the register's database.
        mail_context: what the mail server has got.
        mail_port: of the mail server.
    """

    def __init__(self, folder: Path, *, url: str, mail_context: Post, mail_port: int) -> None:
        self.folder, self.mail_context, self.clock = folder, mail_context, Clock()
        settings = with_mail(mail_port, url=url, more=_DESK).replace(
            f'addresses = ["{ADDRESS}"]',
            f'addresses = ["{ADDRESS}", "{OTHER_ADDRESS}"]',
        )
        self.config = make_deployment(folder, settings=settings)
        self._url = make_url(url)
        self._keys = Keys(folder=folder)
        self._backup: URL | None = None
        context = with_clock(open_issuer(self.config), self.clock)
        self.desk: TestDesk = desk_of(context, self.clock)
        self.desk.add_user("ines")
        self.page: FlaskClient = participant.create_app(self.desk.mail_context).test_client()
        self.verifier: FlaskClient = create_app(
            load_settings(self.config), now=self.clock
        ).test_client()

    def wait(self, **span: float) -> None:
        """Let time pass, also backwards."""
        self.clock.turn(timedelta(**span))

    def keys(self, *arguments: str | Path) -> str:
        """Run ``attest-keys``, and hand the trust bundle to the verifier, as its operator does."""
        self._keys.at = self.clock()
        printed = self._keys(*arguments)
        self._keys("trust", "--out", self.folder / "trust.pem")
        return printed

    def active_key(self) -> str:
        """Return the kid of the key that signs now."""
        kid = self._keys.ring.active
        assert kid is not None
        return kid.hex()

    def try_command(self, *arguments: str | Path) -> Done:
        """Run ``attest-issuer``, whatever comes of it."""
        with ExitStack() as stack:
            for name in _CLOCKS:
                stack.enter_context(patch(f"issuer.cli.{name}.utc_now", self.clock))
            for place, changed in (
                ("issuer.cli.context.IssuerContext", partial(IssuerContext, now=self.clock)),
                (
                    "issuer.cli.delivery.open_mail_context",
                    partial(open_mail_context, now=self.clock),
                ),
            ):
                stack.enter_context(patch(place, changed))
            return run(main, "--config", self.config, *arguments)

    def command(self, *arguments: str | Path) -> str:
        """Run ``attest-issuer``, which must succeed; return what it prints."""
        done = self.try_command(*arguments)
        assert done.exit_code == 0, done
        return done.out

    def read_upload(self, module: str, *names: str) -> list[Paper]:
        """Issue to new people at the desk, by a workbook."""
        with self._new_papers() as papers:
            self.desk.issue(self._workbook(module, *names))
        assert len(papers) == len(names)
        return papers

    def issue_by_command(self, module: str, *names: str) -> list[Paper]:
        """Issue to new people by the command, by a workbook."""
        file = self.folder / f"{module}.xlsx"
        file.write_bytes(self._workbook(module, *names))
        with self._new_papers() as papers:
            self.command("issue", file, "--yes")
        assert len(papers) == len(names)
        return papers

    def reissue(self, kid: str) -> list[Paper]:
        """Issue again what a stolen key had signed and nobody vouches for."""
        with self._new_papers() as papers:
            self.command("reissue", "--key", kid, "--yes")
        return papers

    def forge(self, name: str, *, like: Paper) -> str:
        """Sign with the key of this moment, as its thief does; return what the forger prints."""
        with reading(self.desk.register) as session:
            found = record(session, Number(like.number))
        assert found is not None
        honest = found.attestation
        false = replace(
            honest,
            number=Number("AC-2026-0777"),
            code=code_from_entropy(777),
            holder=replace(honest.holder, family_name=parse_name(name)),
        )
        status = StatusReference(uri=f"{ADDRESS}/status/1", index=777)
        signer = self.desk.context.signer
        token = sign_credential(Credential(attestation=false, status=status), signer=signer)
        return encode_qr_text(token, address=ADDRESS).text()

    def replace(self, paper: Paper, name: str, *, reason: str) -> list[Paper]:
        """Replace at the desk, at once, by one that says the same."""
        with self._new_papers() as papers:
            answer = self.desk.browser("ines").post(
                f"/attestations/{paper.number}/remplacer",
                family_name=name,
                given_name="Tsegaye",
                birth_date="29/02/1996",
                email=f"{name.lower()}@example.org",
                reason=reason,
                at_once="1",
            )
            assert answer.status_code == 303, answer.text
        return papers

    def withdraw(self, paper: Paper, *, reason: str) -> None:
        """Withdraw at the desk, at once."""
        browser = self.desk.browser("ines")
        answer = browser.post(f"/attestations/{paper.number}/retirer", reason=reason, at_once="1")
        assert answer.status_code == 303, answer.text

    def hand_over(self, paper: Paper) -> EmailMessage:
        """Have the message sent that leads to a paper; return it as it came."""
        before = len(self.mail_context.received)
        self.command("deliver", paper.number, "--again")
        self.command("send")
        ((_, message),) = self.mail_context.received[before:]
        return message

    def download(self, message: EmailMessage) -> bytes:
        """Open the link in a message, type the birth date, and take the file."""
        path = link_in(message)
        assert enter(self.page, path, **BORN | {"year": "1996"}).status_code == 303
        return bytes(self.page.get(f"{path}/attestation.pdf").data)

    def verdicts(self, paper: Paper) -> tuple[str | None, str | None, str | None]:
        """Check a paper at the verifier by its file, its QR and its code."""
        pages = (
            post_file(self.verifier, paper.pdf),
            self.verifier.post("/check", data={"text": paper.qr}),
            self.verifier.post("/check", data={"text": paper.code}),
        )
        file, scanned, typed = (verdict_of(page)[0] for page in pages)
        return file, scanned, typed

    def check_qr(self, qr: str) -> tuple[str | None, str | None]:
        """Check what somebody scanned; return the verdict and its reason."""
        verdict, _, reason = verdict_of(self.verifier.post("/check", data={"text": qr}))
        return verdict, reason

    def move_verifier(self) -> None:
        """Change the address that the settings file names, under programs that run."""
        old = self.config.read_text("utf-8")
        new = old.replace(f'verifier = "{ADDRESS}"', f'verifier = "{OTHER_ADDRESS}"')
        assert new != old
        self.config.write_text(new, "utf-8")

    def published(self) -> Path:
        """Fetch the status list from the verifier, as ``curl -o list`` does."""
        file = self.folder / "list"
        file.write_bytes(self.verifier.get("/status/1").data)
        return file

    def back_up(self, postgres: URL | None) -> None:
        """Copy the register, while programs run."""
        if postgres is None:
            self._copy_file(self.folder / "register.db", self.folder / "backup.db")
            return
        self._backup = empty_database(postgres)
        target = self._backup.render_as_string(hide_password=False)
        self.command("register", "copy", "--to", target)

    def restore(self, postgres: URL | None) -> None:
        """Put the backup in the register's place, under programs that run."""
        if postgres is None:
            self._copy_file(self.folder / "backup.db", self.folder / "register.db")
            return
        assert self._backup is not None
        engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
        live, backup = self._url.database, self._backup.database
        with engine.connect() as connection:
            # The command that copied has ended, and its connection with it.
            left = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :backup"
            connection.execute(text(left), {"backup": backup})
            connection.execute(text(f"DROP DATABASE {live} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {live} TEMPLATE {backup}"))
        engine.dispose()

    def paper(self, number: str) -> Paper:
        """Read what the holder of a number has."""
        with reading(self.desk.register) as session:
            row = session.get_one(AttestationRow, number)
            pdf = document(session, Number(number))
        assert row.credential is not None
        assert pdf is not None
        return Paper(
            number=number,
            pdf=pdf,
            code=row.code,
            qr=encode_qr_text(row.credential, address=ADDRESS).text(),
        )

    @contextmanager
    def _new_papers(self) -> Iterator[list[Paper]]:
        before = self._numbers()
        papers: list[Paper] = []
        yield papers
        papers += [self.paper(number) for number in self._numbers() if number not in before]

    def _numbers(self) -> list[str]:
        with reading(self.desk.register) as session:
            return list(
                session.scalars(select(AttestationRow.number).order_by(AttestationRow.number))
            )

    def _workbook(self, module: str, *names: str) -> bytes:
        rows: list[list[Value]] = [
            person(family_name=name, email=f"{name.lower()}@example.org") for name in names
        ]
        return workbook(*rows, module=(("Code", module), *MODULE_ROWS[1:]))

    @staticmethod
    def _copy_file(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
