"""A register with something in every table that signing reads, and each act that signs from it."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect as sqlite
from unittest.mock import patch

from sqlalchemy import URL, Connection, Engine, event

from attestation.code import code_from_entropy
from attestation.errors import AttestationError, RegisterError
from attestation.facts import Holder, Number
from attestation.formats.audit_entry import AUDIT_ENTRY, AuditAction
from attestation.formats.checkpoint import sign_checkpoint
from attestation.formats.credential import CREDENTIAL
from attestation.formats.statement import STATEMENT, Kind
from attestation.formats.status_list import STATUS_LIST
from attestation.name import parse_name
from attestation.partial_date import PartialDate
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.audit.log import publish_audit_head
from issuer.audit.published_lists import indices_of
from issuer.context import IssuerContext
from issuer.desk.jobs.issuing import run_job
from issuer.desk.jobs.pending_changes import HeldCorrection, apply_due, ask_ending
from issuer.export.documents import export_documents
from issuer.issuance.document_signing import DocumentSigning
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.checkpoints import keep_checkpoint, prepare_checkpoint
from issuer.lifecycle.erasure import erase_person
from issuer.lifecycle.extension import everything, extend
from issuer.lifecycle.reissue import affected, reissue
from issuer.lifecycle.statement_tree import read_checkpoint
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.organisation.form import settings_of
from issuer.organisation.history import current_context, keep_version
from issuer.planning.planning import plan_records
from issuer.signed.list_number import list_number_in
from issuer.signed.opening import opened
from issuer.workbook.model import AttendanceRecords
from keys.custody.keyring import open_ring, trust_bundle
from keys.custody.signing import FileSigner, open_checkpoint_signer
from keys.trust import TrustStore, load_trust_store
from register import desk_work
from register.database import connect, reading, writing
from register.desk_work import JobState
from register.reservation import reserve
from register.tables.all import METADATA
from tests.support.corrected_modules import correct_title
from tests.support.desks import TestDesk, make_desk, workbook
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.issuers import ADDRESS
from tests.support.workbooks import MODULE_ROWS, person, read_bytes

Signed = tuple[object, ...]
ONE = Number("AC-2026-0001")
NAMES = ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")
_COLUMN = re.compile(r"\b(\w+)\.\"?(\w+)\b")
_ALIAS = re.compile(r"\b(\w+) AS (\w+)\b")
REFUSING = (AuditAction.REQUEST_REFUSED, AuditAction.CALLED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an act."""

    signed: frozenset[Signed]
    """All that was signed or given away, up to random codes, places and signatures."""
    refused: str
    """Why something was not, in the words that a person reads; empty where nothing was refused."""


@dataclass(slots=True, kw_only=True)
class EditedRegister:
    """Copies of one register, edited and then acted upon."""

    folder: Path
    desk: TestDesk
    trust: TrustStore
    records: AttendanceRecords
    heads: dict[str, bytes]
    """The files beside the register that no writer of the database reaches."""
    codes: dict[str, str]
    """By code the number that has it, of what was issued."""
    places: frozenset[tuple[int, int]]
    """Lists and indices that something issued has, erased or not."""
    root: FileSigner
    """The witness."""
    engine: Engine = field(init=False)
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Tables with their columns that the statements of the last act name."""

    def __post_init__(self) -> None:
        """Open the copy that every act has: one engine, which knows its statements by heart."""
        url = URL.create("sqlite", database=str(self.folder / "copy.db"))
        self.engine = connect(url, wait_seconds=5)
        event.listen(self.engine, "connect", _without_waiting)
        event.listen(self.engine, "before_cursor_execute", self._remember)

    @property
    def file(self) -> Path:
        """The register as it was left."""
        return self.folder / "base.db"

    def outcome(
        self, file: Path, action: Callable[["EditedRegister", IssuerContext], object]
    ) -> Outcome:
        """Carry ``action`` out on a copy of ``file``."""
        copy = self.folder / "copy.db"
        for suffix in ("", "-wal", "-shm"):
            self.folder.joinpath(f"copy.db{suffix}").unlink(missing_ok=True)
        shutil.copyfile(file, copy)
        self._put_heads_back()
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        self.asked.clear()
        before, refused = _signed_bytes(file), ""
        try:
            action(self, current_context(replace(self.desk.context, register=self.engine)))
        except AttestationError as error:
            refused = str(error)
        finally:
            self.engine.dispose()
        new = [one for one in _signed_bytes(copy) if one not in before]
        signed = frozenset(filter(None, (self._normal(data) for data in new)))
        given = frozenset(
            ("given", sha256(path.read_bytes()).hexdigest())
            for path in self.folder.joinpath("out").rglob("*.pdf")
        )
        refused = refused or _refusals(file, copy, self.desk.context.trusted, new)
        return Outcome(signed=signed | given, refused=refused)

    def _remember(self, _: Connection, __: object, statement: str, *___: object) -> None:
        tables = dict.fromkeys(METADATA.tables) | {
            alias: table for table, alias in _ALIAS.findall(statement)
        }
        for table, column in _COLUMN.findall(statement):
            if table in tables:
                self.asked.add((tables[table] or table, column))

    def _put_heads_back(self) -> None:
        head = self.desk.context.settings.desk.audit_head_file
        for path in head.parent.glob(f"{head.name}*"):
            path.unlink()
        for name, content in self.heads.items():
            head.with_name(name).write_bytes(content)

    def _normal(self, data: bytes) -> Signed | None:
        keys = self.desk.context.trusted
        if credential := opened(data, CREDENTIAL, keys):
            facts = credential.attestation
            place: object = (list_number_in(credential.status.uri), credential.status.index)
            if facts.code not in self.codes:
                place = place if place in self.places else "new"
                facts = replace(facts, code=code_from_entropy(0), number=Number("AC-2026-9999"))
            return ("credential", facts, credential.status.uri, place)
        if statement := opened(data, STATEMENT, keys):
            return (
                statement.kind,
                self._code(statement.code),
                statement.made_at,
                statement.reason,
                statement.successor and self._code(statement.successor),
                statement.printed,
                statement.digest if statement.kind is Kind.EXTENDED else None,
            )
        if status_list := opened(data, STATUS_LIST, keys):
            bits = frozenset(indices_of(status_list))
            return ("list", status_list.uri, bits, status_list.issued_at, status_list.expires_at)
        if entry := opened(data, AUDIT_ENTRY, keys):
            if entry.event.action in REFUSING:
                return None
            # What was extended before another was refused stands, and is counted.
            is_counted = entry.event.action is AuditAction.EXTENDED
            return ("log", replace(entry.event, detail=None) if is_counted else entry.event)
        if checkpoint := read_checkpoint(data, trust=self.trust):
            return ("checkpoint", checkpoint)
        return ("not ours", data)

    def _code(self, code: str) -> str:
        return self.codes.get(code, "new")


def _without_waiting(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def make_edited_register(folder: Path) -> EditedRegister:
    """Make a register in which every act has something to do."""
    desk = make_desk(folder / "deployment")
    desk.add_user("ines")
    context, trust = desk.context, _trust(desk)
    people = [person(family_name=f"Nom {name}", email=None) for name in NAMES]
    desk.issue(workbook(*people[:5]))
    rule = settings_of(context.settings)
    looser = rule.issue.model_copy(update={"required_percent": 60})
    keep_version(context, replace(rule, issue=looser), seen=0, who="ines")
    fourth = replace(_CORRECTION, holder=replace(_CORRECTION.holder, family_name="Nom Quatre"))
    replace_attestation(context, Number("AC-2026-0004"), fourth, reason="nom corrigé", who="ines")
    publish_audit_head(context)
    erase_person(context, Number("AC-2026-0005"), who="ines")
    root = open_checkpoint_signer(context.settings.keys.ring, PASSPHRASE, at=context.now())
    _witness(context, trust, root)
    withdraw(context, Number("AC-2026-0003"), reason="présences corrigées", who="ines")
    publish_audit_head(context)
    ask_ending(
        context,
        desk.mail_context,
        ONE,
        reason="nom corrigé",
        correction=HeldCorrection(correction=_CORRECTION, is_sent=False),
        login="ines",
        at_once=False,
    )
    browser = desk.browser("ines")
    browser.issue(browser.read_upload(workbook(*people[:2], module=_OTHER_MODULE)))
    # Who is in the list with a reservation that was left, who misses a third, and who is new.
    late = person(family_name="Nom Sept", email=None, marks="PPA")
    records = read_bytes(folder, workbook(*people, late))
    plan = plan_records(
        records,
        register=context.register,
        settings=replace(context.settings, issue=looser),
        at=context.now(),
    )
    with writing(context.register) as session:
        reserve(session, plan.module, plan.drafts()[:1], prefix="AC", at=context.instant())
    desk.clock.turn(timedelta(hours=1))
    head = context.settings.desk.audit_head_file
    with sqlite(str(context.register.url.database)) as connection:
        issued = "FROM attestation WHERE state != 'reserved'"
        codes = dict(connection.execute(f"SELECT code, number {issued}"))
        places = connection.execute(f"SELECT status_list, status_index {issued}").fetchall()
    context.register.dispose()
    with closing(sqlite(str(context.register.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / "base.db"),))
    return EditedRegister(
        folder=folder,
        desk=desk,
        trust=trust,
        records=records,
        heads={path.name: path.read_bytes() for path in head.parent.glob(f"{head.name}*")},
        codes=codes,
        places=frozenset(places),
        root=root,
    )


_OTHER_MODULE = (("Code", "AC-2026-11"), *MODULE_ROWS[1:])
_CORRECTION = Correction(
    holder=Holder(
        family_name=parse_name("Nom Un"),
        given_name="Attendue",
        birth_date=PartialDate(year=1996, month=2, day=29),
    ),
    email=None,
)


def _withdraw(_: EditedRegister, context: IssuerContext) -> None:
    withdraw(context, ONE, reason="erreur", who="ines")


def _replace(_: EditedRegister, context: IssuerContext) -> None:
    replace_attestation(context, ONE, _CORRECTION, reason="nom corrigé", who="ines")


def _reissue(edited: EditedRegister, context: IssuerContext) -> None:
    policy = edited.trust.policy(addresses=frozenset({ADDRESS}), clock_slack=timedelta(minutes=5))
    key = context.trusted.issuing[context.signer.kid]
    found = affected(context.register, key, policy=policy, at=context.instant())
    chosen = [one for one in found if one.record.attestation.number == ONE]
    if not chosen or not chosen[0].agrees:
        raise RegisterError(f"{ONE} : le registre diffère de ce qui fut signé")
    reissue(context, chosen, who="ines")


def _erase(_: EditedRegister, context: IssuerContext) -> None:
    erase_person(context, ONE, who="ines")


def _publish(_: EditedRegister, context: IssuerContext) -> None:
    publish_all(context, who="ines")


def _make_checkpoint(edited: EditedRegister, context: IssuerContext) -> None:
    _witness(context, edited.trust, edited.root)


def _witness(context: IssuerContext, trust: TrustStore, root: FileSigner) -> None:
    head = prepare_checkpoint(context.register, trust=trust, at=context.now())
    if head is None:
        return
    keep_checkpoint(context, sign_checkpoint(head, signer=root), trust=trust, who="ines")


def _issue(edited: EditedRegister, context: IssuerContext) -> None:
    plan = plan_records(
        edited.records,
        register=context.register,
        settings=context.settings,
        at=context.now(),
    )
    issue(context, plan.module, plan.drafts())


def _run_jobs(_: EditedRegister, context: IssuerContext) -> None:
    with reading(context.register) as session:
        running = desk_work.jobs(session, state=JobState.RUNNING)
    for job in running:
        run_job(context, job)


def _finish_due(edited: EditedRegister, context: IssuerContext) -> None:
    apply_due(context, replace(edited.desk.mail_context, register=context.register))


def _extend(_: EditedRegister, context: IssuerContext) -> None:
    with patch.object(DocumentSigning, "archived", _archived):
        extend(context, everything(context), who="ines")


def _archived(_: DocumentSigning, document: bytes) -> bytes:
    """Add what an authority would; its part in it has tests of its own."""
    return document + b"\n% archive timestamp\n"


def _export(edited: EditedRegister, context: IssuerContext) -> None:
    export_documents(context.register, edited.folder / "out", keys=context.trusted, with_ended=True)


def _correct_module(_: EditedRegister, context: IssuerContext) -> None:
    correct_title(context, "AC-2026-10", leaving=ONE)  # about which another request waits


ACTS: dict[str, Callable[[EditedRegister, IssuerContext], None]] = {
    "withdraw": _withdraw,
    "replace": _replace,
    "reissue": _reissue,
    "erase": _erase,
    "publish": _publish,
    "checkpoint": _make_checkpoint,
    "issue": _issue,
    "correct module": _correct_module,
    "job": _run_jobs,
    "pending change": _finish_due,
    "export": _export,
    "extend": _extend,
}


def _trust(desk: TestDesk) -> TrustStore:
    return load_trust_store(trust_bundle(open_ring(desk.context.settings.keys.ring)))


def _signed_bytes(file: Path) -> set[bytes]:
    places = (
        ("attestation", "credential"),
        ("statement", "signed"),
        ("status_list", "token"),
        ("audit_entry", "signed"),
        ("checkpoint", "token"),
    )
    with closing(sqlite(file)) as connection:
        return {
            bytes(data)
            for table, column in places
            for (data,) in connection.execute(f"SELECT {column} FROM {table}")  # noqa: S608
            if isinstance(data, bytes) and data
        }


def _refusals(before: Path, after: Path, keys: TrustedKeys, new: Iterable[bytes]) -> str:
    """Return what the desk's worker said of what it refused, in the log or on a job's page."""
    entries = (opened(data, AUDIT_ENTRY, keys) for data in new)
    told = [
        str(entry.event.detail) for entry in entries if entry and entry.event.action in REFUSING
    ]
    problems = []
    for file in (before, after):
        with closing(sqlite(file)) as connection:
            problems.append(set(connection.execute("SELECT problem FROM job")))
    return " ; ".join([*told, *(str(one) for (one,) in problems[1] - problems[0] if one)])
