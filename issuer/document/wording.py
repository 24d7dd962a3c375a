"""The texts that all organisations' pages share: what they say, in which words of a language."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attestation.partial_date import PartialDate
from issuer.document.text_fit import Piece
from issuer.document.translations.catalogue import Words, words_in
from issuer.settings.document_language import DocumentLanguage
from pdf.fonts import Face

BRUSSELS = ZoneInfo("Europe/Brussels")
CHECK_LANGUAGES = ("fr", "nl", "de", "en")
"""How to check stands in these on every page, for an officer who reads another one."""


def words_of(language: DocumentLanguage) -> tuple[Words, ...]:
    """Return the words of each language that a document is written in."""
    return tuple(words_in(one) for one in language.languages)


def title(words: Words) -> str:
    """Return what the document calls itself."""
    return words.gettext("Attestation de fréquentation")


def numbered(words: Words, number: str) -> str:
    """Write ``N° AC-2026-0042``."""
    return words.gettext("N° {number}", number=number)


def hours_statement(words: Words) -> str:
    """Return the sentence for those issued before it was kept which sessions were followed."""
    return words.gettext("a suivi une partie, {hours} sur {held_hours}, du module")


def check_heading(words: Words) -> str:
    """Return the heading of the panel that says how to check."""
    return words.gettext("Vérifier cette attestation")


def check_line(words: Words) -> str:
    """Return how to check, in one sentence."""
    return words.gettext(
        "Tapez vous-même cette adresse dans un navigateur, ou ouvrez votre signet, puis entrez "
        "le code ou scannez le QR depuis cette page."
    )


def symbol_alternative(words: Words) -> str:
    """Return what is said in place of the QR symbol."""
    return words.gettext(
        "Code QR du sceau électronique. Pour vérifier sans le scanner, entrez le code ci-dessus à "
        "l’adresse ci-dessus."
    )


def sealed(words: Words) -> str:
    """Return why nobody signed by hand."""
    return words.gettext(
        "Document scellé électroniquement\u00a0: il est valable sans signature manuscrite, "
        "et toute modification du fichier se voit."
    )


def birth_phrase(words: Words, birth_date: PartialDate) -> str:
    """Write ``Date de naissance : 29 février 1988``; ``avril 2001`` or ``1995`` where partial."""
    written = words.partial_day(birth_date)
    return words.gettext("Date de naissance\u00a0: {date}", date=written)


def part_of(words: Words, part: object, whole: object) -> str:
    """Write ``11 sur 13``."""
    return words.gettext("{part} sur {whole}", part=part, whole=whole)


def issue_day(issued_at: datetime) -> date:
    """Return the day of issue as a calendar in Brussels shows it."""
    return issued_at.astimezone(BRUSSELS).date()


def in_each(
    words: Sequence[Words],
    say: Callable[[Words], str],
    *,
    face: Face = Face.REGULAR,
    between: str = " · ",
) -> tuple[Piece, ...]:
    """Say something once for each language; what reads the same, once."""
    first = Piece(say(words[0]), face)
    pieces = [first]
    for one in words[1:]:
        if (text := say(one)) != first.text:
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + between)
            pieces.append(Piece(text, face, one.tag))
    return tuple(pieces)
