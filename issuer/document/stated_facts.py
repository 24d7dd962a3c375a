"""The lines below the strip: of what module, by which rule, in which language and how.

A fact that was not stated is said so. A page of somebody whose credential states none of them, as
before they were facts, has no such line.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from attestation.particulars import Extent, Mode, Particulars
from issuer.document.sheet import Element, paragraph
from issuer.document.text_fit import FittedText, Piece
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import GREY, LEFT, WIDTH, fit_plain, set_lines
from issuer.document.wording import in_each
from issuer.settings.regime import InFourLanguages

_SIZES = (9.0, 8.5, 8.0, 7.75, 7.5)
_HEIGHT = 24.0
_ONE_LINE = 13.0
_GAP_ABOVE = 4.0


@lru_cache(maxsize=64)  # of a batch's pages, few differ
def compose_stated_facts(
    particulars: Particulars,
    regime: InFourLanguages | None,
    words: tuple[Words, ...],
    *,
    top: float,
) -> tuple[list[Element], float]:
    """Set the facts and the regime's sentence, each in each language; return where they end.

    Raises:
        DocumentError: they do not fit.
    """
    if particulars.is_silent:
        return [], top
    top += _GAP_ABOVE
    fitted = [
        fit_plain((piece,), width=WIDTH, height=_HEIGHT, sizes=_SIZES)
        for piece in in_each(words, lambda one: stated_line(particulars, one), between="")
    ]
    if regime is not None:
        said = in_each(words, lambda one: sentence_in(regime, one), between="")
        fitted += [fit_sentence(piece) for piece in said]
    elements = []
    for block in fitted:
        elements.append(paragraph(set_lines(block, left=LEFT, top=top, colour=GREY)))
        top += block.height
    return elements, top


def fit_sentence(piece: Piece | str) -> FittedText:
    """Fit the sentence of a regime, which has one line.

    Raises:
        DocumentError: it is longer.
    """
    text = piece if isinstance(piece, str) else (piece,)
    return fit_plain(text, width=WIDTH, height=_ONE_LINE, sizes=_SIZES)


def sentence_in(sentence: InFourLanguages, words: Words) -> str:
    """Return a sentence of the organisation's in the language of ``words``."""
    return {"fr": sentence.fr, "nl": sentence.nl, "de": sentence.de, "en": sentence.en}[
        words.language
    ]


def stated_lines(particulars: Particulars, words: Sequence[Words]) -> list[str]:
    """Return what a page says of it, in each language; nothing where nothing was stated."""
    return [] if particulars.is_silent else [stated_line(particulars, one) for one in words]


def regime_lines(sentence: InFourLanguages | None, words: Sequence[Words]) -> list[str]:
    """Return what a page says of its regime, in each language."""
    return [] if sentence is None else [sentence_in(sentence, one) for one in words]


def stated_line(particulars: Particulars, words: Words) -> str:
    """Return what was stated, in one line of text."""
    return " · ".join(_parts(particulars, words))


def _parts(stated: Particulars, words: Words) -> Iterator[str]:
    yield words.gettext("Module\u00a0: {what}", what=_module(stated, words))
    yield words.gettext("Exigé\u00a0: {what}", what=_required(stated, words))
    language = stated.language and words.language_name(stated.language)
    yield words.gettext(
        "Langue\u00a0: {what}", what=language or words.pgettext("language", "non indiquée")
    )
    yield words.gettext("Mode\u00a0: {what}", what=_mode(stated.mode, words))
    yield words.gettext("Portée\u00a0: {what}", what=_extent(stated.extent, words))
    regime = stated.regime or words.pgettext("regime", "non indiqué")
    yield words.gettext("Régime\u00a0: {what}", what=regime)
    if stated.reception_reference is not None:
        yield words.gettext("Bureau d’accueil\u00a0: {what}", what=stated.reception_reference)


def _module(stated: Particulars, words: Words) -> str:
    if stated.sessions_held is None or stated.module_time is None:
        return words.pgettext("hours of the module", "heures non indiquées")
    sessions = words.ngettext("{count} séance", "{count} séances", stated.sessions_held)
    return f"{sessions}, {words.duration(stated.module_time)}"


def _required(stated: Particulars, words: Words) -> str:
    if stated.required_percent is None:
        return words.pgettext("rule", "non indiqué")
    percent = words.percent(stated.required_percent)
    sessions = words.gettext("{percent} des séances", percent=percent)
    if stated.required_time is None:
        return sessions
    return f"{sessions}, {words.duration(stated.required_time)}"


def _mode(mode: Mode | None, words: Words) -> str:
    match mode:
        case Mode.ON_SITE:
            return words.gettext("sur place")
        case Mode.VIDEO:
            return words.gettext("par vidéo")
        case Mode.BOTH:
            return words.gettext("sur place et par vidéo")
        case None:
            return words.pgettext("mode", "non indiqué")


def _extent(extent: Extent | None, words: Words) -> str:
    match extent:
        case Extent.WHOLE:
            return words.gettext("parcours entier")
        case Extent.COMPONENT:
            return words.gettext("composante d’un parcours")
        case None:
            return words.pgettext("extent", "non indiquée")
