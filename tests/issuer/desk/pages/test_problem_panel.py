"""The problems of a workbook as a list, in which they are mended."""

import re

from tests.support.desks import Browser, workbook
from tests.support.workbooks import person


def test_problems_are_mended_in_their_list_without_scripts(ines: Browser) -> None:
    rows = (
        person(email="à demander"),
        person(family_name="Autre", email="à demander"),
        person(family_name="N3"),
    )
    preview = ines.read_upload(workbook(*rows))
    page = ines.get(preview, resultat="problem").text
    assert "3 problèmes à corriger" in page
    cells = re.search(r'name="cells" value="([^"]+,[^"]+)"', page)
    assert cells
    assert "Appliquer aux 2 cases semblables" in page

    answer = ines.post(f"{preview}/cases", cells=cells[1], text="", resultat="problem")

    assert answer.location == f"{preview}?resultat=problem#problemes"
    page = ines.get(preview, resultat="problem").text
    assert "1 problème à corriger" in page
    assert "Présences, D2, D3 : « à demander » → «  »" in page
    assert 'formaction="' in page
    ines.post(f"{preview}/1/4", leave_out="1")
    page = ines.get(preview).text
    assert "Présences, ligne 4 laissée de côté" in page
    assert "à corriger</h2>" not in page
    batches = re.findall(r'name="batch" value="(\d+)"', page)
    assert ines.post(f"{preview}/retablir", batch=batches[0]).status_code == 303
    page = ines.get(preview).text
    assert "2 problèmes à corriger" in page
    assert "ligne 4 laissée de côté" in page
    ines.post(f"{preview}/retablir", batch=re.findall(r'name="batch" value="(\d+)"', page)[0])
    page = ines.get(preview).text
    assert "3 problèmes à corriger" in page
    assert "Corrigé sur cette page" not in page
