"""The words of a kit: those of the verifier's catalogue that the checker's page shows."""

import json

from verifier.translations.catalogue import LANGUAGES, wording

_SHOWN = {
    "language",
    "language_name",
    "verdicts",
    "reasons",
    "details",
    "facts",
    "stated",
    "gallery",
    "kit",
}
_OF_PAGES = {
    *("check", "skip", "languages", "compare_heading", "signed_heading", "facts_heading"),
    *("looked_at_original", "looked_at_copy"),
    *("code_heading", "text_label", "text_hint", "file_heading", "camera_heading"),
}


def kit_words() -> bytes:
    """Return the words in every language, as JSON."""
    content = [
        wording(language).model_dump(
            mode="json", include=dict.fromkeys(_SHOWN, True) | {"page": _OF_PAGES}
        )
        for language in LANGUAGES
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
