"""Documents dated at their issue, or later, or not at all while the authority is away."""

from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import delete, update

from attestation.errors import ConfigurationError, EndingRefusedError, RegisterError
from attestation.facts import Number
from attestation.formats.statement import Kind
from attestation.verdict.verdicts import Finding, Genuine
from issuer.cli.main import main
from issuer.context import IssuerContext
from issuer.document.long_term_validation import level_of
from issuer.document.revocation_evidence import EvidenceError
from issuer.document.time_authority import TimestampError
from issuer.export.documents import export_documents
from issuer.issuance.issue import issue
from issuer.lifecycle.extension import Extended, everything, extend, waiting
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from issuer.settings.timestamp import Level
from keys.custody.authority import open_authority
from register.attestations import document, documents, record, records
from register.database import reading, writing
from register.extension import store_extended
from register.tables.attestations import DocumentRow, State, StatementRow
from tests.support.commands import run
from tests.support.issuer_contexts import (
    PASSPHRASE,
    at,
    make_deployment,
    make_draft,
    make_drafts,
    make_module,
    open_issuer,
    signed_by,
)
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority, live, running_authority, says, slow
from tests.support.timestamped_deployments import make_dated_deployment
from verifier.assembly import open_verifier
from verifier.check import check_file
from verifier.settings import load_settings

__all__ = ["live", "running_authority"]  # pytest finds them here

YEARS = timedelta(days=5 * 365)  # the signing certificate lasts three
MODULE = make_module()


def issued(context: IssuerContext, people: int = 1) -> list[Number]:
    return [Number(str(answer)) for answer in issue(context, MODULE, make_drafts(people))]


def more_patient(config: Path) -> IssuerContext:
    """Open the issuer anew, for an authority that answers but may take its time."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("timeout_seconds = 2\n", "timeout_seconds = 60\n"))
    return open_issuer(config)


def newest(context: IssuerContext, number: Number) -> bytes:
    with reading(context.register) as session:
        content = document(session, number)
    assert content is not None
    return content


def check(config: Path, data: bytes, *, when: datetime) -> Finding:
    return check_file(open_verifier(load_settings(config), now=lambda: when), data)


@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_issued_and_extended_bytes_are_both_original_after_the_certificate_expired(
    tmp_path: Path, live: LiveAuthority, level: str
) -> None:
    config = make_dated_deployment(tmp_path / "d", live, level=level)
    context = open_issuer(config)
    (number,) = issued(context)
    before = newest(context, number)

    (one,) = extend(context, [number], who="ines")

    after = newest(context, number)
    assert one == Extended(
        number=number, before=Level(level), after=Level.B_LTA, size_bytes=len(after)
    )
    assert after.startswith(before)
    for data in (before, after):
        finding = check(config, data, when=NOW + YEARS)
        assert isinstance(finding.verdict, Genuine)
        assert finding.looked_at == "original"


def test_altered_extension_is_never_original(tmp_path: Path, live: LiveAuthority) -> None:
    config = make_dated_deployment(tmp_path / "d", live)
    context = open_issuer(config)
    (number,) = issued(context)
    extend(context, [number], who="ines")

    finding = check(config, newest(context, number) + b"\n", when=NOW)

    assert finding.looked_at != "original"


def test_what_is_given_out_is_the_newest(tmp_path: Path, live: LiveAuthority) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    first, second = issued(context, 2)
    extend(context, [first], who="ines")
    extend(context, [first], who="ines")

    export_documents(context.register, tmp_path / "out", keys=context.trusted)

    with reading(context.register) as session:
        given = {number: content for number, _, content in documents(session)}
    assert {one.name[:12] for one in (tmp_path / "out").iterdir()} == {first, second}
    assert [level_of(given[number]) for number in (first, second)] == [Level.B_LTA, Level.B_T]
    assert given[first] == newest(context, first)


@pytest.mark.parametrize("answer", [says(b"rubbish"), says(b"", status=503), slow(60)])
def test_policy_stop_issues_nothing_and_a_later_run_everything(
    tmp_path: Path, live: LiveAuthority, answer: object
) -> None:
    config = make_dated_deployment(tmp_path / "d", live, timeout=2)
    context = open_issuer(config)
    live.answers["tsa"] = answer  # type: ignore[assignment]

    with pytest.raises(TimestampError):
        issued(context, 2)

    with reading(context.register) as session:
        assert {one.state for one in records(session)} == {State.RESERVED}
        assert list(documents(session)) == []
    live.answers.clear()
    context = more_patient(config)
    assert issued(context, 2) == ["AC-2026-0001", "AC-2026-0002"]
    assert waiting(context) == []


@pytest.mark.parametrize("answer", [says(b"rubbish"), says(b"", status=503), slow(60)])
def test_policy_extend_later_issues_now_says_so_and_makes_up_for_it(
    tmp_path: Path, live: LiveAuthority, answer: object
) -> None:
    config = make_dated_deployment(tmp_path / "d", live, on_failure="extend-later", timeout=2)
    context = open_issuer(config)
    live.answers["tsa"] = answer  # type: ignore[assignment]

    numbers = issued(context, 3)

    assert [level_of(newest(context, number)) for number in numbers] == [Level.B_B] * 3
    assert live.requests.count("/test/tsa/tsa") == 1  # the run asks a failed authority no more
    assert waiting(context) == numbers
    live.answers.clear()
    context = more_patient(config)
    assert [one.after for one in extend(context, waiting(context), who="ines")] == [Level.B_LTA] * 3
    assert waiting(context) == []
    for number in numbers:
        assert check(config, newest(context, number), when=NOW).looked_at == "original"


def test_evidence_that_cannot_be_had_leaves_the_timestamp(
    tmp_path: Path, live: LiveAuthority
) -> None:
    context = open_issuer(
        make_dated_deployment(tmp_path / "d", live, level="B-LT", on_failure="extend-later")
    )
    live.answers |= {"ocsp": says(b"", status=503), "crls": says(b"", status=503)}

    (number,) = issued(context)

    assert level_of(newest(context, number)) is Level.B_T
    assert waiting(context) == [number]


def test_evidence_that_cannot_be_had_stops_where_that_is_the_policy(
    tmp_path: Path, live: LiveAuthority
) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live, level="B-LT"))
    live.answers |= {"ocsp": says(b"", status=503), "crls": says(b"", status=503)}

    with pytest.raises(EvidenceError):
        issued(context)


@pytest.mark.parametrize("crl_at", [None, NOW - timedelta(days=90)])
def test_without_a_revocation_list_of_today_nothing_is_even_reserved(
    tmp_path: Path, live: LiveAuthority, crl_at: datetime | None
) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live, level="B-LT", crl_at=crl_at))

    with pytest.raises(ConfigurationError, match="attest-keys crl"):
        issued(context)

    with reading(context.register) as session:
        assert records(session) == []


def test_replacement_is_dated_too(tmp_path: Path, live: LiveAuthority) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    (number,) = issued(context)
    correction = Correction(holder=make_draft().holder, email=None)

    new = replace_attestation(context, number, correction, reason="Faute de frappe", who="ines")

    assert level_of(newest(context, new)) is Level.B_T


def test_what_is_no_longer_in_force_is_not_extended(tmp_path: Path, live: LiveAuthority) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    first, second = issued(context, 2)
    withdraw(context, first, reason="Erreur de présence", who="ines")

    assert everything(context) == [second]
    for number in (first, Number("AC-2026-0099")):
        with pytest.raises(EndingRefusedError, match="en vigueur"):
            extend(context, [number], who="ines")


def test_document_ended_while_the_authority_is_asked_is_left_alone(
    tmp_path: Path, live: LiveAuthority
) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    (number,) = issued(context)
    before = newest(context, number)
    real = IssuerContext.instant
    calls: list[int] = []

    def withdrawn_meanwhile(self: IssuerContext) -> datetime:
        calls.append(1)
        if len(calls) == 1:
            withdraw(context, number, reason="Erreur de présence", who="ines")
        return real(self)

    with (
        patch.object(IssuerContext, "instant", withdrawn_meanwhile),
        pytest.raises(EndingRefusedError, match="entre-temps"),
    ):
        extend(context, [number], who="ines")

    assert newest(context, number) == before


def test_bytes_that_extend_nothing_are_never_stored(tmp_path: Path, live: LiveAuthority) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    (number,) = issued(context)
    before = newest(context, number)

    for other in (before, before[:-1], b"x" * (len(before) + 1)):
        with writing(context.register) as session:
            assert not store_extended(session, number, other, b"", at=NOW)

    assert newest(context, number) == before


@pytest.mark.parametrize("statement", [None, b"no statement"])
def test_document_that_was_slipped_into_the_register_is_never_extended(
    tmp_path: Path, live: LiveAuthority, statement: bytes | None
) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    first, second = issued(context, 2)
    forged = newest(context, second)  # genuine, but another person's
    with writing(context.register) as session:
        session.execute(delete(DocumentRow))
        session.add(DocumentRow(digest=bytes(32), number=first, stored_at=NOW, content=forged))
        if statement is not None:
            session.execute(update(StatementRow).values(signed=statement))

    with pytest.raises(RegisterError, match="fut signé"):
        extend(context, [first], who="ines")

    assert newest(context, first) == forged


def test_document_of_a_stolen_key_is_never_extended(tmp_path: Path, live: LiveAuthority) -> None:
    config = make_dated_deployment(tmp_path / "d", live)
    context = open_issuer(config)
    (number,) = issued(context)
    context = signed_by(context, context.signer)
    authority = open_authority(tmp_path / "d" / "keys", PASSPHRASE)
    authority.revoke(
        context.signer.certificate,
        reason="keyCompromise",
        invalid_since=NOW + timedelta(days=1),
        at=NOW + timedelta(days=2),
    )

    with pytest.raises(RegisterError, match="fut signé"):
        extend(context, [number], who="ines")


def test_too_late_is_said_and_changes_nothing(tmp_path: Path, live: LiveAuthority) -> None:
    context = open_issuer(make_dated_deployment(tmp_path / "d", live))
    (number,) = issued(context)
    before = newest(context, number)
    live.now = NOW + YEARS

    with pytest.raises(EvidenceError, match="expiré"):
        extend(at(signed_by(context, context.signer), YEARS), [number], who="ines")

    assert newest(context, number) == before


def test_story_tells_of_the_extension(tmp_path: Path, live: LiveAuthority) -> None:
    config = make_dated_deployment(tmp_path / "d", live)
    context = open_issuer(config)
    (number,) = issued(context)
    extend(context, [number], who="ines")

    told = run(main, "--config", config, "show", number, "--json").json()

    assert [event["kind"] for event in told["events"]] == [Kind.ISSUED, Kind.EXTENDED]
    with reading(context.register) as session:
        found = record(session, number)
    assert found is not None
    assert found.state is State.ISSUED


def test_without_an_authority_nothing_waits_and_nothing_is_extended(tmp_path: Path) -> None:
    context = open_issuer(make_deployment(tmp_path / "d"))
    (number,) = issued(context)

    assert waiting(context) == []
    with pytest.raises(ConfigurationError, match=r"timestamp\.url"):
        extend(context, [number], who="ines")
