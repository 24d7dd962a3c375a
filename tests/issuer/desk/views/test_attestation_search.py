"""An attestation is found by what somebody types."""

import pytest

from tests.support.desks import Browser, TestDesk, workbook
from tests.support.many_people import many


@pytest.mark.parametrize("words", ["haile", "TSEGAYE", "2026-0001", "dang", "AC-2026-10 hong"])
def test_search_finds_by_number_name_and_module(desk: TestDesk, ines: Browser, words: str) -> None:
    ines.issue(ines.read_upload(workbook()))
    desk.work()

    answer = ines.post("/recherche", q=words)
    found = ines.get(answer.location)

    assert "1 attestation" in found.text
    # Back and again shows the same, and no name stands in the address.
    assert words not in answer.location
    assert ines.get(answer.location).text.count("AC-2026") == found.text.count("AC-2026")
    assert ines.get("/recherche").status_code == 405  # names have no place in an address


def test_search_that_finds_nothing_says_so(ines: Browser) -> None:
    for words in ("personne", "   ", "…"):
        found = ines.post("/recherche", q=words).location
        assert "Rien n’a été trouvé" in ines.get(found).text


def test_search_shows_the_newest_and_says_that_there_are_more(
    desk: TestDesk, ines: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ines.issue(ines.read_upload(many(4)))
    desk.work()
    monkeypatch.setattr("issuer.desk.views.module.MOST_FOUND", 3)

    assert (
        "3 attestations, les plus récentes"
        in ines.get(ines.post("/recherche", q="Nom").location).text
    )
