"""The strip: dates, sessions and hours."""

from tests.support.composed_sheets import FULL, compose, texts


def test_statement_tells_sessions_and_hours() -> None:
    assert "a suivi l’entièreté des 13 séances, soit 52 h de présence, du module" in texts(
        compose(FULL)
    )
