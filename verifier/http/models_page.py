"""The models of attestations by period, as each organisation published and signed them."""

from dataclasses import dataclass
from hashlib import sha256

from flask import Response, abort, current_app, render_template, request

from attestation.regime import DocumentModel
from attestation.verdict.verdicts import Issuer
from verifier.assembly import LiveVerifier
from verifier.http.instrumentation import EXTENSION
from verifier.http.language import page_words
from verifier.regimes import written_limits

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownModel:
    """One picture and what stands under it."""

    digest: str
    """SHA-256 of the picture: its address, so that a browser may keep it."""
    regime: str
    period: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrganisation:
    """The models of one organisation, the newest first."""

    name: str
    models: tuple[ShownModel, ...]


def models() -> str:
    """Show the models of every organisation that published some."""
    shown = tuple(
        ShownOrganisation(
            name=issuer.name,
            models=tuple(_shown(one, issuer) for one in issuer.regimes.models),
        )
        for issuer in _issuers()
        if issuer.regimes and issuer.regimes.models
    )
    return render_template("models.html", organisations=shown, gallery_words=page_words().gallery)


def model_picture(digest: str) -> Response:
    """Return one picture."""
    # SECURITY: only what an organisation signed is there to be found:
    # test_gallery_shows_only_what_was_signed.
    signed = [one for issuer in _issuers() if issuer.regimes for one in issuer.regimes.models]
    picture = next((one.picture for one in signed if _digest(one) == digest), None)
    if picture is None:
        abort(404)
    response = Response(picture, mimetype="image/png")
    response.set_etag(digest)
    response.cache_control.public = True
    response.cache_control.max_age = _DAY_SECONDS
    response.make_conditional(request)
    return response


def _issuers() -> list[Issuer]:
    """Return the organisations that are trusted now, each once."""
    live: LiveVerifier = current_app.extensions[EXTENSION]
    keys = live.trusted().policy.trusted_keys.values()
    by_anchor = {key.issuer.anchor: key.issuer for key in keys}
    return sorted(by_anchor.values(), key=lambda one: one.name)


def _shown(model: DocumentModel, issuer: Issuer) -> ShownModel:
    words = page_words()
    spoken = words.gallery
    code = model.regime
    regime = spoken.without_regime if code is None else spoken.under_regime.format(code=code)
    limits = list(written_limits(model.first_day, model.last_day, words))
    if model.first_day is None:
        limits.insert(0, spoken.undated)
    if model.last_day is None:
        limits.append(spoken.today)
    period = " ".join(limits)
    return ShownModel(
        digest=_digest(model),
        regime=regime,
        period=period,
        alternative=spoken.picture.format(
            organisation=issuer.name, regime=regime, period=period.rstrip(".")
        ),
    )


def _digest(model: DocumentModel) -> str:
    return sha256(model.picture).hexdigest()
