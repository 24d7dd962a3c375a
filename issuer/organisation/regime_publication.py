"""What the organisation publishes of its regimes and models: signed, and put into a trust bundle.

The models are drawn from the settings' signed versions, each for the days on which it was in
force, by today's program: the verifier has no key and imports no drawing of documents. ADR 0135.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from attestation.errors import ConfigurationError
from attestation.formats.regime_records import MAX_MODELS, sign_records
from attestation.regime import MAX_PICTURE_BYTES, DocumentModel, RegimeRecords
from issuer.context import IssuerContext
from issuer.document.specimen import draw_specimen
from issuer.document.wording import issue_day
from issuer.organisation.form import OrganisationSettings, decode_settings, settings_of
from issuer.organisation.history import current_settings, read_version
from issuer.settings.organisation import Letterhead
from issuer.settings.regime import Regime
from keys.custody.keyring import open_ring, trust_bundle
from keys.trust import encode_regimes, update_organisations
from pdf.raster import first_page
from register import organisation_versions
from register.database import reading
from runtime.files import replace_file

MODEL_WIDTH = 700
"""Pixels: the text can be read, and a picture has some 50 kB."""
_DAY = timedelta(days=1)
_SETTING = "issue.trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class _InForce:
    """Settings, and the day from which they were in force; None where nobody knows it."""

    first_day: date | None
    settings: OrganisationSettings


def publish_to_bundle(context: IssuerContext) -> Path | None:
    """Put what is in force into the bundle that the settings name; None where they name none.

    Certificates and revocation lists of the ring are brought up to date with it.

    Raises:
        ConfigurationError: the bundle cannot be read or written, or the settings are not valid.
        TrustStoreError: it is the bundle of others alone, or damaged; it stays as it is.
        SigningError: no key may sign at present.
        RegisterError: the register failed.
    """
    named = context.settings.issue.trust
    if named is None:
        return None
    path = context.settings.folder / named
    ours = trust_bundle(open_ring(context.settings.keys.ring))
    signed = sign_records(published_records(context), signer=context.signer)
    try:
        current = path.read_bytes() if path.exists() else ours
        merged = update_organisations(current, ours + encode_regimes(signed))
        replace_file(path, merged, mode=0o644)
    except OSError as error:
        problem = f"impossible de lire ou d’écrire ({error.strerror})"
        raise ConfigurationError(_SETTING, problem) from None
    return path


def published_records(context: IssuerContext) -> RegimeRecords:
    """Gather the regimes in force and the models of each period.

    Raises:
        ConfigurationError: the newest settings are not valid.
        RegisterError: the register failed.
    """
    settings = current_settings(context.settings, context.register)
    return RegimeRecords(
        published_at=context.instant(),
        regimes=tuple(one.record() for one in settings.issue.regimes),
        models=document_models(context),
    )


def document_models(context: IssuerContext) -> tuple[DocumentModel, ...]:
    """Draw a specimen of each look that documents had, by regime and period, the newest first.

    Raises:
        ConfigurationError: the newest settings are not valid.
        RegisterError: the register failed.
    """
    periods = _periods(context)
    models: list[DocumentModel] = []
    codes: list[str | None] = [None]
    codes += sorted({one.code for each in periods for one in each.settings.issue.regimes})
    for code in codes:
        models += _models_of(code, periods)
    models.sort(key=lambda one: one.first_day or date.min, reverse=True)
    return tuple(models[:MAX_MODELS])


def _models_of(code: str | None, periods: list[_InForce]) -> Iterator[DocumentModel]:
    """Yield the models of one regime, each until the next one that looks otherwise."""
    last: tuple[date | None, bytes | None] = None, None
    for one in periods:
        picture = _picture(one, code)
        if picture == last[1]:
            continue
        if last[1] is not None and one.first_day is not None:
            yield _model(last[0], one.first_day - _DAY, code, last[1])
        last = one.first_day, picture
    if last[1] is not None:
        yield _model(last[0], None, code, last[1])


def _model(first: date | None, last: date | None, code: str | None, png: bytes) -> DocumentModel:
    return DocumentModel(first_day=first, last_day=last, regime=code, picture=png)


def _picture(one: _InForce, code: str | None) -> bytes | None:
    """Draw the specimen; None where the settings know no such regime, or it is too large."""
    regime: Regime | None = None
    if code is not None:
        known = [each for each in one.settings.issue.regimes if each.code == code]
        if not known:
            return None
        regime = known[-1]
    issue = one.settings.issue
    picture = draw_specimen(
        Letterhead(organisation=one.settings.organisation, logo=one.settings.logo),
        address=issue.verifier,
        prefix=issue.number_prefix,
        draw=partial(first_page, width=MODEL_WIDTH),
        regime=regime,
    )
    return picture if len(picture) <= MAX_PICTURE_BYTES else None


def _periods(context: IssuerContext) -> list[_InForce]:
    """Return the settings of each period, the oldest first; of two of one day the later."""
    with reading(context.register) as session:
        stored = organisation_versions.versions(session, newest=MAX_MODELS)
    keys, by_day = context.trusted, {}
    for number, signed in reversed(stored):
        version = read_version(signed, number=number, keys=keys)
        if version is None:
            continue
        try:
            settings = decode_settings(context.settings, version.content)
        except ConfigurationError:  # a rule that came since refuses it
            continue
        day = issue_day(version.at)
        by_day[day] = _InForce(first_day=day, settings=settings)
    if by_day:
        return list(by_day.values())
    return [_InForce(first_day=None, settings=settings_of(context.settings))]
