"""The lines below the strip: of what module, by which rule, in which language and how.

A fact that was not stated is said so. A page of somebody whose credential states none of them, as
before they were facts, has no such line.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from attestation.particulars import Extent, Mode, Particulars
from issuer.document.sheet import Element, paragraph
from issuer.document.translations.catalogue import Words
from issuer.document.typesetting import GREY, LEFT, WIDTH, fit_plain, set_lines
from issuer.document.wording import in_each

_SIZES = (9.0, 8.5, 8.0, 7.75, 7.5)
_HEIGHT = 24.0
_GAP_ABOVE = 7.0


@lru_cache(maxsize=64)  # of a batch's pages, few differ
def compose_stated_facts(
    particulars: Particulars, words: tuple[Words, ...], *, top: float
) -> tuple[list[Element], float]:
    """Set the facts, a paragraph for each language; return where they end.

    Raises:
        DocumentError: they do not fit.
    """
    if particulars.is_silent:
        return [], top
    top += _GAP_ABOVE
    elements = []
    for piece in in_each(words, lambda one: stated_line(particulars, one), between=""):
        fitted = fit_plain((piece,), width=WIDTH, height=_HEIGHT, sizes=_SIZES)
        elements.append(paragraph(set_lines(fitted, left=LEFT, top=top, colour=GREY)))
        top += fitted.height
    return elements, top


def stated_lines(particulars: Particulars, words: Sequence[Words]) -> list[str]:
    """Return what a page says of it, in each language; nothing where nothing was stated."""
    return [] if particulars.is_silent else [stated_line(particulars, one) for one in words]


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
