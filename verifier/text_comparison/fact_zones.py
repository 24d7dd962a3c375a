"""Which of the zones that differ state a signed fact."""

from collections.abc import Iterator
from dataclasses import replace

from attestation.code import format_code
from attestation.facts import Attestation
from attestation.name import fold
from attestation.partial_date import PartialDate
from attestation.verdict.comparison_results import Comparison, Differs, Zone, ZoneKind
from verifier.fact_lines import FactLine
from verifier.inspection.answer import Word
from verifier.text_comparison.tokens import tokens_of
from verifier.text_comparison.written_dates import written_dates
from verifier.translations.catalogue import LANGUAGES, wording
from verifier.written_facts import stated_facts, write_duration


def with_facts(page: Comparison, attestation: Attestation) -> Comparison:
    """Tell the zones on lines that state a fact from those on other print."""
    if not isinstance(page, Differs):
        return page
    return replace(page, zones=tuple(_with_fact(zone, attestation) for zone in page.zones))


def fact_line(line: str, attestation: Attestation) -> FactLine | None:
    """Return which signed fact a line of the issued page states; None for other print."""
    folded = fold(line)
    for name, text in _facts(attestation):
        if text in folded:
            return name
    return _date(line, attestation.holder.birth_date)


def _with_fact(zone: Zone, attestation: Attestation) -> Zone:
    if zone.kind is ZoneKind.PRINT and fact_line(zone.what, attestation) is not None:
        return replace(zone, kind=ZoneKind.FACT)
    return zone


def _facts(attestation: Attestation) -> Iterator[tuple[FactLine, str]]:
    holder = attestation.holder
    for name, text in (
        (FactLine.HOLDER, holder.family_name),
        (FactLine.HOLDER, holder.given_name),
        (FactLine.NUMBER, attestation.number),
        (FactLine.MODULE, attestation.module_code),
        (FactLine.MODULE, attestation.module_title),
        (FactLine.CODE, format_code(attestation.code)),
        *_written_in_each_language(attestation),
    ):
        if folded := fold(text or ""):
            yield name, folded


def _written_in_each_language(attestation: Attestation) -> Iterator[tuple[FactLine, str]]:
    """Yield hours and what is stated beside them, as a page of each language may have it."""
    for words in map(wording, LANGUAGES):
        yield FactLine.ATTENDED, write_duration(attestation.attended, words.facts)
        for _, value in stated_facts(attestation.particulars, words):
            if value != words.stated.not_stated:
                yield FactLine.STATED, value


def _date(line: str, born: PartialDate) -> FactLine | None:
    words = (
        Word(text=text, left=float(index), top=0.0, right=index + 1.0, bottom=1.0)
        for index, text in enumerate(line.split())
    )
    dates = [one.date for one in written_dates(tokens_of(words))]
    if born in dates or (born.month is None and str(born.year) in line):
        return FactLine.BIRTH_DATE
    return FactLine.DATE if dates else None
