"""What an attestation states of its module, at the counter, in the report and to programs."""

import io
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from pypdf import PdfReader

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.verdict.comparison_results import Differs, Zone, ZoneKind, zones_of
from issuer.document.stated_facts import stated_line
from issuer.document.translations.catalogue import words_in
from tests.support.facts import STATED, make_stated_attestation
from tests.support.world import Issued, World
from verifier.text_comparison.fact_zones import with_facts
from verifier.translations.catalogue import LANGUAGES, wording
from verifier.written_facts import stated_facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_counter_shows_each_fact(client: FlaskClient, issued: list[Issued], language: str) -> None:
    answer = client.post(f"/check?lang={language}", data={"text": issued[0].code})

    page = " ".join(answer.get_data(as_text=True).split())
    for label, value in stated_facts(issued[0].attestation.particulars, wording(language)):
        assert str(escape(label)) in page
        assert str(escape(value)) in page


def test_interface_answers_each_fact(client: FlaskClient, issued: list[Issued]) -> None:
    answer = client.post("/api/v1/verifications", json={"code": issued[0].code})

    facts = answer.get_json()["verifications"][0]["attestation"]
    assert {name: facts[name] for name in facts if name not in OF_ALL} == {
        "sessions_followed": 3,
        "sessions_held": 3,
        "module_minutes": 720,
        "required_minutes": 600,
        "required_percent": 100,
        "language": "fr",
        "mode": "on-site",
        "extent": "component",
        "regime": "BXL-ACCUEIL",
        "reception_reference": "BAPA-2026-117",
    }


OF_ALL = {
    *("number", "family_name", "given_name", "birth_date", "module_code", "module_title"),
    *("first_day", "last_day", "minutes", "issued_on", "issuer"),
    *("issuer_identifier", "recognition", "regime_on_issue"),
}


def test_issued_page_prints_what_its_credential_states(issued: list[Issued]) -> None:
    text = PdfReader(io.BytesIO(issued[0].pdf)).pages[0].extract_text()

    line = stated_line(issued[0].attestation.particulars, words_in("fr"))
    assert "".join(line.split()) in "".join(text.split())


def test_successor_states_what_the_one_before_it_stated(own_world: World) -> None:
    holder = Holder(
        family_name="Tamm", given_name="Liis", birth_date=PartialDate(year=1990, month=1, day=2)
    )
    (old,) = own_world.issue(holder)

    number = own_world.replace(old.attestation.number, replace(holder, given_name="Liisa"))

    assert own_world.issued(number).attestation.particulars == old.attestation.particulars


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_line_of_each_fact_is_named_a_fact(language: str) -> None:
    attestation = make_stated_attestation()
    printed = stated_line(STATED, words_in(language))

    for part in printed.split(" · "):
        zone = Zone(page=1, x_mm=1, y_mm=1, width_mm=1, height_mm=1, kind=ZoneKind.PRINT, what=part)
        (found,) = zones_of(with_facts(Differs(zones=(zone,)), attestation))
        assert found.kind is ZoneKind.FACT, part
