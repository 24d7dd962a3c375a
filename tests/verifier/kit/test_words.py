"""The words of a kit: what the checker's page shows, in each language."""

import json

from verifier.kit.words import kit_words
from verifier.translations.catalogue import LANGUAGES, wording


def test_words_are_those_of_the_catalogue_in_each_language() -> None:
    content = json.loads(kit_words())

    assert [one["language"] for one in content] == list(LANGUAGES)
    for one, language in zip(content, LANGUAGES, strict=True):
        spoken = wording(language).model_dump(mode="json")
        assert one["verdicts"] == spoken["verdicts"]
        assert one["reasons"] == spoken["reasons"]
        assert set(one["page"]) < set(spoken["page"])
        assert all(one["page"].values())
    assert kit_words() == kit_words()
