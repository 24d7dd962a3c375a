"""The organisation's regimes: loaded, put right or ended on a draft, then kept as a version."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from flask import flash, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from attestation.errors import ConfigurationError, SigningError, TrustStoreError
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, viewer
from issuer.desk.pages.regime_form import (
    LANGUAGES,
    TRANSLATED,
    parse_regime,
    regime_typed,
    regime_typed_in,
)
from issuer.document.wording import issue_day
from issuer.organisation.form import (
    OrganisationSettings,
    decode_settings,
    encode_settings,
    settings_of,
)
from issuer.organisation.history import current_settings, keep_version
from issuer.organisation.regime_publication import publish_to_bundle
from issuer.organisation.regimes import (
    MAX_FILE_BYTES,
    period,
    read_regimes,
    regime_changes,
    with_default_regime,
    with_regime_ended,
    with_regimes,
)
from issuer.settings.regime import Regime
from issuer.words.sentence import Sentence, sentence
from register import organisation_versions as organisation
from register.database import reading, writing

ROUTES = Routes()

Change = Callable[[OrganisationSettings], OrganisationSettings | dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What is in force, and what this person is trying."""

    in_force: OrganisationSettings
    wanted: OrganisationSettings
    version: int

    @property
    def changes(self) -> list[Sentence]:
        """What would become of the regimes."""
        return regime_changes(self.in_force, self.wanted)


@ROUTES.get("/reglages/regimes", Role.COORDINATOR)
def regimes_page() -> ResponseReturnValue:
    """List the regimes, and the form of one."""
    tried, code = _tried(), request.args.get("code")
    chosen = [one for one in tried.wanted.issue.regimes if one.code == code]
    return _page(tried, regime_typed(chosen[-1] if chosen else None), {}, 200)


@ROUTES.post("/reglages/regimes", Role.COORDINATOR)
def try_regime() -> ResponseReturnValue:
    """Take one regime into the draft, as it was typed."""
    typed = regime_typed_in(request.form)
    regime = parse_regime(typed)
    if isinstance(regime, dict):
        return _page(_tried(), typed, regime, 422)
    return _try(
        lambda before: with_regimes(context().settings, before, [regime]),
        code=regime.code,
        typed=typed,
    )


@ROUTES.post("/reglages/regimes/fichier", Role.COORDINATOR)
def load_regimes() -> ResponseReturnValue:
    """Take the regimes of a file into the draft."""
    upload = request.files.get("file")
    text = b"" if upload is None else upload.stream.read(MAX_FILE_BYTES)
    try:
        regimes = read_regimes(text.decode("utf-8", errors="replace"))
    except ConfigurationError as error:
        return _page(_tried(), regime_typed(None), {"file": error.problem}, 422)
    return _try(lambda before: with_regimes(context().settings, before, regimes))


@ROUTES.post("/reglages/regimes/fin", Role.COORDINATOR)
def end_regime() -> ResponseReturnValue:
    """End a regime in the draft."""
    try:
        last_day = date.fromisoformat(request.form.get("last_day", ""))
    except ValueError:
        return _page(_tried(), regime_typed(None), {"": sentence("donnez son dernier jour")}, 422)
    code = request.form.get("code", "")
    return _try(
        lambda before: with_regime_ended(context().settings, before, code, last_day), code=code
    )


@ROUTES.post("/reglages/regimes/defaut", Role.COORDINATOR)
def choose_default_regime() -> ResponseReturnValue:
    """Choose in the draft the regime of modules that say none."""
    code = request.form.get("regime") or None
    return _try(lambda before: with_default_regime(context().settings, before, code))


@ROUTES.post("/reglages/regimes/garder", Role.COORDINATOR)
def keep_regimes() -> ResponseReturnValue:
    """Keep the draft: from now on modules are issued so, and verifiers are told."""
    tried, seen = _tried(), request.form.get("version", "")
    try:
        # SECURITY: two people do not undo each other: test_regimes_are_kept_by_one_at_a_time.
        number = int(seen) if seen.isdecimal() else -1
        keep_version(context(), tried.wanted, seen=number, who=viewer().login)
    except ConfigurationError as error:
        return _page(tried, regime_typed(None), {"": error.problem}, 409)
    desk().worker.wake()
    try:
        path = publish_to_bundle(context())
        flash(_PUBLISHED if path else _NOT_PUBLISHED)
    except (ConfigurationError, SigningError, TrustStoreError):
        flash(_NOT_YET)
    return redirect(url_for("regimes_page", garde=1), 303)


_PUBLISHED = sentence("Les vérificateurs le montrent déjà.")
_NOT_PUBLISHED = sentence("Les vérificateurs le montreront quand l’administrateur l’aura publié.")
_NOT_YET = sentence(
    "Ce n’est pas encore publié pour les vérificateurs : prévenez l’administrateur."
)


def _try(
    change: Change, *, code: str | None = None, typed: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Change the draft, or say what is wrong with that."""
    tried = _tried()
    wanted = change(tried.wanted)
    if isinstance(wanted, dict):
        first = next(iter(wanted.values()))
        return _page(tried, typed or regime_typed(None), {"": first}, 422)
    text = encode_settings(wanted)
    with writing(context().register) as session:
        organisation.keep_draft(session, viewer().login, text, at=context().instant())
    return redirect(url_for("regimes_page", code=code, _anchor="changements"), 303)


def _tried() -> _Tried:
    base = context().settings
    with reading(context().register) as session:
        version = organisation.newest_version(session)
        draft = organisation.draft(session, viewer().login)
    in_force = settings_of(current_settings(base, context().register))
    wanted = in_force
    if draft is not None:
        with suppress(ConfigurationError):  # a rule that came since refuses it
            wanted = decode_settings(base, draft)
    return _Tried(in_force=in_force, wanted=wanted, version=version)


def _page(
    tried: _Tried, typed: dict[str, str], problems: dict[str, str], status: int
) -> ResponseReturnValue:
    today, issue = issue_day(context().instant()), tried.wanted.issue
    shown = request.args.get("code", issue.regime)
    tag = sha256(encode_settings(tried.wanted).encode()).hexdigest()[:12]
    page = render_template(
        "regimes.html",
        rows=[(one, period(one), *_state(one, today)) for one in issue.regimes],
        default=issue.regime,
        codes=sorted({one.code for one in issue.regimes}),
        typed=typed,
        problems=problems,
        changes=tried.changes,
        version=tried.version,
        translated=TRANSLATED,
        document_languages=LANGUAGES,
        picture=url_for("settings_preview", regime=shown, v=tag),
        notes=get_flashed_messages() if "garde" in request.args else (),
    )
    return page, status


def _state(regime: Regime, today: date) -> tuple[Sentence, bool]:
    """Return the state of a regime in words, and whether it has ended."""
    if regime.period.covers(today):
        return sentence("en vigueur"), False
    has_ended = regime.valid_until is not None and regime.valid_until < today
    return sentence("terminé") if has_ended else sentence("à venir"), has_ended
