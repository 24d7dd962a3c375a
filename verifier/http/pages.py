"""The pages: each parses, asks one question of ``check``, and renders."""

from collections.abc import Iterator
from hashlib import sha256

from flask import Response, abort, current_app, make_response, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from attestation.code import count_symbols
from attestation.errors import RegisterError
from attestation.formats.qr_text import MAX_DIGITS
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import CannotCheck, Finding, NotOurs, Refusal, Unreadable
from verifier.assembly import LiveVerifier
from verifier.check import Verifier, check_file, check_fragment, check_text
from verifier.expiry import expiry_of
from verifier.http.api.schema import VERDICTS
from verifier.http.caching import as_published
from verifier.http.document_page import can_show
from verifier.http.instrumentation import EXTENSION, METRICS, Metrics, observe_check
from verifier.http.language import page_words
from verifier.http.outcome import Checked, digest_of, outcome_of, shown_name
from verifier.http.uploads import MAX_FILES
from verifier.published_status import published_checkpoint, published_list
from verifier.receipt.checking import SeenReceipt, receipt_in
from web.rate_limit import client_network

CHECKPOINT_TYPE = "application/attestation-checkpoint+cwt"
TRUST_TYPE = "application/x-pem-file"  # RFC 8555's type is for one chain, without CRLs
_MINUTE = 60
STATUS_LIST_TYPE = "application/statuslist+cwt"  # draft-ietf-oauth-status-list-21 §5.2


def home() -> str:
    """Show the first page."""
    return render_template("home.html")


def scan() -> str:
    """Receive somebody who scanned a QR code; the script of the page posts the fragment."""
    return render_template("scan.html")


def scanner() -> str:
    """Show the page that looks through a camera; it asks ``check`` about the QR codes it sees."""
    return render_template(
        "scanner.html",
        addresses=sorted(_live().verifier().policy.addresses),
        most_digits=MAX_DIGITS,
    )


def check() -> Response:
    """Check what was posted, and show the verdict; one for each file."""
    checks = list(_posted(_live().verifier_for(client_network())))
    if len(checks) == 1:
        return verdict_page(checks[0], again=again())
    live, words = _live(), page_words()
    outcomes = [outcome_of(one, live, words) for one in checks]
    return make_response(render_template("results.html", outcomes=outcomes))


def status_list(list_number: int) -> Response:
    """Publish a status list (draft-ietf-oauth-status-list-21 §8.1)."""
    verifier = _live().verifier()
    published = published_list(
        verifier.register,
        list_number,
        policy=verifier.policy,
        at=verifier.now(),
        uri=request.base_url,
    )
    if published is None:
        return make_response("", 404)
    response = Response(published.token, content_type=STATUS_LIST_TYPE)
    seconds = int(published.max_age.total_seconds())
    return as_published(response, tag=published.tag, seconds=seconds)


def trust_bundle() -> Response:
    """Publish whom this verifier trusts: certificates and revocation lists, all public."""
    trusted = _live().trusted()
    response = Response(trusted.bundle, content_type=TRUST_TYPE)
    return as_published(response, tag=trusted.tag, seconds=_MINUTE)


def checkpoint() -> Response:
    """Publish the newest checkpoint of the register."""
    live = _live()
    token = published_checkpoint(live.lookup, policy=live.trusted().policy)
    if token is None:
        return make_response("", 404)
    response = Response(token, content_type=CHECKPOINT_TYPE)
    return as_published(response, tag=sha256(token).hexdigest()[:32], seconds=_MINUTE)


def metrics() -> Response:
    """Return Prometheus its numbers."""
    numbers: Metrics = current_app.extensions[METRICS]
    live = _live()
    live.trusted()  # looks whether the file has changed
    numbers.bundle_refused.set(live.trust.is_refused)
    try:
        numbers.tell_expiry(
            expiry_of(live.lookup.status_lists(), live.trusted().policy, at=live.now())
        )
    except RegisterError:
        numbers.tell_expiry(None)
    try:
        head = None if live.log is None else live.log.newest()
    except RegisterError:
        head = None
    numbers.tell_log(None if head is None else head.made_at, at=live.now())
    numbers.tell_sources(live.source_states())
    return Response(generate_latest(numbers.registry), content_type=CONTENT_TYPE_LATEST)


def developers() -> str:
    """Explain the interface to those who write municipal software."""
    address = _live().address
    return render_template("developers.html", address=address, verdicts=VERDICTS)


def verdict_page(
    checked: Checked, *, again: tuple[str, str] | None = None, status: int = 200
) -> Response:
    """Render one check; the status tells of the request, the page of the attestation.

    Args:
        checked: what was found.
        again: field and value that ask the same question in another language; None for a file,
            which is not kept.
        status: of the response.
    """
    outcome = outcome_of(checked, _live(), page_words())
    typed = _typed(checked.finding, again)
    shows_document = again is not None and can_show(checked.finding, _live())
    page = render_template(
        "verdict.html",
        outcome=outcome,
        again=again,
        shows_document=shows_document,
        typed=typed,
        typed_symbols=None if typed is None else count_symbols(typed),
    )
    return make_response(page, status)


def too_large_page() -> Response:
    """Answer an upload that was refused before it was read."""
    finding = Finding(verdict=CannotCheck(reason=Obstacle.TOO_LARGE), looked_at=None)
    return verdict_page(observe_check("file", lambda: finding), status=413)


def _posted(verifier: Verifier) -> Iterator[Checked]:
    uploads = request.files.getlist("file")
    if len(uploads) > MAX_FILES:
        abort(400)
    for upload in uploads:
        data = upload.read()
        found = observe_check("file", lambda data=data: check_file(verifier, data))  # type: ignore[misc]
        yield Checked(
            channel="file",
            finding=found.finding,
            seen=_seen_receipt(data, found.finding),
            file_name=shown_name(upload.filename) if len(uploads) > 1 else None,
            digest=digest_of(data) if data else None,
        )
    if uploads:
        return
    fragment, is_repeated = request.form.get("fragment"), "repeated" in request.form
    if fragment is not None:
        digits = fragment.removeprefix("#")
        yield observe_check("qr", lambda: check_fragment(verifier, digits), is_repeated=is_repeated)
    else:
        text = request.form.get("text", "")
        yield observe_check("text", lambda: check_text(verifier, text), is_repeated=is_repeated)


def _seen_receipt(data: bytes, finding: Finding) -> SeenReceipt | None:
    key = _live().receipt_key
    return None if key is None else receipt_in(data, finding, certificates=key.certificates())


def again() -> tuple[str, str] | None:
    """Return field and value that ask what was posted once more; None where it was a file."""
    for field in ("fragment", "text"):
        if field in request.form:
            return field, request.form[field]
    return None


def _typed(finding: Finding, again: tuple[str, str] | None) -> str | None:
    """Return a code that led nowhere, to be corrected where it was typed."""
    match finding.verdict, again:
        case (
            (
                Unreadable(reason=Gap.CODE_MISTYPED | Gap.NOT_A_CODE)
                | NotOurs(reason=Refusal.UNKNOWN_CODE)
            ),
            ("text", text),
        ):
            return text
        case _:
            return None


def _live() -> LiveVerifier:
    live: LiveVerifier = current_app.extensions[EXTENSION]
    return live
