"""Who the issuing organisation is, and whether it was recognised on the day of issue.

All of it is what the organisation's root signed of itself (ADR 0137); it changes no verdict.
"""

from collections.abc import Iterator
from datetime import date

from attestation.recognition import Coverage, Recognition, recognition_on
from attestation.verdict.verdicts import Issuer
from verifier.translations.catalogue import Wording
from verifier.written_facts import BRUSSELS, write_day

_OF_BELGIUM = ("NTRBE-", "VATBE-")


def recognition_facts(issuer: Issuer, day: date, words: Wording) -> Iterator[tuple[str, str]]:
    """Yield label and value: the organisation's number, and its recognition on ``day``."""
    spoken = words.recognition
    identifier = issuer.identifier
    yield spoken.identifier, _number(identifier) if identifier else words.stated.not_stated
    found = recognition_on(day, issuer.record)
    template = spoken.coverages[found.coverage]
    if issuer.record is not None:
        template = template.format(
            recognitions="; ".join(_recognition(one, words) for one in found.recognitions),
            stated=write_day(issuer.record.made_at.astimezone(BRUSSELS).date(), words.facts),
        )
    yield spoken.label, template


def recognition_sentences(issuer: Issuer, day: date, words: Wording) -> Iterator[str]:
    """Yield what stands beside the verdict: that no recognition covered ``day``."""
    if recognition_on(day, issuer.record).coverage is Coverage.NOT_COVERED:
        yield words.recognition.not_covered


def recognition_json(issuer: Issuer, day: date) -> dict[str, object]:
    """Return the same for programs."""
    record = issuer.record
    found = recognition_on(day, record)
    return {
        "coverage": found.coverage.value,
        "recognitions": [_recognition_json(one) for one in found.recognitions],
        "stated_on": record and record.made_at.astimezone(BRUSSELS).date().isoformat(),
    }


def _recognition_json(recognition: Recognition) -> dict[str, object]:
    first, last = recognition.period.first_day, recognition.period.last_day
    return {
        "number": recognition.number,
        "authority": recognition.authority,
        "first_day": first and first.isoformat(),
        "last_day": last and last.isoformat(),
    }


def _number(identifier: str) -> str:
    """Write a number of the Crossroads Bank as people know it; another identifier as it is."""
    for prefix in _OF_BELGIUM:
        if identifier.startswith(prefix):
            digits = identifier.removeprefix(prefix)
            return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return identifier


def _recognition(recognition: Recognition, words: Wording) -> str:
    spoken, period = words.recognition, recognition.period
    first = period.first_day and write_day(period.first_day, words.facts)
    last = period.last_day and write_day(period.last_day, words.facts)
    template = words.facts.between if last else spoken.since
    return spoken.one.format(
        number=recognition.number,
        authority=recognition.authority,
        period=template.format(first=first, last=last),
    )
