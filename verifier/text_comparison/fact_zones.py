"""Which of the zones that differ state a signed fact."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from attestation.code import format_code
from attestation.facts import Attestation
from attestation.name import fold
from attestation.verdict.page_comparison import Comparison, Differs, Zone, ZoneKind
from verifier.inspection.answer import Word
from verifier.text_comparison.tokens import tokens_of
from verifier.text_comparison.written_dates import written_dates


def with_facts(page: Comparison, attestation: Attestation) -> Comparison:
    """Tell the zones on lines that state a fact from those on other print."""
    if not isinstance(page, Differs):
        return page
    facts = frozenset(_facts(attestation))
    return replace(page, zones=tuple(_with_fact(zone, facts, attestation) for zone in page.zones))


def _with_fact(zone: Zone, facts: frozenset[str], attestation: Attestation) -> Zone:
    line = fold(zone.what)
    states_one = any(fact in line for fact in facts) or _states_date(zone.what, attestation)
    if zone.kind is ZoneKind.PRINT and states_one:
        return replace(zone, kind=ZoneKind.FACT)
    return zone


def _facts(attestation: Attestation) -> Iterator[str]:
    holder = attestation.holder
    hours, minutes = divmod(attestation.attended // timedelta(minutes=1), 60)
    for text in (
        holder.family_name,
        holder.given_name,
        attestation.number,
        attestation.module_code,
        attestation.module_title,
        format_code(attestation.code),
        f"{hours} h {minutes:02}" if minutes else f"{hours} h",
    ):
        if folded := fold(text or ""):
            yield folded


def _states_date(line: str, attestation: Attestation) -> bool:
    words = (
        Word(text=text, left=float(index), top=0.0, right=index + 1.0, bottom=1.0)
        for index, text in enumerate(line.split())
    )
    holder = attestation.holder.birth_date
    if holder.month is None and str(holder.year) in line:
        return True
    return any(True for _ in written_dates(tokens_of(words)))
