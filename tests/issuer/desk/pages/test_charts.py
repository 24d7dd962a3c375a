"""Charts are drawings without scripts."""

from tests.support.counted_desk import desk
from tests.support.desks import Browser

__all__ = ["desk"]  # pytest finds them here


def test_charts_are_drawings_without_scripts(ines: Browser) -> None:
    for path in ("/chiffres/participants.svg", "/chiffres/motifs.svg"):
        answer = ines.get(path)
        assert answer.mimetype == "image/svg+xml"
        assert b"<script" not in answer.data
        assert "<title" in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Nationalité : Participants 2 ; intérêt : Participants 1" in answer.text
    assert ines.get("/chiffres/motifs.svg", du="2020-01-01", au="2020-12-31").status_code == 200
