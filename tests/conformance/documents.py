"""The documents that are judged: issued and extended now, by the issuer itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from attestation.facts import Holder, Number
from attestation.partial_date import PartialDate
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.lifecycle.extension import extend
from issuer.settings.document_language import DocumentLanguage
from keys.custody.keyring import open_ring
from register.attestations import document
from register.database import reading
from register.reservation import Draft
from tests.support.documents import LONG, make_logo, translated
from tests.support.issuer_contexts import at, make_module, open_issuer
from tests.support.issuers import NOW
from tests.support.time_authority import LiveAuthority
from tests.support.timestamped_deployments import make_dated_deployment

SOON = timedelta(days=2)
BEFORE_EXPIRY, AFTER_EXPIRY = timedelta(days=700), timedelta(days=5 * 365)
"""Of the signing certificate, which lasts three years."""
_PLAIN = Holder(family_name="Ağaoğlu", given_name="Şükriye", birth_date=PartialDate(year=1995))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document, when it is judged, and what must be said of it."""

    name: str
    content: bytes
    at: datetime
    level: str
    config: Path
    """Of the deployment that issued it."""
    is_altered: bool = False
    """A control: every judge must refuse it."""


def make_cases(folder: Path, live: LiveAuthority) -> Iterator[Case]:
    """Issue each level, take each to the archive, and make what must be refused."""
    for level in ("B-B", "B-T", "B-LT"):
        yield from _of_level(folder / level, live, level)


def _of_level(folder: Path, live: LiveAuthority, level: str) -> Iterator[Case]:
    asked = "B-T" if level == "B-B" else level
    live.now = NOW
    config = make_dated_deployment(folder, live, level=asked)
    context = open_issuer(config)
    if level == "B-B":
        context = replace(context, settings=replace(context.settings, timestamp=None))
    number = _issue(context, _PLAIN)
    issued = _newest(context, number)
    case = Case(name=level, content=issued, at=NOW + SOON, level=level, config=config)
    yield case
    if level == "B-B":
        # The claim to be PDF/A-3 and PDF/UA-1 is under the signature like all else.
        lie = issued.replace(b"<pdfaid:part>3", b"<pdfaid:part>7").replace(
            b"<pdfuaid:part>1", b"<pdfuaid:part>7"
        )
        yield replace(case, name="B-B altered", content=lie, is_altered=True)
        content = _newest(context, _issue(_with_logo(context), LONG))
        yield replace(case, name="B-B long, logo", content=content)
        for language in DocumentLanguage:
            content = _newest(context, _issue(_with_logo(context), LONG, language))
            yield replace(case, name=f"B-B {language}, 40 sessions", content=content)
    dated = open_issuer(config)
    extend(dated, [number], who="ines")
    archived = replace(
        case, name=f"{level} extended", content=_newest(dated, number), level="B-LTA"
    )
    yield archived
    archived = replace(archived, at=NOW + AFTER_EXPIRY)
    yield archived
    if level == "B-LT":
        live.now = NOW + BEFORE_EXPIRY
        extend(at(dated, BEFORE_EXPIRY), [number], who="ines")
        yield replace(archived, name="B-LT renewed", content=_newest(dated, number))


def write_trust(folder: Path, cases: list[Case], live: LiveAuthority) -> tuple[Path, Path]:
    """Write trust anchors and revocation lists for the judges; return the two folders."""
    anchors, crls = folder / "anchors", folder / "crls"
    for one in (anchors, crls):
        one.mkdir(parents=True)
    (anchors / "tsa.crt").write_bytes(live.root.public_bytes(Encoding.DER))
    for config in {case.config for case in cases}:
        ring = open_ring(config.parent / "keys")
        name = config.parent.name
        (anchors / f"{name}.crt").write_bytes(ring.root.public_bytes(Encoding.DER))
        assert ring.crl is not None
        (crls / f"{name}.crl").write_bytes(ring.crl.public_bytes(Encoding.DER))
    return anchors, crls


def _issue(
    context: IssuerContext, holder: Holder, language: DocumentLanguage | None = None
) -> Number:
    module = make_module(sessions=13)
    if language is not None:
        module = replace(
            make_module(sessions=40), code=f"AC-{language}", document_language=language.value
        )
    attended = sum((session.duration for session in module.sessions), timedelta())
    (number,) = issue(context, module, [Draft(holder=holder, email=None, attended=attended)])
    return Number(str(number))


def _with_logo(context: IssuerContext) -> IssuerContext:
    letterhead = context.settings.letterhead
    organisation = translated(letterhead.organisation)
    letterhead = replace(letterhead, logo=make_logo(), organisation=organisation)
    return replace(context, settings=replace(context.settings, letterhead=letterhead))


def _newest(context: IssuerContext, number: Number) -> bytes:
    with reading(context.register) as session:
        content = document(session, number)
    assert content is not None
    return content
