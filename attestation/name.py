"""A person's name: kept exactly as given, compared without case, accents or spacing."""

import unicodedata

from attestation.plain_text import is_plain

MAX_NAME_CHARACTERS = 100  # docs/format.md, "Names"

# Characters that Unicode does not take apart, though a reader sees a letter and a mark.
_STROKED = str.maketrans("đðłøħŧıɓɗƙ", "ddlohtibdk")


def parse_name(text: str) -> str:
    """Return ``text`` in Unicode NFC, trimmed, each run of spaces a single one.

    Raises:
        ValueError: empty, without a letter, over 100 characters, or with a control,
            bidirectional or unassigned character. The message says which, without the name.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise ValueError("the name is empty")
    if len(name) > MAX_NAME_CHARACTERS:
        raise ValueError(
            f"the name has at most {MAX_NAME_CHARACTERS} characters, this has {len(name)}"
        )
    if not is_plain(name):
        hidden = next(character for character in name if not is_plain(character))
        raise ValueError(f"the name holds the invisible character U+{ord(hidden):04X}")
    if not any(character.isalpha() for character in name):
        raise ValueError("the name has no letter")
    return name


def fold(text: str) -> str:
    """Reduce ``text`` to what counts in a comparison: letters and digits, no case, no accents."""
    lowered = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if c.isalnum())
    return bare.translate(_STROKED)
