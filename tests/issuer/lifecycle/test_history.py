"""The history of an attestation says why a statement counts for nothing."""

from datetime import timedelta

from issuer.lifecycle.withdrawal import withdraw
from tests.support.command_context import Desk, desk

__all__ = ["desk"]  # pytest finds them here


def test_story_says_why_a_statement_counts_for_nothing(desk: Desk) -> None:
    withdraw(desk.context, desk.numbers[0], reason="présences corrigées", who="ines")
    desk.steal(since=timedelta(days=1))

    shown = desk("show", desk.numbers[0])

    assert "clé qui n’est plus sûre" in shown
    assert "altéré" not in shown
