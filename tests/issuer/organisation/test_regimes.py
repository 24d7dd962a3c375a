"""Regimes in the organisation's signed settings: what is kept is what comes back, and no less."""

from datetime import date

import pytest

from issuer.context import IssuerContext
from issuer.organisation.form import OrganisationSettings, settings_of
from issuer.organisation.history import current_settings, keep_version
from issuer.organisation.regimes import (
    period,
    regime_changes,
    with_default_regime,
    with_regime_ended,
    with_regimes,
)
from issuer.settings.regime import Regime
from tests.support.regimes import make_regime

FULL = make_regime(
    "BXL-ACCUEIL",
    valid_from="2025-01-01",
    valid_until="2026-12-31",
    required_percent=80,
    required_hours=40.5,
)


def in_force(issuer: IssuerContext) -> OrganisationSettings:
    return settings_of(current_settings(issuer.settings, issuer.register))


def keep(issuer: IssuerContext, new: OrganisationSettings | dict[str, str], *, seen: int) -> None:
    assert isinstance(new, OrganisationSettings), new
    keep_version(issuer, new, seen=seen, who="ines")


def loaded(issuer: IssuerContext, *regimes: Regime) -> OrganisationSettings:
    wanted = with_regimes(issuer.settings, in_force(issuer), regimes)
    assert isinstance(wanted, OrganisationSettings), wanted
    return wanted


def test_regimes_that_were_kept_come_back_whole(issuer: IssuerContext) -> None:
    regimes = (FULL, make_regime("WAL"))
    keep(issuer, loaded(issuer, *regimes), seen=0)
    default = with_default_regime(issuer.settings, in_force(issuer), "WAL")
    keep(issuer, default, seen=1)

    assert in_force(issuer).issue.regimes == regimes
    assert in_force(issuer).issue.regime == "WAL"


def test_record_of_the_same_day_takes_the_place_of_the_one_before(issuer: IssuerContext) -> None:
    first = loaded(issuer, FULL, make_regime("WAL"))
    other = make_regime("BXL-ACCUEIL", valid_from="2025-01-01", authority="Another")

    second = with_regimes(issuer.settings, first, [other])

    assert isinstance(second, OrganisationSettings)
    assert second.issue.regimes == (other, make_regime("WAL"))


def test_two_records_for_one_day_are_a_problem(issuer: IssuerContext) -> None:
    wanted = with_regimes(issuer.settings, loaded(issuer, FULL), [make_regime("BXL-ACCUEIL")])

    assert isinstance(wanted, dict)
    assert "deux fiches du régime BXL-ACCUEIL" in wanted["regimes"]


def test_newest_record_of_a_regime_is_ended(issuer: IssuerContext) -> None:
    before = loaded(issuer, make_regime("X", valid_until="2025-12-31"), *(
        make_regime(code, valid_from="2026-01-01") for code in ("X", "Y")
    ))  # fmt: skip

    after = with_regime_ended(issuer.settings, before, "X", date(2026, 6, 30))

    assert isinstance(after, OrganisationSettings)
    assert [one.valid_until for one in after.issue.regimes] == [
        date(2025, 12, 31), date(2026, 6, 30), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "last_day", "place"), [("Z", date(2026, 1, 1), "code"), ("X", date(1999, 1, 1), "")]
)
def test_regime_that_cannot_be_ended_is_a_problem(
    issuer: IssuerContext, code: str, last_day: date, place: str
) -> None:
    before = loaded(issuer, make_regime("X", valid_from="2026-01-01"))

    wanted = with_regime_ended(issuer.settings, before, code, last_day)

    assert isinstance(wanted, dict)
    assert any(one.startswith(place) for one in wanted)


def test_default_regime_is_one_that_is_known(issuer: IssuerContext) -> None:
    assert with_default_regime(issuer.settings, in_force(issuer), "X") == {
        "regime": "le régime X n’est pas dans les réglages"
    }
    assert isinstance(
        with_default_regime(issuer.settings, in_force(issuer), None), OrganisationSettings
    )


def test_changes_are_said_field_by_field(issuer: IssuerContext) -> None:
    before = loaded(issuer, FULL)
    other = make_regime("BXL-ACCUEIL", valid_from="2025-01-01", authority="Another")
    after = with_regimes(issuer.settings, before, [other, make_regime("WAL")])
    assert isinstance(after, OrganisationSettings)
    after = with_default_regime(issuer.settings, after, "WAL")
    assert isinstance(after, OrganisationSettings)

    assert regime_changes(before, after) == [
        "BXL-ACCUEIL, autorité : Authority BXL-ACCUEIL → Another",
        "BXL-ACCUEIL, dernier jour : 2026-12-31 → rien",
        "BXL-ACCUEIL, part des séances exigée : 80 → rien",
        "BXL-ACCUEIL, heures exigées : 40.5 → rien",
        "WAL : nouvelle fiche, sans limite de temps",
        "régime des modules qui n’en disent pas : WAL",
    ]
    assert regime_changes(after, after) == []
    named = make_regime("WAL", name=dict.fromkeys(("fr", "nl", "de", "en"), "Autre"))
    renamed = with_regimes(issuer.settings, after, [named])
    assert isinstance(renamed, OrganisationSettings)
    assert regime_changes(after, renamed) == [
        "WAL, nom : Name WAL fr / Name WAL nl / Name WAL de / Name WAL en "
        "→ Autre / Autre / Autre / Autre"
    ]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "sans limite de temps"),
        (None, "2026-12-31", "jusqu’au 31/12/2026"),
        ("2026-01-01", None, "à partir du 01/01/2026"),
        ("2026-01-01", "2026-12-31", "du 01/01/2026 au 31/12/2026"),
    ],
)
def test_period_is_said_in_words(first: str | None, last: str | None, said: str) -> None:
    assert period(make_regime("X", valid_from=first, valid_until=last)) == said
