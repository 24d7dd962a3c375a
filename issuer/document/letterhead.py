"""Check that a letterhead leaves room for the longest facts, before anything is issued."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from attestation.code import code_from_entropy
from attestation.errors import ConfigurationError, DocumentError
from attestation.facts import (
    MAX_MODULE_CODE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    Attestation,
    Holder,
    Number,
)
from attestation.formats.limits import MAX_CREDENTIAL_BYTES
from attestation.formats.qr_text import encode_qr_text
from attestation.name import MAX_NAME_CHARACTERS
from attestation.partial_date import PartialDate
from attestation.particulars import MAX_REFERENCE_CHARACTERS, Extent, Mode, Particulars
from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts, PartOfModule, SessionLine
from issuer.document.organisation_texts import missing_texts
from issuer.document.stated_facts import fit_sentence
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import SECTION, Letterhead
from issuer.settings.regime import Regime
from issuer.words.sentence import said, sentence

_WIDEST = "W"
_WIDEST_PART = PartOfModule(
    followed=888, sessions=888, held=timedelta(hours=999, minutes=59), required_percent=100
)
_WIDEST_PARTICULARS = Particulars(
    sessions_followed=888,
    sessions_held=888,
    module_time=timedelta(hours=999, minutes=59),
    required_time=timedelta(hours=999, minutes=59),
    required_percent=100,
    language="bg",
    mode=Mode.BOTH,
    extent=Extent.COMPONENT,
    regime=_WIDEST * 20,
    reception_reference=_WIDEST * MAX_REFERENCE_CHARACTERS,
)


def prove_fits(
    letterhead: Letterhead,
    *,
    address: str,
    language: DocumentLanguage | None = None,
    regimes: Sequence[Regime] = (),
) -> None:
    """Compose the page of whoever takes the most room, in a language or the organisation's own.

    Raises:
        ConfigurationError: the organisation's texts leave it none, or one of them is not written
            in that language.
    """
    language = language or letterhead.organisation.language
    for one in language.languages:
        for setting in missing_texts(letterhead.organisation, one):
            raise ConfigurationError(
                f"{SECTION}.{setting}", sentence("ce texte n’est écrit qu’en français")
            )
    try:
        facts = replace(_widest_facts(address), language=language)
        for regime in regimes:
            printed = regime.printed
            for text in (printed.fr, printed.nl, printed.de, printed.en):
                fit_sentence(text)
            compose_sheet(replace(facts, part=_WIDEST_PART, regime_sentence=printed), letterhead)
        compose_sheet(facts, letterhead)
        compose_sheet(replace(facts, part=_WIDEST_PART), letterhead)
    except DocumentError as error:
        problem = sentence("la page ne peut pas être composée : {reason}", reason=said(error))
        raise ConfigurationError(SECTION, problem) from error


def sessions_left_out(
    letterhead: Letterhead,
    holder: Holder,
    title: str,
    sessions: tuple[SessionLine, ...],
    *,
    address: str,
    language: DocumentLanguage,
) -> int:
    """Return how many sessions ``holder``'s page would have no room to list.

    Raises:
        DocumentError: another text does not fit its place.
    """
    facts = replace(_widest_facts(address), sessions=sessions, language=language)
    attestation = replace(facts.attestation, holder=holder, module_title=title)
    return compose_sheet(replace(facts, attestation=attestation), letterhead).left_out


def _widest_facts(address: str) -> DocumentFacts:
    """Return the facts that take the most room: what fits these fits everybody's."""
    day = date(2026, 9, 30)
    holder = Holder(
        family_name=_WIDEST * MAX_NAME_CHARACTERS,
        given_name=_WIDEST * MAX_NAME_CHARACTERS,
        birth_date=PartialDate(year=1988, month=9, day=30),
    )
    attestation = Attestation(
        number=Number(f"{_WIDEST * 8}-2026-000000042"),
        code=code_from_entropy(0),
        holder=holder,
        module_code=_WIDEST * MAX_MODULE_CODE_CHARACTERS,
        module_title=_WIDEST * MAX_TITLE_CHARACTERS,
        first_day=day,
        last_day=day,
        attended=timedelta(hours=999, minutes=59),
        issued_at=datetime(2026, 9, 30, 12, tzinfo=UTC),
        particulars=_WIDEST_PARTICULARS,
    )
    credential = b"\xff" * MAX_CREDENTIAL_BYTES
    return DocumentFacts(
        attestation=attestation,
        sessions=(),
        credential=credential,
        qr_text=encode_qr_text(credential, address=address),
    )
