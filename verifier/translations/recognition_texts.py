"""The words about the organisation itself: its number, and who recognises it."""

from attestation.recognition import Coverage
from verifier.translations.page_texts import Words


class RecognitionWords(Words):
    """Labels, and what follows for the day of issue; in braces, what is filled in."""

    identifier: str
    label: str
    coverages: dict[Coverage, str]
    """Of ``{recognitions}`` and the day ``{stated}`` on which the organisation said so."""
    one: str
    since: str
    not_covered: str
    """A sentence beside the verdict."""
