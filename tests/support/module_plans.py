"""Plans of a module whose sheet says how it is followed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from issuer.planning.plan import Plan, plan_issue
from issuer.settings.issuer import IssueSettings
from tests.support.documents import LETTERHEAD
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime
from tests.support.workbooks import DAYS, HEADER, Value, person, read_rows

AT = datetime(2026, 11, 20, tzinfo=UTC)
MODES = ("présentiel",) * 3


def plan(
    folder: Path,
    *keys: Sequence[Value],
    modes: Sequence[Value] = MODES,
    people: Sequence[Sequence[Value]] = (person(),),
    header: Sequence[Value] = HEADER,
    settings: dict[str, object] | None = None,
    **changed: object,
) -> Plan:
    """Plan a module of three sessions of four hours whose sheet has ``keys`` besides."""
    rows = (
        ("Code", "AC-2026-10"),
        ("Intitulé", "Ateliers citoyens"),
        *keys,
        (),
        ("Date", "Début", "Fin", "Mode"),
        *((day, time(9), time(13), mode) for day, mode in zip(DAYS, modes, strict=True)),
    )
    records = read_rows(folder, *people, header=header, module=rows)
    issue = IssueSettings.model_validate({"verifier": ADDRESS, **changed, **(settings or {})})
    return plan_issue(records, held={}, settings=issue, letterhead=LETTERHEAD, at=AT)


REGIMES = [
    make_regime("BXL-ACCUEIL"),
    make_regime("OLD", valid_until=date(2026, 11, 19)),
    make_regime("NEW", valid_from=date(2026, 11, 21)),
    make_regime("LONG", required_hours=12),
    make_regime("LONGER", required_hours=60),
    make_regime("STRICT", required_percent=100),
]
