"""What an attestation states of how its module was followed, as cells and as lines in French."""

from datetime import timedelta

from attestation.particulars import Extent, Mode, Particulars
from issuer.document.translations.catalogue import SOURCE, words_in

STATED_HEADINGS = (
    "Séances suivies",
    "Séances du module",
    "Minutes du module",
    "Minutes exigées",
    "Pourcentage exigé",
    "Langue",
    "Mode",
    "Portée",
    "Régime",
    "Référence d’accueil",
)
NOT_STATED = "non indiqué"
MODES = {Mode.ON_SITE: "sur place", Mode.VIDEO: "par vidéo", Mode.BOTH: "sur place et par vidéo"}
EXTENTS = {Extent.WHOLE: "parcours entier", Extent.COMPONENT: "composante d’un parcours"}


def stated_cells(stated: Particulars) -> tuple[str | int, ...]:
    """Return a cell for each heading; one that was not stated says so."""
    cells: tuple[str | int | None, ...] = (
        stated.sessions_followed,
        stated.sessions_held,
        _minutes(stated.module_time),
        _minutes(stated.required_time),
        stated.required_percent,
        stated.language and words_in(SOURCE).language_name(stated.language),
        stated.mode and MODES[stated.mode],
        stated.extent and EXTENTS[stated.extent],
        stated.regime,
        stated.reception_reference,
    )
    return tuple(NOT_STATED if cell is None else cell for cell in cells)


def _minutes(time: timedelta | None) -> int | None:
    return None if time is None else time // timedelta(minutes=1)
