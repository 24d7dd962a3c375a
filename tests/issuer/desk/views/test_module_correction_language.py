"""The language of a module's attestations is corrected with the module."""

import re
from pathlib import Path

import pytest

from issuer.document.extraction import read_document
from tests.support.desks import DESK_SETTINGS, TestDesk, make_desk, workbook
from tests.support.module_correction_desks import CODE, asked, compared, in_force
from tests.support.workbooks import person


@pytest.fixture
def module(desk: TestDesk) -> TestDesk:
    """Make a desk with one attestation in French."""
    desk.issue(workbook(person()))
    return desk


def test_form_has_the_language_of_the_attestations(module: TestDesk) -> None:
    page = module.browser("ines").get("/module/corriger", code=CODE).text

    assert re.search(r'<option value="fr" selected>français</option>', page)
    assert '<option value="fr-nl">français et néerlandais</option>' in page


def test_module_is_written_anew_in_another_language(module: TestDesk) -> None:
    ines = module.browser("ines")

    comparison = compared(ines, document_language="nl")
    page = ines.get(comparison).text
    asked(ines, comparison, at_once="1")
    module.work()

    assert "Langue de l’attestation" in page
    assert "<del>français</del>" in page
    assert "<ins>néerlandais</ins>" in page
    (now,) = in_force(module)
    document = read_document(ines.post(f"/attestations/{now.attestation.number}/telecharger").data)
    assert document is not None
    assert "Aanwezigheidsattest" in document.text
    form = ines.get("/module/corriger", code=CODE).text
    assert re.search(r'<option value="nl" selected>néerlandais</option>', form)


@pytest.mark.parametrize(("language", "said"), [("xx", "cette langue"), ("de", "coordinator_role")])
def test_language_that_cannot_be_written_is_said_before_anything_changes(
    tmp_path: Path, language: str, said: str
) -> None:
    section = "[organisation.coordinator]\n"
    role = DESK_SETTINGS.replace(section, section + 'role = "Direction"\n')
    desk = make_desk(tmp_path, settings=role)
    desk.add_user("ines")
    desk.issue(workbook(person()))
    ines = desk.browser("ines")

    typed = {"code": CODE, "title": "Ateliers", "percent": "100", "reason": "langue corrigée"}
    fields = {
        f"{name}-{n}": value
        for n, day in enumerate(("2026-10-05", "2026-10-06", "2026-10-07"))
        for name, value in (("held", "1"), ("day", day), ("start", "09:00"), ("end", "13:00"))
    }
    answer = ines.post("/module/corriger", **typed, **fields, document_language=language)

    assert answer.status_code == 422
    assert said in answer.text
