"""Sentences as JSON: read back as they were, also from a program that kept their text alone."""

import json
from datetime import date

import pytest

from issuer.words.kept_sentence import decode_sentence, encode_sentence
from issuer.words.sentence import Sentence, counted, listed, sentence


@pytest.mark.parametrize(
    "made",
    [
        sentence("la date manque"),
        sentence("la ligne {row} : {problem}", row=3, problem=sentence("la date manque")),
        counted("{count} séance sur {all}", "{count} séances sur {all}", 2, all="{count}"),
        listed([sentence("un"), sentence("deux"), sentence("trois")]),
    ],
)
def test_sentence_is_read_back_with_what_it_was_made_from(made: Sentence) -> None:
    read = decode_sentence(json.loads(json.dumps(encode_sentence(made))))

    assert (read, read.message, read.many, read.values) == (
        made,
        made.message,
        made.many,
        made.values,
    )


def test_what_json_does_not_know_is_kept_as_its_text() -> None:
    read = decode_sentence(encode_sentence(sentence("le {day}", day=date(2026, 10, 5))))

    assert read == "le 2026-10-05"


def test_text_that_an_earlier_program_kept_is_its_own_message() -> None:
    assert encode_sentence("Un fichier {lu}.") == "Un fichier {lu}."
    assert decode_sentence("Un fichier {lu}.") == "Un fichier {lu}."
