"""A clock that is wrong signs nothing, and what one signed is repaired."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from attestation.errors import ConfigurationError, RegisterError, SigningError
from issuer.audit import clock
from issuer.audit.clock import date_of
from issuer.audit.log import AuditAction, AuditEvent, audited, decode_entry
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import heal_clock, publish_all
from issuer.lifecycle.withdrawal import withdraw
from issuer.settings.issuer import ClockSettings
from register import audit_log
from register.database import reading
from tests.support.issuer_contexts import (
    SETTINGS,
    at,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)
from tests.support.issuers import NOW
from tests.support.world import World, make_world

SOURCE = "https://time.example"
EVENT = AuditEvent(who="ines", action=AuditAction.PUBLISHED)


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    context = open_issuer(make_deployment(tmp_path))
    issue(context, make_module(), [make_draft("Bah")])
    return context


@pytest.fixture
def date(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime | None], None]]:
    """Set what the source of the settings answers."""

    def answer(date: datetime | None) -> None:
        clock._answers.clear()
        monkeypatch.setattr(clock, "date_of", lambda source: date)

    yield answer
    clock._answers.clear()


def with_source(context: IssuerContext) -> IssuerContext:
    settings = replace(context.settings, clock=ClockSettings(sources=(SOURCE,)))
    return replace(context, settings=settings)


def test_clock_behind_the_newest_signature_signs_nothing(context: IssuerContext) -> None:
    parallel_map = at(context, timedelta(days=1))
    publish_all(parallel_map, who="ines")
    numbers = issue(parallel_map, make_module(), [make_draft("Bah")])  # held already
    assert len(numbers) == 1

    with pytest.raises(SigningError, match=r"retarde.*--heal-clock"):
        publish_all(context, who="ines")
    with pytest.raises(SigningError, match="retarde"):
        issue(context, make_module(), [make_draft("Diallo")])
    with pytest.raises(SigningError, match="retarde"):
        withdraw(context, "AC-2026-0001", reason="erreur", who="ines")  # type: ignore[arg-type]
    with pytest.raises(SigningError, match="retarde"), audited(context, EVENT):
        pass


def test_clock_far_ahead_signs_nothing_before_somebody_vouches_for_it(
    context: IssuerContext,
) -> None:
    parallel_map = at(context, timedelta(days=1001))

    with pytest.raises(SigningError, match="loin de la dernière signature"):
        publish_all(parallel_map, who="ines")
    heal_clock(parallel_map, who="ines")

    assert publish_all(parallel_map, who="ines")


@pytest.mark.parametrize("error", [timedelta(hours=1), timedelta(days=1), timedelta(days=365)])
def test_list_dated_ahead_is_replaced_and_verifiers_recover(
    tmp_path: Path, error: timedelta
) -> None:
    world: World = make_world(tmp_path)
    (issued,) = world.issue(make_draft("Bah").holder)
    assert world.check_file(issued.pdf).verdict.name == "genuine"
    world.wait(error)
    world.publish()
    assert world.check_file(issued.pdf).verdict.name == "genuine"  # its clock is as wrong
    world.wait(-error)
    assert world.check_file(issued.pdf).verdict.name == "cannot_check"

    (healed,) = heal_clock(world.context, who="ines")

    assert healed.issued_at == NOW
    assert world.check_file(issued.pdf).verdict.name == "genuine"
    with reading(world.context.register) as session:
        last = audit_log.entry(session, audit_log.last_sequence(session))
    assert last is not None
    assert decode_entry(last).event.action is AuditAction.CLOCK_HEALED
    assert f"{NOW + error:%Y-%m-%d}" in (decode_entry(last).event.detail or "")
    world.publish()
    world.withdraw(issued.number)
    assert world.check_file(issued.pdf).verdict.name == "withdrawn"


def test_clock_unlike_the_source_signs_nothing_and_is_not_healed(
    context: IssuerContext, date: Callable[[datetime | None], None]
) -> None:
    parallel_map = with_source(at(context, timedelta(hours=1)))
    date(NOW)

    with pytest.raises(SigningError, match=r"sources de \[clock\]"):
        publish_all(parallel_map, who="ines")
    with pytest.raises(SigningError, match=r"sources de \[clock\]"):
        heal_clock(parallel_map, who="ines")
    assert publish_all(with_source(context), who="ines")


def test_source_that_does_not_answer_stops_nobody(
    context: IssuerContext,
    date: Callable[[datetime | None], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    date(None)

    assert publish_all(with_source(context), who="ines")

    assert "clock.no_source_answers" in capsys.readouterr().out


def test_source_confirms_a_clock_after_a_long_rest(
    context: IssuerContext, date: Callable[[datetime | None], None]
) -> None:
    later = with_source(at(context, timedelta(days=1020)))
    date(later.now())

    assert publish_all(later, who="ines")


def test_nothing_is_healed_in_a_log_that_was_cut_off(context: IssuerContext) -> None:
    for _ in range(2):
        with audited(context, EVENT):
            pass
    context.settings.desk.audit_head_file.unlink()

    with pytest.raises(RegisterError, match="pas entier"):
        heal_clock(context, who="ines")


def test_source_is_a_secure_address(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"clock\.sources.*https"):
        make_deployment(tmp_path, settings=SETTINGS + '[clock]\nsources = ["http://x"]\n')


class _Answer:
    def __init__(self, date: str | None) -> None:
        self.headers = {"Date": date}

    def __enter__(self) -> "_Answer":
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (format_datetime(NOW.astimezone(UTC), usegmt=True), NOW),
        ("no date", None),
        (None, None),
        (OSError("no network"), None),
    ],
)
def test_date_is_read_from_an_answer(
    monkeypatch: pytest.MonkeyPatch, answer: object, expected: datetime | None
) -> None:
    def opened(request: Request, *, timeout: float) -> _Answer:
        assert request.get_method() == "HEAD"
        assert timeout <= 2
        if isinstance(answer, OSError):
            raise answer
        return _Answer(answer if isinstance(answer, str) else None)

    monkeypatch.setattr("urllib.request.urlopen", opened)

    assert date_of(SOURCE) == expected


def test_refusal_of_a_source_has_a_date_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(request: Request, *, timeout: float) -> _Answer:
        headers = {"Date": format_datetime(NOW.astimezone(UTC), usegmt=True)}
        raise HTTPError(SOURCE, 405, "no", headers, None)  # type: ignore[arg-type]

    monkeypatch.setattr("urllib.request.urlopen", refused)

    assert date_of(SOURCE) == NOW
