"""What an attestation states of how its module was followed: from the workbook and the settings.

Each fact is the workbook's, else the module's setting, else nobody's: it is then not stated. Two
that differ are a problem, because one of them is wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from attestation.particulars import Mode, Particulars
from issuer.planning.entitlement import Entitled
from issuer.settings.issuer import IssueSettings
from issuer.settings.module_facts import ModuleFacts
from issuer.settings.regime import Regime
from issuer.workbook.format.cells import Fault
from issuer.workbook.model import ModuleRecord, Participant, Problem

_NAMES = {
    "language": "la langue du module",
    "required_time": "les heures exigées",
    "extent": "la portée du module",
    "regime": "le régime",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedFacts:
    """The facts of one module that are the same for all its people."""

    required_percent: int
    stated: Particulars
    """Without what differs by person."""
    mode: Mode | None
    """What the settings say; None where the sessions themselves say it, or nobody."""
    problems: tuple[Problem, ...]


def resolve_facts(record: ModuleRecord, settings: IssueSettings, *, day: date) -> ResolvedFacts:
    """Bring together what workbook, settings and regime say of a module.

    Args:
        record: the module, read.
        settings: with the regimes, and what is said of single modules.
        day: on which it would be issued.
    """
    set_here = settings.modules.get(record.code, ModuleFacts())
    problems = list(_contradictions(record, set_here))
    module_time = sum((one.duration for one in record.sessions), timedelta())
    written = record.facts
    code = written.regime or set_here.regime or settings.regime
    regimes = settings.regimes
    regime = next((one for one in regimes if one.code == code and one.period.covers(day)), None)
    if code is not None and regime is None:
        problems.append(_no_regime(record, code, regimes, day))
    required = written.required_time or set_here.required_time
    if required is None and regime is not None:
        required = regime.required_time
    if required is not None and required > module_time:
        problems.append(_too_many_hours(record, required, module_time, regime))
        required = None
    percent = settings.required_percent_for(record.code)
    if regime is not None:
        problems += _below_the_regime(record, regime, required, percent)
    return ResolvedFacts(
        required_percent=percent,
        stated=Particulars(
            sessions_followed=len(record.sessions),
            sessions_held=len(record.sessions),
            module_time=module_time,
            required_time=required,
            required_percent=percent,
            language=written.language or set_here.language,
            extent=written.extent or set_here.extent,
            regime=code,
        ),
        mode=set_here.mode,
        problems=tuple(problems),
    )


def particulars_of(
    person: Participant, record: ModuleRecord, entitled: Entitled, resolved: ResolvedFacts
) -> Particulars:
    """Return what is stated of one person."""
    followed = [one for one in record.sessions if one.slot not in entitled.missed]
    return replace(
        resolved.stated,
        sessions_followed=len(followed),
        mode=resolved.mode or mode_of([one.held for one in followed]),
        reception_reference=person.reception_reference,
    )


def mode_of(held: Sequence[Mode | None]) -> Mode | None:
    """Return how some sessions were held together; None where one of them does not say."""
    modes = set(held)
    if None in modes or not modes:
        return None
    return modes.pop() if len(modes) == 1 else Mode.BOTH


def _contradictions(record: ModuleRecord, set_here: ModuleFacts) -> Iterator[Problem]:
    """Find what workbook and setting say differently."""
    for name, called in _NAMES.items():
        written, wanted = getattr(record.facts, name), getattr(set_here, name)
        if written is not None and wanted is not None and written != wanted:
            yield _at(
                record,
                name,
                Fault(
                    message=f"le classeur et le réglage du module ne disent pas de même {called}",
                    remedy="corrigez la case, ou le réglage [issue.modules] de ce module",
                ),
            )
    held = [session.held for session in record.sessions if session.held is not None]
    if set_here.mode is not None and held and mode_of(held) is not set_here.mode:
        yield _at(
            record,
            "mode",
            Fault(
                message="les séances et le réglage du module ne disent pas le même mode",
                remedy="corrigez la colonne « Mode », ou le réglage [issue.modules] de ce module",
            ),
        )


def _no_regime(record: ModuleRecord, code: str, regimes: Sequence[Regime], day: date) -> Problem:
    if any(one.code == code for one in regimes):
        return _at(
            record,
            "regime",
            Fault(
                message=f"le régime {code} n’est pas en vigueur le {day:%d/%m/%Y}",
                remedy="choisissez le régime de ce jour, ou laissez la case vide",
            ),
        )
    known = ", ".join(one.code for one in regimes) or "aucun"
    return _at(
        record,
        "regime",
        Fault(
            message=f"le régime {code} n’est pas dans les réglages",
            remedy=f"corrigez le code, ou ajoutez ce régime ; connus : {known}",
        ),
    )


def _too_many_hours(
    record: ModuleRecord, required: timedelta, module_time: timedelta, regime: Regime | None
) -> Problem:
    asked, held = (time / timedelta(hours=1) for time in (required, module_time))
    by = f" par le régime {regime.code}" if regime and regime.required_time == required else ""
    return _at(
        record,
        "required_time",
        Fault(
            message=f"{asked:g} heures sont exigées{by}, et le module n’en a que {held:g}",
            remedy="corrigez les heures exigées, ou les heures des séances",
        ),
    )


def _below_the_regime(
    record: ModuleRecord, regime: Regime, required: timedelta | None, percent: int
) -> Iterator[Problem]:
    asks = regime.required_time
    if asks is not None and required is not None and required < asks:
        message = f"le régime {regime.code} exige {asks / timedelta(hours=1):g} heures au moins"
        yield _at(
            record, "required_time", Fault(message=message, remedy="corrigez les heures exigées")
        )
    if regime.required_percent is not None and percent < regime.required_percent:
        message = (
            f"le régime {regime.code} exige {regime.required_percent} % des séances, et la règle "
            f"de ce module {percent} %"
        )
        yield _at(record, "regime", Fault(message=message, remedy="corrigez la règle du module"))


def _at(record: ModuleRecord, name: str, fault: Fault) -> Problem:
    """Return a problem at the fact's cell; about the whole sheet where it is a setting."""
    if name in record.facts.places:
        return record.facts.places[name].problem(fault)
    return Problem(
        sheet="Module", row=None, column=None, message=fault.message, remedy=fault.remedy
    )
