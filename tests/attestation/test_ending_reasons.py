"""Listed reasons: signed as a sentence, read again as what they are."""

import pytest

from attestation.ending_reasons import SENTENCES, EndingReason, read_reason, write_reason
from attestation.formats.statement import MAX_REASON_CHARACTERS


@pytest.mark.parametrize("listed", [*EndingReason, None])
@pytest.mark.parametrize("words", ["", "deux séances de trop : 3 et 4"])
def test_reason_is_read_as_it_was_written(listed: EndingReason | None, words: str) -> None:
    assert read_reason(write_reason(listed, words)) == (listed, words)


def test_words_that_only_begin_like_a_listed_reason_are_free() -> None:
    assert read_reason("Délivrée par erreurs") == (None, "Délivrée par erreurs")


def test_every_reason_has_a_sentence_that_leaves_room_for_words() -> None:
    assert set(SENTENCES) == set(EndingReason)
    assert max(map(len, SENTENCES.values())) < MAX_REASON_CHARACTERS / 2
