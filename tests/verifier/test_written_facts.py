"""What an attestation states of its module, in the words of each language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attestation.particulars import Extent, Mode, Particulars
from tests.support.facts import STATED
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
