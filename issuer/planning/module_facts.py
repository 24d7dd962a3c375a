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
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Fault, text_of
from issuer.workbook.model import ModuleRecord, Participant, Problem

_NAMES = {
    "language": sentence("la langue du module"),
    "required_time": sentence("les heures exigées"),
    "extent": sentence("la portée du module"),
    "regime": sentence("le régime"),
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
                    message=sentence(
                        "le classeur et le réglage du module ne disent pas de même {called}",
                        called=called,
                    ),
                    remedy=sentence("corrigez la case, ou le réglage [issue.modules] de ce module"),
                ),
            )
    held = [session.held for session in record.sessions if session.held is not None]
    if set_here.mode is not None and held and mode_of(held) is not set_here.mode:
        yield _at(
            record,
            "mode",
            Fault(
                message=sentence("les séances et le réglage du module ne disent pas le même mode"),
                remedy=sentence(
                    "corrigez la colonne « Mode », ou le réglage [issue.modules] de ce module"
                ),
            ),
        )


def _no_regime(record: ModuleRecord, code: str, regimes: Sequence[Regime], day: date) -> Problem:
    if any(one.code == code for one in regimes):
        return _at(
            record,
            "regime",
            Fault(
                message=sentence(
                    "le régime {code} n’est pas en vigueur le {day}",
                    code=code,
                    day=text_of(day),
                ),
                remedy=sentence("choisissez le régime de ce jour, ou laissez la case vide"),
            ),
        )
    known = ", ".join(one.code for one in regimes) or sentence("aucun")
    return _at(
        record,
        "regime",
        Fault(
            message=sentence("le régime {code} n’est pas dans les réglages", code=code),
            remedy=sentence(
                "corrigez le code, ou ajoutez ce régime ; connus : {known}", known=known
            ),
        ),
    )


def _too_many_hours(
    record: ModuleRecord, required: timedelta, module_time: timedelta, regime: Regime | None
) -> Problem:
    code = regime.code if regime and regime.required_time == required else None
    message = (
        sentence(
            "{asked} heures sont exigées, et le module n’en a que {held}",
            asked=_hours(required),
            held=_hours(module_time),
        )
        if code is None
        else sentence(
            "{asked} heures sont exigées par le régime {code}, et le module n’en a que {held}",
            asked=_hours(required),
            code=code,
            held=_hours(module_time),
        )
    )
    remedy = sentence("corrigez les heures exigées, ou les heures des séances")
    return _at(record, "required_time", Fault(message=message, remedy=remedy))


def _hours(time: timedelta) -> str:
    return f"{time / timedelta(hours=1):g}"


def _below_the_regime(
    record: ModuleRecord, regime: Regime, required: timedelta | None, percent: int
) -> Iterator[Problem]:
    asks = regime.required_time
    if asks is not None and required is not None and required < asks:
        message = sentence(
            "le régime {code} exige {hours} heures au moins",
            code=regime.code,
            hours=_hours(asks),
        )
        yield _at(
            record,
            "required_time",
            Fault(message=message, remedy=sentence("corrigez les heures exigées")),
        )
    if regime.required_percent is not None and percent < regime.required_percent:
        message = sentence(
            "le régime {code} exige {required} % des séances, et la règle de ce module {percent} %",
            code=regime.code,
            required=regime.required_percent,
            percent=percent,
        )
        yield _at(
            record, "regime", Fault(message=message, remedy=sentence("corrigez la règle du module"))
        )


def _at(record: ModuleRecord, name: str, fault: Fault) -> Problem:
    """Return a problem at the fact's cell; about the whole sheet where it is a setting."""
    if name in record.facts.places:
        return record.facts.places[name].problem(fault)
    return Problem(
        sheet="Module", row=None, column=None, message=fault.message, remedy=fault.remedy
    )
