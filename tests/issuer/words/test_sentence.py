"""Sentences: French as they stand, and translated with what they were made from."""

import pickle

import pytest
from babel.messages.catalog import Catalog

from attestation.errors import ConfigurationError
from issuer.words.gettext_catalogue import MissingTranslationError, translations_of
from issuer.words.sentence import counted, listed, said, say, sentence

CATALOGUE = Catalog(locale="nl_BE")
CATALOGUE.add("la ligne {row} : {problem}", "rij {row}: {problem}")
CATALOGUE.add("la date manque", "de datum ontbreekt")
CATALOGUE.add("{one}, {other}", "{one}, {other}")
CATALOGUE.add("{one}", "{one}")
CATALOGUE.add("{setting} : {problem}", "{setting}: {problem}")
CATALOGUE.add(
    ("{count} séance sur {all}", "{count} séances sur {all}"), ("{count} les", "{count} lessen")
)
DUTCH = translations_of(CATALOGUE)


def test_sentence_is_its_french_text() -> None:
    assert sentence("la ligne {row} : {problem}", row=3, problem="x") == "la ligne 3 : x"


def test_sentence_is_translated_with_the_sentences_that_fill_it_in() -> None:
    made = sentence("la ligne {row} : {problem}", row=3, problem=sentence("la date manque"))

    assert made.translated(DUTCH) == "rij 3: de datum ontbreekt"


@pytest.mark.parametrize(
    ("count", "french", "dutch"),
    [
        (0, "0 séance sur 9", "0 lessen"),
        (1, "1 séance sur 9", "1 les"),
        (2, "2 séances sur 9", "2 lessen"),
    ],
)
def test_each_language_counts_as_it_does(count: int, french: str, dutch: str) -> None:
    made = counted("{count} séance sur {all}", "{count} séances sur {all}", count, all=9)

    assert (made, made.translated(DUTCH)) == (french, dutch)


def test_what_fills_a_sentence_in_is_not_filled_in_again() -> None:
    assert sentence("{a} et {b}", a="{b}", b="2") == "{b} et 2"


def test_sentence_that_was_kept_is_translated_still() -> None:
    kept = pickle.loads(pickle.dumps(sentence("la date manque")))  # noqa: S301  our own

    assert say(kept, DUTCH) == "de datum ontbreekt"


def test_error_that_was_raised_with_a_sentence_is_translated_and_another_is_its_text() -> None:
    assert say(said(LookupError(sentence("la date manque"))), DUTCH) == "de datum ontbreekt"
    assert said(OSError(2, "parti")) == "[Errno 2] parti"


def test_list_of_sentences_and_other_words_is_translated_piece_by_piece() -> None:
    made = listed([sentence("la date manque"), "K14", 3, sentence("la date manque")])

    assert made == "la date manque, K14, 3, la date manque"
    assert made.translated(DUTCH) == "de datum ontbreekt, K14, 3, de datum ontbreekt"


def test_list_of_thousands_is_translated() -> None:
    assert listed(range(5000)).translated(DUTCH) == ", ".join(map(str, range(5000)))


def test_setting_that_a_sentence_says_is_wrong_is_named_in_each_language() -> None:
    error = ConfigurationError("place", sentence("la date manque"))

    assert said(error) == str(error) == "place : la date manque"
    assert say(said(error), DUTCH) == "place: de datum ontbreekt"
    assert said(ConfigurationError("place", "illisible")) == "place : illisible"


def test_sentence_without_translation_is_an_error_and_never_french() -> None:
    with pytest.raises(MissingTranslationError):
        sentence("personne ne l’a traduite").translated(DUTCH)
