"""What the sheet « Module » says of how the module is followed: language, hours, mode, regime."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from attestation.name import fold
from attestation.particulars import REGIME_PATTERN, Extent, Mode
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Fault
from issuer.workbook.model import Place, Problem, WrittenFacts
from issuer.workbook.parsing.headers import ModuleKey

# After ``fold``. Each language by its own name, and by its names in French, Dutch, German, English.
_LANGUAGES = {
    "fr": "fr fra francais frans franzosisch french",
    "nl": "nl nld neerlandais nederlands niederlandisch dutch flamand vlaams",
    "de": "de deu allemand duits deutsch german",
    "en": "en eng anglais engels englisch english",
    "es": "es spa espagnol spaans spanisch spanish espanol castellano",
    "pt": "pt por portugais portugees portugiesisch portuguese portugues",
    "it": "it ita italien italiaans italienisch italian italiano",
    "ro": "ro ron roumain roemeens rumanisch romanian romana",
    "pl": "pl pol polonais pools polnisch polish polski",
    "bg": "bg bul bulgare bulgaars bulgarisch bulgarian български",
    "sq": "sq sqi albanais albanees albanisch albanian shqip",
    "el": "el ell grec grieks griechisch greek ελληνικα",
    "ru": "ru rus russe russisch russian русский",
    "uk": "uk ukr ukrainien oekraiens ukrainisch ukrainian українська",
    "tr": "tr tur turc turks turkisch turkish turkce",
    "ar": "ar ara arabe arabisch arabic العربية",
    "fa": "fa fas persan farsi dari perzisch persisch persian",
    "ps": "ps pus pachto pachtou pasjtoe paschtu pashto",
    "ku": "ku kur kurde koerdisch kurdisch kurdish kurdi",
    "so": "so som somali somalisch soomaali",
    "ti": "ti tir tigrigna tigrinya tigrinisch",
    "am": "am amh amharique amhaars amharisch amharic",
    "ur": "ur urd ourdou urdu",
    "zh": "zh zho chinois chinees chinesisch chinese mandarin 中文",
}
_LANGUAGE_BY_TEXT = {
    fold(text): code for code, texts in _LANGUAGES.items() for text in texts.split()
}
_MODES = {
    Mode.ON_SITE: "presentiel enpresentiel presence enpresence surplace ensalle onsite terplaatse "
    "fysiek vorort prasenz inperson",
    Mode.VIDEO: "visioconference visio envisio parvisio parvisioconference video parvideo "
    "videoconference distanciel endistanciel adistance enligne online zoom teams webinaire "
    "opafstand afstand distance",
    Mode.BOTH: "hybride hybrid mixte comodal bimodal gemengd",
}
_MODE_BY_TEXT = {text: mode for mode, texts in _MODES.items() for text in texts.split()}
_EXTENTS = {
    Extent.WHOLE: "parcoursentier parcourscomplet entier complet volledigtraject gesamterweg "
    "wholepath",
    Extent.COMPONENT: "composante composant composanteduparcours composantedunparcours onderdeel "
    "teil component",
}
_EXTENT_BY_TEXT = {text: extent for extent, texts in _EXTENTS.items() for text in texts.split()}
_HOURS = re.compile(
    r"(?P<hours>[0-9]{1,4})"
    r"(?:[.,](?P<part>[0-9]{1,2})|\s*[h:]\s*(?P<minutes>[0-5][0-9]))?"
    r"\s*(?:h|heures?|uur|stunden?)?\.?",
    re.IGNORECASE,
)

_ValueT = TypeVar("_ValueT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value of the module's sheet, with its cell."""

    text: str
    place: Place


def read_written_facts(
    fields: Mapping[ModuleKey, Written],
) -> tuple[WrittenFacts, tuple[Problem, ...]]:
    """Understand what the sheet says of them; one that is not understood is a problem."""
    problems: list[Problem] = []
    places: dict[str, Place] = {}

    def read(name: str, key: ModuleKey, parse: Callable[[str], _ValueT | Fault]) -> _ValueT | None:
        written = fields.get(key)
        if written is None:
            return None
        places[name] = written.place
        value = parse(written.text)
        if isinstance(value, Fault):
            problems.append(written.place.problem(value))
            return None
        return value

    facts = WrittenFacts(
        language=read("language", ModuleKey.LANGUAGE, parse_language),
        required_time=read("required_time", ModuleKey.REQUIRED_HOURS, parse_hours),
        extent=read("extent", ModuleKey.EXTENT, parse_extent),
        regime=read("regime", ModuleKey.REGIME, parse_regime),
        places=places,
    )
    return facts, tuple(problems)


def parse_language(text: str) -> str | Fault:
    """Return the ISO 639 code of a language that is known here by one of its names."""
    return _LANGUAGE_BY_TEXT.get(fold(text)) or Fault(
        message=sentence("« {text} » n’est pas une langue connue ici.", text=text),
        remedy=sentence(
            "Écrivez une seule langue par son nom ou son code, par exemple « français » ou "
            "« fr » ; ou laissez la case vide : l’attestation dira « non indiquée »."
        ),
    )


def parse_mode(text: str) -> Mode | Fault:
    """Return how a session was held."""
    return _MODE_BY_TEXT.get(fold(text)) or Fault(
        message=sentence("« {text} » n’est pas un mode connu.", text=text),
        remedy=sentence(
            "Écrivez « présentiel », « visioconférence » ou « hybride », ou "
            "laissez la case vide : l’attestation dira « non indiqué »."
        ),
    )


def parse_extent(text: str) -> Extent | Fault:
    """Return whether the module is a whole path or a component of one."""
    return _EXTENT_BY_TEXT.get(fold(text)) or Fault(
        message=sentence(
            "« {text} » ne dit pas si le module est un parcours entier ou une composante.",
            text=text,
        ),
        remedy=sentence("Écrivez « parcours entier » ou « composante », ou laissez la case vide."),
    )


def parse_hours(text: str) -> timedelta | Fault:
    """Return a number of hours, « 48 », « 48,5 » or « 48 h 30 »."""
    found = _HOURS.fullmatch(text.strip())
    if found:
        part = found["part"] or "0"
        minutes = int(found["minutes"] or 0) + round(60 * int(part) / 10 ** len(part))
        time = timedelta(hours=int(found["hours"]), minutes=minutes)
        if time:
            return time
    return Fault(
        message=sentence("« {text} » n’est pas un nombre d’heures.", text=text),
        remedy=sentence("Écrivez par exemple 48 ou 48 h 30, ou laissez la case vide."),
    )


def parse_regime(text: str) -> str | Fault:
    """Return the code of a regime in the form in which it is signed."""
    code = text.strip().upper()
    if REGIME_PATTERN.fullmatch(code):
        return code
    return Fault(
        message=sentence("« {text} » n’est pas le code d’un régime.", text=text),
        remedy=sentence(
            "Écrivez le code tel qu’il est dans les réglages : des lettres sans "
            "accent, des chiffres et des traits d’union, 20 caractères au plus."
        ),
    )
