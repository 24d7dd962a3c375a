"""What is typed of a regime."""

from issuer.organisation.history import current_settings
from issuer.settings.issuer import IssueSettings
from tests.support.desks import TestDesk

LANGUAGES = ("fr", "nl", "de", "en")

FORM = {
    "code": "local",
    "authority": "Une autorité",
    "legal_basis": "Une base légale",
    "valid_from": "2026-01-01",
    "valid_until": "",
    "required_percent": "",
    "required_hours": "10,5",
    **{
        f"{name}.{language}": f"{name} {language}"
        for name in ("name", "printed", "establishes", "does_not_establish")
        for language in LANGUAGES
    },
}


def in_force(desk: TestDesk) -> IssueSettings:
    return current_settings(desk.context.settings, desk.register).issue
