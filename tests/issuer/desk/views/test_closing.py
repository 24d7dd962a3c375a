"""A module that ended without an attestation is closed at the desk, and counted."""

import re

from register import desk_work
from register.database import reading
from register.figures import module_figures
from tests.support.desks import Browser, TestDesk, workbook
from tests.support.workbooks import person


def test_module_that_gives_nobody_a_right_is_closed_and_counted(
    desk: TestDesk, ines: Browser
) -> None:
    preview = ines.read_upload(
        workbook(person(marks="PAA"), person(family_name="Sow", marks="APA"))
    )
    page = ines.get(preview).text
    digest = re.findall(r'name="digest" value="([0-9a-f]+)"', page)[0]

    assert ines.post(f"{preview}/clore", digest="x").location == preview  # of another state
    closed = ines.post(f"{preview}/clore", digest=digest)

    assert closed.location == "/chiffres"
    with reading(desk.register) as session:
        (one,) = module_figures(session)
        assert desk_work.kept_workbooks(session) == []
    assert one.counts is not None
    assert one.counts.participants == 2
    assert "aucune" in ines.get("/journal").text


def test_module_with_a_problem_or_somebody_entitled_is_not_closed(ines: Browser) -> None:
    for brought in (workbook(person(marks="PA?")), workbook()):
        assert "Clore le module" not in ines.get(ines.read_upload(brought)).text
