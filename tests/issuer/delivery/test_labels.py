"""The state of a delivery in words: each has its own, and what a server says is never lost."""

import pytest

from issuer.delivery.labels import (
    ASKED,
    NOT_QUEUED,
    STAGES,
    reason_in_words,
    stage_in_words,
)
from issuer.delivery.queueing import NotQueued
from register.delivery_board import Stage
from register.tables.delivery import Purpose


def test_each_stage_purpose_and_refusal_has_its_words() -> None:
    assert set(STAGES) == set(Stage)
    assert set(ASKED) == set(Purpose)
    assert set(NOT_QUEUED) == set(NotQueued)
    for stage in Stage:
        assert stage_in_words(stage, 1) == STAGES[stage]
        assert str(stage_in_words(stage, 2))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("unreachable", "le serveur ne répond pas"),
        ("550 5.1.1", "cette adresse n’existe pas"),
        ("452 4.2.2", "cette boîte est pleine"),
        ("451", "le serveur répond 451"),
        ("554 5.9.9", "le serveur répond 554 (5.9.9)"),
    ],
)
def test_reason_is_said_in_words_or_as_the_server_gave_it(reason: str, words: str) -> None:
    assert str(reason_in_words(reason)) == words
