"""The French texts that all organisations' pages share: dates, durations, how to check."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attestation.partial_date import PartialDate

TITLE = "Attestation de fréquentation"
BRUSSELS = ZoneInfo("Europe/Brussels")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

NO_BREAK = "\u00a0"
"""Holds a number and its unit on one line; drawn as a plain space."""

HOURS_STATEMENT = "a suivi une partie, {hours} sur {held_hours}, du module"
"""Of who was issued one before it was kept which sessions were followed."""

CHECK_HEADING = "Vérifier cette attestation"
CHECK_LINES = (
    (
        "FR",
        "Tapez vous-même cette adresse dans un navigateur, ou ouvrez votre signet, puis entrez "
        "le code ou scannez le QR depuis cette page.",
    ),
    (
        "NL",
        "Typ dit adres zelf in een browser, of open uw bladwijzer, en voer daar de code in of "
        "scan er de QR-code.",
    ),
    (
        "EN",
        "Type this address into a browser yourself, or open your bookmark, then enter the code "
        "or scan the QR code there.",
    ),
)
SYMBOL_ALTERNATIVE = (
    "Code QR du sceau électronique. Pour vérifier sans le scanner, entrez le code ci-dessus à "
    "l’adresse ci-dessus."
)
SEALED = (
    f"Document scellé électroniquement{NO_BREAK}: il est valable sans signature manuscrite, "
    "et toute modification du fichier se voit."
)


def date_phrase(day: date) -> str:
    """Write ``1er mars 2026``."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal} {MONTHS[day.month - 1]} {day.year}"


def birth_phrase(birth_date: PartialDate) -> str:
    """Write ``né·e le 29 février 1988``, ``né·e en avril 2001`` or ``né·e en 1995``."""
    if birth_date.month is None:
        return f"né·e en {birth_date.year}"
    if birth_date.day is None:
        return f"né·e en {MONTHS[birth_date.month - 1]} {birth_date.year}"
    return f"né·e le {date_phrase(birth_date.earliest())}"


def duration_phrase(duration: timedelta) -> str:
    """Write ``52 h``, ``3 h 05`` or ``45 min``, as Belgian timetables do."""
    hours, minutes = divmod(duration // timedelta(minutes=1), 60)
    if not hours:
        return f"{minutes}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h{NO_BREAK}{minutes:02d}" if minutes else f"{hours}{NO_BREAK}h"


def issue_day(issued_at: datetime) -> date:
    """Return the day of issue as a calendar in Brussels shows it."""
    return issued_at.astimezone(BRUSSELS).date()
