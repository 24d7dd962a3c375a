"""What a document establishes: its regime on the day of issue, in the words of its organisation.

Every sentence about law is the organisation's, signed by its key (ADR 0134); it changes no verdict.
"""

from collections.abc import Iterator
from datetime import date

from attestation.facts import Attestation
from attestation.regime import RegimeOnDay, RegimeRecord, Standing, ValidityPeriod, regime_on
from attestation.verdict.verdicts import Issuer
from verifier.translations.catalogue import Wording
from verifier.written_facts import write_day, write_required


def established_facts(
    attestation: Attestation, issuer: Issuer, day: date, words: Wording
) -> Iterator[tuple[str, str]]:
    """Yield label and value of all that is to be concluded, and of what is not."""
    spoken = words.regime
    particulars = attestation.particulars
    found = regime_on(day, particulars.regime, issuer.regimes)
    record = found.record
    if record is not None:
        name = record.name.of(words.language)
        yield spoken.label, spoken.named.format(name=name, code=record.code)
    yield (spoken.period if record else spoken.label), _standing(found, particulars.regime, words)
    if record is not None:
        yield spoken.authority, record.authority
        yield spoken.legal_basis, record.legal_basis
        if asked := write_required(record.required_percent, record.required_time, words):
            yield spoken.required, asked
    if particulars.extent is not None:
        yield spoken.extent, spoken.extents[particulars.extent]
    in_force = _in_force(found)
    if in_force is None:
        yield spoken.establishes, spoken.neutral_establishes
        yield spoken.does_not_establish, spoken.neutral_does_not
    else:
        yield spoken.establishes, in_force.establishes.of(words.language)
        yield spoken.does_not_establish, in_force.does_not_establish.of(words.language)


def regime_json(
    attestation: Attestation, issuer: Issuer, day: date, *, language: str, is_valid: bool
) -> dict[str, object]:
    """Return the same for programs: what is not known, or not in force, is null.

    Args:
        attestation: what was signed.
        issuer: by whom.
        day: of issue.
        language: of the texts.
        is_valid: the attestation is genuine; any other establishes nothing.
    """
    found = regime_on(day, attestation.particulars.regime, issuer.regimes)
    record, in_force = found.record, _in_force(found) if is_valid else None
    period = ValidityPeriod() if record is None else record.period
    return {
        "standing": found.standing.value,
        "name": record and record.name.of(language),
        "authority": record and record.authority,
        "legal_basis": record and record.legal_basis,
        "first_day": period.first_day and period.first_day.isoformat(),
        "last_day": period.last_day and period.last_day.isoformat(),
        "establishes": in_force and in_force.establishes.of(language),
        "does_not_establish": in_force and in_force.does_not_establish.of(language),
    }


def written_limits(first: date | None, last: date | None, words: Wording) -> Iterator[str]:
    """Yield a sentence for each end of a period that there is."""
    if first is not None:
        yield words.gallery.since.format(day=write_day(first, words.facts))
    if last is not None:
        yield words.gallery.until.format(day=write_day(last, words.facts))


def _in_force(found: RegimeOnDay) -> RegimeRecord | None:
    # SECURITY: what a regime establishes is said of papers of its own days alone:
    # test_regime_that_had_ended_establishes_nothing.
    return found.record if found.standing is Standing.IN_FORCE else None


def _standing(found: RegimeOnDay, code: str | None, words: Wording) -> str:
    period = ValidityPeriod() if found.record is None else found.record.period
    said = words.regime.standings[found.standing].format(
        code=code,
        first=period.first_day and write_day(period.first_day, words.facts),
        last=period.last_day and write_day(period.last_day, words.facts),
    )
    if found.standing is not Standing.IN_FORCE:
        return said
    return " ".join((said, *written_limits(period.first_day, period.last_day, words)))
