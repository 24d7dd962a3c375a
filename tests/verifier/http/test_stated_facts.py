"""What an attestation states of its module, at the counter, in the report and to programs."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from pypdf import PdfReader

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from attestation.particulars import Extent, Mode, Particulars
from attestation.verdict.page_comparison import Differs, Zone, ZoneKind, zones_of
from issuer.document.stated_facts import stated_line
from issuer.document.translations.catalogue import words_in
from tests.support.facts import STATED, make_stated_attestation
from tests.support.world import Issued, World
from verifier.text_comparison.fact_zones import with_facts
from verifier.translations.catalogue import LANGUAGES, wording
from verifier.written_facts import stated_facts

SHOWN = {
    "fr": {
        "Séances suivies": "12 sur 13",
        "Heures du module": "52 h",
        "Exigé": "80 % des séances, 40 h",
        "Langue du module": "français",
        "Mode": "sur place et par vidéo",
        "Portée": "composante d’un parcours",
        "Régime": "BXL-ACCUEIL",
        "Bureau d’accueil": "BAPA-2026-117",
    },
    "nl": {
        "Gevolgde sessies": "12 van 13",
        "Uren van de module": "52 u",
        "Vereist": "80% van de sessies, 40 u",
        "Taal van de module": "Frans",
        "Vorm": "ter plaatse en via video",
        "Omvang": "onderdeel van een traject",
        "Regeling": "BXL-ACCUEIL",
        "Onthaalbureau": "BAPA-2026-117",
    },
    "de": {
        "Besuchte Kurstermine": "12 von 13",
        "Stunden des Moduls": "52 Std.",
        "Verlangt": "80 % der Kurstermine, 40 Std.",
        "Sprache des Moduls": "Französisch",
        "Form": "vor Ort und per Video",
        "Umfang": "Teil eines Parcours",
        "Regelung": "BXL-ACCUEIL",
        "Empfangsbüro": "BAPA-2026-117",
    },
    "en": {
        "Sessions followed": "12 of 13",
        "Hours of the module": "52 h",
        "Required": "80% of the sessions, 40 h",
        "Language of the module": "French",
        "Mode": "on site and by video",
        "Extent": "component of a path",
        "Scheme": "BXL-ACCUEIL",
        "Reception office": "BAPA-2026-117",
    },
}
NOT_STATED = {
    "fr": "non indiqué",
    "nl": "niet vermeld",
    "de": "nicht angegeben",
    "en": "not stated",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fact_has_its_words_in_each_language(language: str) -> None:
    assert dict(stated_facts(STATED, wording(language))) == SHOWN[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_stated_is_said_so(language: str) -> None:
    said = dict(stated_facts(Particulars(), wording(language)))

    assert said == dict.fromkeys(SHOWN[language], NOT_STATED[language])


@pytest.mark.parametrize(
    ("stated", "label", "value"),
    [
        (replace(STATED, mode=Mode.ON_SITE), "Mode", "sur place"),
        (replace(STATED, mode=Mode.VIDEO), "Mode", "par vidéo"),
        (replace(STATED, extent=Extent.WHOLE), "Portée", "parcours entier"),
        (replace(STATED, required_time=None), "Exigé", "80 % des séances"),
        (replace(STATED, required_percent=None), "Exigé", "40 h"),
        (replace(STATED, language="xx"), "Langue du module", "xx"),
        (
            replace(STATED, module_time=timedelta(hours=52, minutes=5)),
            "Heures du module",
            "52 h 05",
        ),
    ],
)
def test_each_value_has_its_words(stated: Particulars, label: str, value: str) -> None:
    assert dict(stated_facts(stated, wording("fr")))[label] == value


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
