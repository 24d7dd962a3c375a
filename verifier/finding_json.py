"""A finding as one JSON object, for programs; its keys and codes are a public contract."""

from dataclasses import asdict
from datetime import datetime, timedelta

from attestation.formats.credential import Credential
from attestation.particulars import Particulars
from attestation.verdict.comparison_results import NotCompared, page_name, zones_of
from attestation.verdict.verdicts import Finding, Genuine, Issuer, Replaced, Verdict, Withdrawn
from verifier.recognition import recognition_json
from verifier.regimes import regime_json
from verifier.report import Report, issue_day, signed


def finding_json(finding: Finding, report: Report) -> dict[str, object]:
    """Return what a program needs to know; ``reason`` holds codes, the rest is for people.

    Several reasons, which only an altered document has, are separated by spaces.
    """
    known = signed(finding.verdict)
    return {
        "verdict": report.verdict,
        "looked_at": report.looked_at and report.looked_at.value,
        "page": page_name(finding.page),
        "page_reason": finding.page.reason if isinstance(finding.page, NotCompared) else None,
        "zones": [asdict(zone) for zone in zones_of(finding.page)],
        "attestation": known
        and {
            **_attestation(*known),
            "regime_on_issue": _regime(*known, report),
        },
        "reason": " ".join(report.reasons) or None,
        "message": " ".join(report.sentences),
        "next_step": report.next_step,
        "ended": _ending(finding.verdict),
    }


def _regime(credential: Credential, issuer: Issuer, report: Report) -> dict[str, object]:
    attestation = credential.attestation
    return regime_json(
        attestation,
        issuer,
        issue_day(attestation.issued_at),
        language=report.words.language,
        is_valid=isinstance(report.finding.verdict, Genuine),
    )


def _attestation(credential: Credential, issuer: Issuer) -> dict[str, object]:
    attestation = credential.attestation
    day = issue_day(attestation.issued_at)
    return {
        "number": attestation.number,
        "family_name": attestation.holder.family_name,
        "given_name": attestation.holder.given_name,
        "birth_date": attestation.holder.birth_date.encode(),
        "module_code": attestation.module_code,
        "module_title": attestation.module_title,
        "first_day": attestation.first_day.isoformat(),
        "last_day": attestation.last_day.isoformat(),
        "minutes": _minutes(attestation.attended),
        "issued_on": day.isoformat(),
        "issuer": issuer.name,
        "issuer_identifier": issuer.identifier,
        "recognition": recognition_json(issuer, day),
        **_stated(attestation.particulars),
    }


def _stated(stated: Particulars) -> dict[str, object]:
    """Return what was stated of how the module was followed; null for what was not."""
    return {
        "sessions_followed": stated.sessions_followed,
        "sessions_held": stated.sessions_held,
        "module_minutes": stated.module_time and _minutes(stated.module_time),
        "required_minutes": stated.required_time and _minutes(stated.required_time),
        "required_percent": stated.required_percent,
        "language": stated.language,
        "mode": stated.mode and stated.mode.value,
        "extent": stated.extent and stated.extent.value,
        "regime": stated.regime,
        "reception_reference": stated.reception_reference,
    }


def _minutes(time: timedelta) -> int:
    return time // timedelta(minutes=1)


def _ending(verdict: Verdict) -> dict[str, object] | None:
    match verdict:
        case Replaced():
            successor = verdict.successor and verdict.successor.number
            return {
                "on": issue_day(verdict.replaced_at).isoformat(),
                "reason": verdict.reason or None,
                "successor": successor,
            }
        case Withdrawn(withdrawn_at=instant):
            on = issue_day(instant).isoformat() if isinstance(instant, datetime) else None
            return {"on": on, "reason": verdict.reason, "successor": None}
        case _:
            return None
