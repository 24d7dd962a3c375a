"""The pages: each parses, asks one question of ``check``, and renders."""

import time
from hashlib import sha256

from flask import Response, current_app, make_response, render_template, request

from attestation.verdict import CannotCheck, Finding, LookedAt, Obstacle
from verifier.assembly import LiveVerifier
from verifier.check import Verifier, check_file, check_fragment, check_text
from verifier.published_status import published_checkpoint, published_list
from verifier.report import report_on
from verifier.web.language import page_words
from verifier.web.log import log_check

EXTENSION = "attestation-verifier"
CHECKPOINT_TYPE = "application/attestation-checkpoint+cwt"
TRUST_TYPE = "application/x-pem-file"  # RFC 8555's type is for one chain, without CRLs
_MINUTE = 60
STATUS_LIST_TYPE = "application/statuslist+cwt"  # draft-ietf-oauth-status-list-21 §5.2


def home() -> str:
    """Show the doors."""
    return render_template("home.html")


def scan() -> str:
    """Receive somebody who scanned a QR code; the script of the page posts the fragment."""
    return render_template("scan.html")


def check() -> Response:
    """Check what was posted, and show the verdict."""
    began = time.monotonic()
    door, finding = _posted(_verifier())
    log_check(finding, door=door, milliseconds=round((time.monotonic() - began) * 1000))
    return verdict_page(finding)


def status_list(list_number: int) -> Response:
    """Publish a status list (draft-ietf-oauth-status-list-21 §8.1)."""
    verifier = _verifier()
    published = published_list(
        verifier.register, list_number, policy=verifier.policy, at=verifier.now()
    )
    if published is None:
        return make_response("", 404)
    response = Response(published.token, content_type=STATUS_LIST_TYPE)
    seconds = int(published.max_age.total_seconds())
    return _published(response, tag=published.tag, seconds=seconds)


def trust_bundle() -> Response:
    """Publish whom this verifier trusts: certificates and revocation lists, all public."""
    trusted = _live().trusted()
    response = Response(trusted.bundle, content_type=TRUST_TYPE)
    return _published(response, tag=trusted.tag, seconds=_MINUTE)


def checkpoint() -> Response:
    """Publish the newest checkpoint of the register."""
    live = _live()
    token = published_checkpoint(live.lookup, policy=live.trusted().policy)
    if token is None:
        return make_response("", 404)
    response = Response(token, content_type=CHECKPOINT_TYPE)
    return _published(response, tag=sha256(token).hexdigest()[:32], seconds=_MINUTE)


def _published(response: Response, *, tag: str, seconds: int) -> Response:
    response.set_etag(tag)
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    # Wallets and other verifiers read it from their own pages (§8.1 of the draft asks for CORS).
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


def verdict_page(finding: Finding, *, status: int = 200) -> Response:
    """Render a finding; the status tells of the request, the page of the attestation."""
    report = report_on(finding, page_words())
    is_copy = finding.looked_at is LookedAt.COPY
    return make_response(render_template("verdict.html", report=report, is_copy=is_copy), status)


def too_large_page() -> Response:
    """Answer an upload that was refused before it was read."""
    finding = Finding(verdict=CannotCheck(reason=Obstacle.TOO_LARGE), looked_at=None)
    log_check(finding, door="file", milliseconds=0)
    return verdict_page(finding, status=413)


def _posted(verifier: Verifier) -> tuple[str, Finding]:
    upload = request.files.get("file")
    if upload is not None:
        return "file", check_file(verifier, upload.read())
    fragment = request.form.get("fragment")
    if fragment is not None:
        return "qr", check_fragment(verifier, fragment.removeprefix("#"))
    return "text", check_text(verifier, request.form.get("text", ""))


def _verifier() -> Verifier:
    return _live().verifier()


def _live() -> LiveVerifier:
    live: LiveVerifier = current_app.extensions[EXTENSION]
    return live
