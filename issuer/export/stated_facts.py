"""What an attestation states of how its module was followed, as cells."""

from datetime import timedelta

from attestation.particulars import Extent, Mode, Particulars
from issuer.document.translations.catalogue import SOURCE, words_in
from issuer.words.sentence import sentence

STATED_HEADINGS = (
    sentence("Séances suivies"),
    sentence("Séances du module"),
    sentence("Minutes du module"),
    sentence("Minutes exigées"),
    sentence("Pourcentage exigé"),
    sentence("Langue"),
    sentence("Mode"),
    sentence("Portée"),
    sentence("Régime"),
    sentence("Référence d’accueil"),
)
NOT_STATED = sentence("non indiqué")
MODES = {
    Mode.ON_SITE: sentence("sur place"),
    Mode.VIDEO: sentence("par vidéo"),
    Mode.BOTH: sentence("sur place et par vidéo"),
}
EXTENTS = {
    Extent.WHOLE: sentence("parcours entier"),
    Extent.COMPONENT: sentence("composante d’un parcours"),
}


def stated_cells(stated: Particulars, *, language: str = SOURCE) -> tuple[str | int, ...]:
    """Return a cell for each heading; one that was not stated says so.

    Args:
        stated: by an attestation.
        language: in which the module's language is named.
    """
    cells: tuple[str | int | None, ...] = (
        stated.sessions_followed,
        stated.sessions_held,
        _minutes(stated.module_time),
        _minutes(stated.required_time),
        stated.required_percent,
        stated.language and words_in(language).language_name(stated.language),
        stated.mode and MODES[stated.mode],
        stated.extent and EXTENTS[stated.extent],
        stated.regime,
        stated.reception_reference,
    )
    return tuple(NOT_STATED if cell is None else cell for cell in cells)


def _minutes(time: timedelta | None) -> int | None:
    return None if time is None else time // timedelta(minutes=1)
