"""A person's rights: everything handed over, everything erased, and the paper as good as before."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from attestation.errors import EndingRefusedError, RegisterError
from attestation.facts import Number
from attestation.formats.qr_text import encode_qr_text
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.verdict.reasons import Obstacle
from attestation.verdict.verdicts import CannotCheck, Genuine, LookedAt, Withdrawn
from issuer.audit.log import read_head
from issuer.audit.verification import check_log
from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.delivery.context import MailContext, open_mail_context
from issuer.delivery.lost_link import ask_for_link
from issuer.delivery.queueing import deliver
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import heal_clock
from issuer.lifecycle.erasure import (
    NEUTRAL_REASON,
    due_for_erasure,
    erase_person,
)
from issuer.lifecycle.person_export import export_person, person_numbers
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from register.attestations import document, events, record, records, records_of
from register.check_counts import add_checks, days_checked
from register.checkpoints import order_statements, tree_of
from register.database import connect, reading, writing
from register.delivery_board import lines
from register.erasure import names_somebody, scrub
from register.extension import current_numbers
from register.holders import issued_to, person_key
from register.issuance import add_statement
from register.search import search_records
from register.signed_credentials import credential_of
from register.tables.desk import AccountRow, HeldEndingRow, JobDraftRow, JobRow, WorkbookRow
from tests.support.commands import run
from tests.support.issuer_contexts import (
    at,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)
from tests.support.issuers import ADDRESS, NOW, make_issuer
from tests.support.key_rings import Keys
from tests.support.mail_contexts import with_mail
from tests.support.world import make_world
from verifier.check import check_text

CANARY = "Zyxwvutkanari"
TRACES = (CANARY, CANARY.lower(), "canari-77@example.org")
WHO = "commande:ines"


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Path:
    return make_deployment(tmp_path, settings=with_mail(9, url=database_url))


@pytest.fixture
def context(config: Path) -> Iterator[IssuerContext]:
    context = open_issuer(config)
    yield context
    context.register.dispose()


@pytest.fixture
def mail_context(context: IssuerContext) -> MailContext:
    return open_mail_context(context.settings, context.register, now=context.now)


def leave_traces(context: IssuerContext, mail_context: MailContext) -> list[Number]:
    """Let the canary and somebody else go through all that the register has places for."""
    canary = replace(make_draft(CANARY, "Ana"), email="canari-77@example.org", language="es")
    other = replace(make_draft("Bah", "Mamadou"), email="bah@example.org")
    numbers = [
        Number(str(number))
        for module in ("AC-2026-10", "AC-2026-11")
        for number in issue(context, make_module(module), [canary, other])
    ]
    typo = replace(canary.holder, given_name="Anna")
    new = replace_attestation(
        context,
        numbers[0],
        Correction(holder=typo, email=canary.email),
        reason=f"{CANARY} avait été mal écrit",
        who="ines",
    )
    withdraw(context, numbers[2], reason="présences corrigées", who="ines")
    ask_for_link(mail_context, address="Canari-77@example.org", birth_date=canary.holder.birth_date)
    cells = json.dumps({"rows": [["Nom", CANARY.upper()]]})
    with writing(context.register) as session:
        for number in (numbers[1], new):
            deliver(session, mail_context, number)
        session.add(
            AccountRow(
                login="ines", role="coordinator", password_hash="", totp_sealed=b"",
                totp_step=0, is_disabled=False, created_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        for name, content, before in (("a", cells, None), ("b", "[]", cells), ("c", "[3]", None)):
            session.add(
                WorkbookRow(
                    id=name, login="ines", file_name="f", changed_at=NOW,
                    content=content, before=before,
                )
            )  # fmt: skip
        session.add(
            HeldEndingRow(number=new, login="ines", reason="x", correction=CANARY, due_at=NOW)
        )
        add_checks(session, {(new, NOW.date()): 3})
        job = JobRow(login="ines", module_code="x", module="{}", state="done", began_at=NOW)
        session.add(job)
        session.flush()
        key = person_key(canary.holder)
        session.add(JobDraftRow(job_id=job.id, position=0, person_key=key, facts=CANARY))
    return [numbers[0], numbers[2], new]


def dump(engine: Engine) -> str:
    with engine.connect() as connection:
        return "\n".join(
            f"{table} {row!r}"
            for table in inspect(engine).get_table_names()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')  # noqa: S608
        )


def test_export_holds_all_and_erasure_leaves_no_trace(
    context: IssuerContext, mail_context: MailContext, tmp_path: Path
) -> None:
    mine = leave_traces(context, mail_context)
    with reading(context.register) as session:
        assert person_numbers(context, session, mine[0]) == sorted(mine)
        documents = {document(session, number) for number in mine}
        credentials = [credential_of(session, number) for number in mine]
        others = [one.attestation.number for one in records(session)]

    files = export_person(context, mine[1], tmp_path / "out", who=WHO)

    held = json.loads(files[0].read_text(encoding="utf-8"))
    assert {row["number"] for row in held["attestation"]} == set(mine)
    assert set(held) == {
        "attestation", "check_count", "document", "held_ending", "link_request", "message",
        "participant_language", "personal_link", "statement",
    }  # fmt: skip
    assert held["check_count"] == [{"number": mine[2], "day": NOW.date().isoformat(), "checks": 3}]
    assert {file.read_bytes() for file in files[1:]} == documents
    assert "bah@example.org" not in files[0].read_text(encoding="utf-8")

    assert erase_person(context, mine[2], who=WHO) == sorted(mine)
    scrub(context.register)

    with reading(context.register) as session:
        assert days_checked(session, mine[2]) == []
    text = dump(context.register)
    assert all(trace not in text for trace in TRACES)
    assert all(repr(credential) not in text for credential in credentials)
    for file in tmp_path.glob("register.db*"):
        content = file.read_bytes()
        assert all(trace.encode() not in content for trace in TRACES)
        assert all(credential[:80] not in content for credential in credentials)
        assert all(whole is not None and whole[:200] not in content for whole in documents)
    assert "Bah" in text
    with reading(context.register) as session:
        left = [one.attestation.number for one in records(session)]
        assert [record(session, number) for number in mine] == [None] * 3
        assert {one.id for one in session.query(WorkbookRow)} == {"c"}
    assert left == [number for number in others if number not in mine]
    with pytest.raises(EndingRefusedError, match="aucune personne"):
        erase_person(context, mine[0], who=WHO)


def test_log_of_acts_stays_whole_and_names_nobody(
    context: IssuerContext, mail_context: MailContext
) -> None:
    mine = leave_traces(context, mail_context)
    erase_person(context, mine[0], who=WHO)

    head = read_head(context.settings.desk.audit_head_file)
    with reading(context.register) as session:
        checked = check_log(session, keys=context.trusted, head=head)
    assert (checked.count, checked.flaws) == (3, ())


def test_tree_over_all_statements_stays_what_it_was(
    context: IssuerContext, mail_context: MailContext
) -> None:
    mine = leave_traces(context, mail_context)
    with writing(context.register) as session:
        size = order_statements(session)
        before = tree_of(session, size=size).root

    erase_person(context, mine[0], who=WHO)

    with writing(context.register) as session:
        assert tree_of(session, size=size).root == before
        assert order_statements(session) == size + len(mine)
        tree_of(session, size=size + len(mine))


def test_new_person_of_that_name_gets_a_new_number(
    context: IssuerContext, mail_context: MailContext
) -> None:
    mine = leave_traces(context, mail_context)
    erase_person(context, mine[0], who=WHO)

    (number,) = issue(context, make_module(), [make_draft(CANARY, "Ana")])

    assert number not in mine
    with pytest.raises(EndingRefusedError, match="inconnue"):
        replace_attestation(
            context,
            mine[2],
            Correction(holder=make_draft().holder, email=None),
            reason="x",
            who="ines",
        )


def test_paper_of_an_erased_person_is_as_good_as_before(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (issued,) = world.issue(make_draft(CANARY, "Ana").holder)
    (ended,) = world.issue(make_draft("Autre", "Zoé").holder)
    world.withdraw(ended.attestation.number)
    qr = encode_qr_text(issued.credential, address=ADDRESS).text()
    for number in (issued.attestation.number, ended.attestation.number):
        erase_person(world.context, number, who=WHO)
    scrub(world.context.register)

    scanned, opened = world.check_text(qr), world.check_file(issued.pdf)

    assert isinstance(scanned.verdict, Genuine)
    assert scanned.verdict.is_erased
    assert scanned.verdict.credential.attestation.holder.family_name == CANARY
    assert isinstance(opened.verdict, Genuine)
    assert opened.looked_at is LookedAt.ORIGINAL
    assert opened.verdict.is_erased
    still = encode_qr_text(ended.credential, address=ADDRESS).text()
    assert isinstance(world.check_text(still).verdict, Withdrawn)


def test_erased_attestation_can_still_be_withdrawn(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (issued,) = world.issue(make_draft(CANARY, "Ana").holder)
    erase_person(world.context, issued.attestation.number, who=WHO)

    world.withdraw(issued.attestation.number)

    qr = encode_qr_text(issued.credential, address=ADDRESS).text()
    assert isinstance(world.check_text(qr).verdict, Withdrawn)


def test_code_of_an_erased_record_is_not_called_false(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (issued,) = world.issue(make_draft(CANARY, "Ana").holder)
    erase_person(world.context, issued.attestation.number, who=WHO)

    finding = world.check_text(issued.attestation.code)

    assert finding.verdict == CannotCheck(reason=Obstacle.ERASED)


def test_record_that_just_vanished_is_not_said_to_be_erased(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (issued,) = world.issue(make_draft(CANARY, "Ana").holder)

    verdict = world.check_text(encode_qr_text(issued.credential, address=ADDRESS).text()).verdict

    assert isinstance(verdict, Genuine)
    assert not verdict.is_erased


def test_what_is_too_old_is_listed_and_erased_only_when_told(context: IssuerContext) -> None:
    (old,) = issue(context, make_module(), [make_draft()])
    later = at(context, timedelta(days=366 * 10))
    heal_clock(later, who="ines")  # nothing was signed for ten years
    assert due_for_erasure(at(context, timedelta(days=3649))) == []

    assert due_for_erasure(later) == [old]
    erase_person(later, Number(str(old)), who=WHO)
    assert due_for_erasure(later) == []


@pytest.mark.parametrize(
    ("text", "is_somebody"),
    [("nom LI corrigé", True), ("Limite", False), ("chez m. dupont-marie", True), ("", False)],
)
def test_short_names_count_as_whole_words(text: str, is_somebody: bool) -> None:
    assert names_somebody(text, {"li", "dupont"}) is is_somebody


def test_busy_register_says_that_the_freed_space_remains(context: IssuerContext) -> None:
    if context.register.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL it waits")
    impatient = connect(context.register.url, wait_seconds=0.05)
    with writing(context.register) as session:
        session.query(WorkbookRow).count()
        with pytest.raises(RegisterError, match="occupé"):
            scrub(impatient)
    scrub(impatient)


def no_user() -> str:
    raise KeyError("getpwuid(): uid not found")


def test_commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As under a user of a container, whom /etc/passwd does not know.
    monkeypatch.setattr("getpass.getuser", no_user)
    config = make_deployment(tmp_path)
    context = open_issuer(config)
    issue(context, make_module(), [make_draft(CANARY)])
    context.register.dispose()

    def person(*arguments: str) -> tuple[int, str]:
        done = run(main, "--config", config, "person", *arguments)
        return done.exit_code, done.out + done.err

    assert person("retention") == (0, "0 attestations de plus de 10 ans\n")
    assert person("export", "AC-2026-0001", "--out", str(tmp_path / "x"))[0] == 0
    assert sorted(file.name for file in (tmp_path / "x").iterdir()) == [
        "AC-2026-0001-1.pdf", "personne.json",
    ]  # fmt: skip
    code, said = person("erase", "AC-2026-0001", "--yes")
    assert (code, CANARY in said) == (0, False)
    assert person("erase", "AC-2026-0001", "--yes")[0] == 2
    assert person("scrub") == (0, "Le registre est récrit.\n")


def test_erasure_after_a_rotation_leaves_no_name(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (one,) = world.issue(make_draft(CANARY).holder)
    world.withdraw(one.number, reason=f"demandé par {CANARY}")
    withdrawn_at = world.context.instant()
    world.wait(timedelta(days=10))
    keys = Keys(folder=tmp_path, at=world.now())
    keys("rotate")
    assert world.context.signer.kid == keys.ring.active

    erase_person(world.context, one.number, who=WHO)

    with reading(world.context.register) as session:
        told = events(session, one.number)
    assert not any(CANARY.encode() in event.signed for event in told)
    policy = keys.trust().policy(addresses=frozenset({ADDRESS}), clock_slack=timedelta())
    verdict = check_text(replace(world.verifier, policy=policy), one.qr).verdict
    assert isinstance(verdict, Withdrawn)
    assert (verdict.withdrawn_at, verdict.reason) == (withdrawn_at, NEUTRAL_REASON)


def test_name_in_a_statement_that_counts_for_nothing_is_erased_too(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (one,) = world.issue(make_draft(CANARY).holder)
    foreign = Statement(
        kind=Kind.WITHDRAWN,
        code=one.attestation.code,
        made_at=NOW,
        reason=f"demandé par {CANARY}",
    )
    signed = sign_statement(foreign, signer=make_issuer().signer)
    with writing(world.context.register) as session:
        add_statement(session, one.number, Kind.WITHDRAWN, signed, at=NOW)

    erase_person(world.context, one.number, who=WHO)

    with reading(world.context.register) as session:
        assert not any(CANARY.encode() in event.signed for event in events(session, one.number))


def test_erased_record_is_found_by_no_search_and_in_nobodys_way(context: IssuerContext) -> None:
    drafts = [make_draft(CANARY), make_draft("Bah"), make_draft("Haile")]
    numbers = [Number(str(one)) for one in issue(context, make_module(), drafts)]
    erase_person(context, numbers[0], who=WHO)

    with reading(context.register) as session:
        for words in (numbers[0], "AC-2026", "AC-2026-10", "ateliers", CANARY):
            found = [one.attestation.number for one in search_records(session, words, limit=9)]
            assert found == ([] if words in (numbers[0], CANARY) else numbers[1:]), words
        assert [one.number for one in issued_to(session, "AC-2026-10")] == numbers[1:]
        assert [one.number for one in lines(session)] == numbers[1:]
        assert [one.attestation.number for one in records_of(session, numbers)] == numbers[1:]
        assert list(current_numbers(session)) == numbers[1:]
