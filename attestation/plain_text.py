"""Text that hides nothing from its reader."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not seen: control, format (bidirectional overrides among them),
surrogate, private use, unassigned, separators of lines and paragraphs."""


def is_plain(text: str) -> bool:
    """Check whether each character of ``text`` is one that a reader sees."""
    return not any(unicodedata.category(character) in _HIDDEN for character in text)
