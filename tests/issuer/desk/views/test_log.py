"""The page of the log says whether it is whole, and gives a copy."""

from register.database import writing
from register.tables.desk import AuditEntryRow
from tests.support.counted_desk import desk
from tests.support.desks import Browser, TestDesk

__all__ = ["desk"]  # pytest finds them here


def test_log_page_and_its_copy(desk: TestDesk, ines: Browser) -> None:
    page = ines.get("/journal").text
    table = ines.post("/journal/telecharger").data.decode("utf-8-sig")

    assert "Le journal est entier" in page
    assert "a demandé la délivrance" in page
    assert len(table.splitlines()) > 3


def test_tampered_log_is_told_on_its_page(desk: TestDesk, ines: Browser) -> None:

    with writing(desk.register) as session:
        session.get_one(AuditEntryRow, 2).signed = b"nothing"

    page = ines.get("/journal").text
    assert "n’est pas entier" in page
    assert "Ce n’est pas une entrée" in page
    assert ";?;" in ines.post("/journal/telecharger").data.decode("utf-8-sig")
