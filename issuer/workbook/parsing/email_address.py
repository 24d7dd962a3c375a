"""An e-mail address: optional, and checked only for being clearly broken."""

import re

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Cell, Fault, quoted, text_of

_MAX_CHARACTERS = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets

# Refuses only what certainly cannot be delivered, or goes to two people. The mail server decides
# the rest, because RFC 5321 allows more than one expects.
_ADDRESS = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[^@\s<>()\[\],;:\"\\.]+(\.[^@\s<>()\[\],;:\"\\.]+)+")

# What people write for « none »; a dash or a slash folds to nothing.
_NONE = frozenset(
    ("", "non", "na", "neant", "aucun", "aucune", "pasdemail", "pasdecourriel", "sans")
)


def parse_email(cell: Cell) -> str | Fault | None:
    """Return the address as written; None when there is none."""
    text = text_of(cell)
    if fold(text) in _NONE:
        return None
    if len(text) <= _MAX_CHARACTERS and text.isprintable() and _ADDRESS.fullmatch(text):
        return text
    return Fault(
        message=sentence("{cell} n’est pas une adresse e-mail.", cell=quoted(cell)),
        remedy=sentence("Corrigez l’adresse, une seule par personne, ou videz la case."),
    )
