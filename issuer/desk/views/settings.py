"""The organisation's settings: tried out on a page drawn at once, then kept as a version."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from flask import Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from attestation.errors import ConfigurationError, DocumentError
from attestation.formats.organisation_version import Version
from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, desk, viewer
from issuer.desk.language import translated
from issuer.desk.pages.bundles import PREVIEW_DPI
from issuer.desk.pages.settings_form import Typed, parse_form, typed_in, typed_of
from issuer.document.specimen import draw_specimen
from issuer.organisation.form import (
    OrganisationSettings,
    decode_settings,
    encode_settings,
    settings_of,
)
from issuer.organisation.history import (
    current_settings,
    keep_version,
    read_version,
)
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.logo import MAX_LOGO_FILE_BYTES, Logo
from issuer.settings.logo_reading import read_logo
from issuer.settings.organisation import Letterhead
from issuer.settings.regime import Regime
from pdf.raster import first_page
from register import organisation_versions as organisation
from register.database import reading, writing
from register.figures import module_figures

ROUTES = Routes()

_SHOWN_VERSIONS = 20


@ROUTES.get("/reglages", Role.COORDINATOR)
def settings_page() -> ResponseReturnValue:
    """Show the settings as fields, beside a page drawn with them."""
    shown = _start()
    return _form(typed_of(shown.settings), {}, shown, 200)


@ROUTES.get("/reglages/apercu.png", Role.COORDINATOR)
def settings_preview() -> ResponseReturnValue:
    """Draw a specimen with what is being tried out, or with the version that is asked for."""
    wanted, settings = _start().settings, context().settings
    try:
        picture = draw_specimen(
            Letterhead(organisation=wanted.organisation, logo=wanted.logo),
            address=settings.issue.verifier,
            prefix=settings.issue.number_prefix,
            draw=partial(first_page, dpi=PREVIEW_DPI),
            regime=_asked_regime(wanted),
        )
    except DocumentError:
        abort(404)
    return Response(picture, mimetype="image/png")


@ROUTES.post("/reglages/apercu", Role.COORDINATOR)
def try_settings() -> ResponseReturnValue:
    """Keep what was typed as a draft and draw it; nothing that is issued changes."""
    shown, typed = _start(), typed_in(request.form)
    found = _parse(shown, typed)
    is_script = request.accept_mimetypes.best == "application/json"
    if isinstance(found, dict):
        if is_script:
            return jsonify(problems={place: translated(words) for place, words in found.items()})
        return _form(typed, found, shown, 422)
    text = encode_settings(found)
    with writing(context().register) as session:
        organisation.keep_draft(session, viewer().login, text, at=context().instant())
    if is_script:
        return jsonify(picture=url_for("settings_preview", v=_tag(text)))
    return redirect(url_for("settings_page", _anchor="apercu"), 303)


@ROUTES.post("/reglages", Role.COORDINATOR)
def keep_settings() -> ResponseReturnValue:
    """Keep what was typed: from now on documents are drawn so, and people judged so."""
    shown, typed = _start(), typed_in(request.form)
    found = _parse(shown, typed)
    if isinstance(found, dict):
        return _form(typed, found, shown, 422)
    seen = request.form.get("version", "")
    try:
        keep_version(
            context(), found, seen=int(seen) if seen.isdecimal() else -1, who=viewer().login
        )
    except ConfigurationError as error:
        return _form(typed, {"": error.problem}, shown, 409)
    desk().worker.wake()
    return redirect(url_for("settings_page", garde=1), 303)


@ROUTES.post("/reglages/abandonner", Role.COORDINATOR)
def drop_settings() -> ResponseReturnValue:
    """Forget the draft."""
    with writing(context().register) as session:
        organisation.drop_draft(session, viewer().login)
    return redirect(url_for("settings_page"), 303)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the form starts from."""

    settings: OrganisationSettings
    version: int
    """The newest there is."""
    is_draft: bool
    older: int | None
    """The version that the form starts from, where that is not the newest."""
    problem: str | None
    """Why the newest version is not in force."""


def _start() -> _Shown:
    base = context().settings
    with reading(context().register) as session:
        version = organisation.newest_version(session)
        draft = organisation.draft(session, viewer().login)
    problem = None
    try:
        settings = settings_of(current_settings(base, context().register))
    except ConfigurationError as error:
        settings, problem = settings_of(base), error.problem
    older = _older()
    tried = draft if older is None else older.content
    is_tried = False
    if tried is not None:
        with suppress(ConfigurationError):  # a rule that came since refuses it
            settings, is_tried = decode_settings(base, tried), True
    return _Shown(
        settings=settings,
        version=version,
        is_draft=is_tried and older is None,
        older=None if older is None else older.number,
        problem=problem,
    )


def _asked_regime(wanted: OrganisationSettings) -> Regime | None:
    """Return the regime that the address asks to see, or the organisation's own."""
    code = request.args.get("regime", wanted.issue.regime)
    found = [one for one in wanted.issue.regimes if one.code == code]
    return found[-1] if found else None


def _older() -> Version | None:
    """Return the version that the address asks to start from."""
    asked = request.args.get("version", "")
    if not asked.isdecimal():
        return None
    found = [one for one in _versions() if one.number == int(asked)]
    if not found:
        abort(404)
    return found[0]


def _versions() -> list[Version]:
    with reading(context().register) as session:
        stored = organisation.versions(session, newest=_SHOWN_VERSIONS)
    keys = context().trusted
    found = [read_version(signed, number=number, keys=keys) for number, signed in stored]
    return [one for one in found if one is not None]


def _parse(shown: _Shown, typed: Typed) -> OrganisationSettings | dict[str, str]:
    try:
        logo = _logo(shown.settings.logo)
    except ConfigurationError as error:
        return {"logo": error.problem}
    return parse_form(context().settings, typed, logo, before=shown.settings)


def _logo(before: Logo | None) -> Logo | None:
    if "remove_logo" in request.form:
        return None
    upload: FileStorage | None = request.files.get("logo")
    if upload is None or not upload.filename:
        return before
    return read_logo(upload.stream.read(MAX_LOGO_FILE_BYTES + 1), setting="logo")


def _form(
    typed: Typed, problems: dict[str, str], shown: _Shown, status: int
) -> ResponseReturnValue:
    with reading(context().register) as session:
        codes = [one.code for one in module_figures(session)]
    page = render_template(
        "settings.html",
        typed=typed,
        problems=problems,
        shown=shown,
        codes=codes,
        versions=_versions(),
        document_languages=list(DocumentLanguage),
        name=context().settings.letterhead.organisation.name,
        picture=url_for(
            "settings_preview", version=shown.older, v=_tag(encode_settings(shown.settings))
        ),
        is_kept="garde" in request.args,
        megabytes=MAX_LOGO_FILE_BYTES // 1_000_000,
    )
    return page, status


def _tag(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]
