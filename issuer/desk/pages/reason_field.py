"""The field of a public reason: a listed one, which readers see translated, and free words."""

from collections.abc import Mapping

from markupsafe import Markup

from attestation.ending_reasons import EndingReason, read_reason, write_reason
from attestation.formats.statement import MAX_REASON_CHARACTERS
from issuer.desk.language import SOURCE, language, translated
from issuer.words.sentence import sentence

_MAX_TYPED_CHARACTERS = 300
"""More than fits, so that what is too long is refused and not cut off."""

LISTED = {
    EndingReason.ATTENDANCE: sentence("Erreur dans les présences"),
    EndingReason.ISSUED_BY_MISTAKE: sentence("Délivrée par erreur"),
    EndingReason.ASKED_BY_HOLDER: sentence("À la demande de la personne"),
    EndingReason.FALSE_STATEMENT: sentence("Déclaration inexacte"),
    EndingReason.IDENTITY_CORRECTED: sentence("Nom ou date de naissance corrigés"),
    EndingReason.MODULE_CORRECTED: sentence("Données du module corrigées"),
}
"""What is signed of each, as a page says it."""
WITHDRAWN = (
    EndingReason.ATTENDANCE,
    EndingReason.ISSUED_BY_MISTAKE,
    EndingReason.ASKED_BY_HOLDER,
    EndingReason.FALSE_STATEMENT,
)
CORRECTED = (EndingReason.IDENTITY_CORRECTED, EndingReason.ATTENDANCE)
MODULE_CORRECTED = (EndingReason.MODULE_CORRECTED,)


def reason_in(form: Mapping[str, str]) -> str:
    """Return the reason that a form says, as it is signed; empty where it says none."""
    cause = form.get("cause", "")
    listed = EndingReason(cause) if cause in set(EndingReason) else None
    return write_reason(listed, form.get("reason", "")[:_MAX_TYPED_CHARACTERS])


def reason_values(offered: tuple[EndingReason, ...], text: str) -> dict[str, object]:
    """Return what ``_reason.html`` shows: the list, and a reason as it was given before.

    Args:
        offered: the list.
        text: as ``reason_in`` returned it; empty at first.
    """
    listed, words = read_reason(text)
    if listed not in offered:
        listed, words = None, text
    return {
        "listed": [(one.value, LISTED[one]) for one in offered],
        "cause": listed,
        "words": words,
        "most": MAX_REASON_CHARACTERS,
    }


def public_reason(text: str) -> object:
    """Return a signed reason for the page: a listed one translated, free words marked French."""
    if language() == SOURCE:
        return text
    listed, words = read_reason(text)
    french = Markup('<span lang="fr">{}</span>').format(words)
    if listed is None:
        return french
    said = translated(LISTED[listed])
    return Markup("{}: {}").format(said, french) if words else said
