from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestation.errors import DocumentError
from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.header import initials
from issuer.document.letterhead import _WIDEST_PART, _widest_facts
from issuer.document.sheet import (
    MILLIMETRE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Fill,
    Picture,
    Sheet,
    Symbol,
    Text,
)
from issuer.document.typesetting import set_line
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.logo import Logo
from issuer.settings.organisation import Coordinator, Letterhead, Organisation
from issuer.settings.regime import InFourLanguages
from tests.support.documents import (
    LETTERHEAD,
    ORGANISATION,
    THEMES,
    make_document_facts,
    make_facts_of_size,
    make_sessions,
    translated,
)
from tests.support.facts import make_attestation
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime

MARGIN = 12.0  # points; what office printers leave white
SLACK = 0.01
LONG_NAME = (
    "Maximilienne-Alexandrine Évangéline Wilhelmina Cunégonde Marie-Antoinette Philippa Ursula"
)
FULL = Organisation(
    name="Centre régional d’accueil, d’accompagnement et d’initiation des personnes arrivantes",
    coordinator=Coordinator(name=LONG_NAME[:80], role=LONG_NAME[-80:].strip()),
    place="Woluwe-Saint-Pierre – Sint-Pieters-Woluwe, Région de Bruxelles-Capitale",
    address=("Maison des associations", "Avenue des Forêts 100, boîte 12", "1190 Bruxelles"),
    email="attestations@passages.example",
    phone="+32 2 000 00 00",
    website="attestations.passages.example",
    funders=("Fonds asile, migration et intégration de l’Union européenne (AMIF)",) * 5,
    legal_mention=("Une mention légale qui parle longuement de tout. " * 13)[:600],
    certifies="association sans but lucratif, certifie, sur la base de ses listes de présence, que",
    statement="a suivi l’entièreté des {sessions} séances, soit {hours} de présence, du module",
)


def occupied(sheet: Sheet) -> list[Box]:
    """Return the place of each mark that must have it alone."""
    boxes = []
    for mark in sheet.marks:
        match mark:
            case Text():
                boxes.append(mark.box)
            case Symbol():
                boxes.append(mark.quiet_zone)
            case Picture():
                boxes.append(mark.box)
            case Fill() if mark.box.height < 5:  # a rule; the monogram lies on its square
                boxes.append(mark.box)
    return boxes


def assert_well_set(sheet: Sheet) -> None:
    for box in occupied(sheet):
        assert box.left >= MARGIN
        assert box.top >= MARGIN
        assert box.left + box.width <= PAGE_WIDTH - MARGIN
        assert box.top + box.height <= PAGE_HEIGHT - MARGIN
    for one, other in combinations(occupied(sheet), 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        assert across <= SLACK or down <= SLACK, (one, other)
    assert all(mark.size >= 7.5 for mark in sheet.marks if isinstance(mark, Text))


def texts(sheet: Sheet) -> str:
    return " ".join(mark.text.rstrip() for mark in sheet.marks if isinstance(mark, Text))


def make_different_sessions(count: int) -> tuple[SessionLine, ...]:
    return tuple(
        replace(one, theme=f"{number}. {one.theme}")
        for number, one in enumerate(make_sessions(count))
    )


def compose(
    organisation: Organisation = ORGANISATION,
    *,
    sessions: tuple[SessionLine, ...] | None = None,
    family_name: str = "Ağaoğlu",
    given_name: str | None = "Şükriye",
    module_title: str = "Ateliers citoyens – module de base",
) -> Sheet:
    attestation = make_attestation(
        family_name=family_name, given_name=given_name, module_title=module_title
    )
    typical = make_facts_of_size(300)
    facts = DocumentFacts(
        attestation=attestation,
        sessions=make_sessions() if sessions is None else sessions,
        credential=typical.credential,
        qr_text=typical.qr_text,
    )
    return compose_sheet(facts, Letterhead(organisation=organisation))


@pytest.mark.parametrize("organisation", [ORGANISATION, FULL])
@pytest.mark.parametrize("size", [150, 300, 450, 600])
def test_every_size_of_symbol_leaves_the_page_well_set(
    organisation: Organisation, size: int
) -> None:
    assert_well_set(compose_sheet(make_facts_of_size(size), Letterhead(organisation=organisation)))


@pytest.mark.parametrize("organisation", [ORGANISATION, FULL])
@pytest.mark.parametrize(
    "name", ["W" * 100, (LONG_NAME * 2)[:100], "-".join(["Wanda"] * 17)[:100], "i" * 100]
)
def test_names_and_titles_of_100_characters_are_well_set(
    organisation: Organisation, name: str
) -> None:
    sheet = compose(organisation, family_name=name, given_name=name, module_title=name)

    assert_well_set(sheet)
    assert "".join(texts(sheet).split()).count("".join(name.split())) >= 3


# As tall as each text may be on a page in two languages, where the funders have a line each.
FULL_TWICE = FULL.model_copy(
    update={
        "coordinator": Coordinator(name=LONG_NAME[:80], role="Coordination"),
        "partial_statement": ("{followed} {sessions} " + "Wm " * 40)[:120],
        "funders": FULL.funders[:1],
    }
)


WIDEST_SENTENCE = dict.fromkeys(("fr", "nl", "de", "en"), "W" * 60)


@pytest.mark.parametrize("regime", [None, make_regime("X", printed=WIDEST_SENTENCE).printed])
def test_widest_texts_stay_apart(regime: InFourLanguages | None) -> None:
    facts = replace(_widest_facts(ADDRESS), regime_sentence=regime)

    assert_well_set(compose_sheet(facts, Letterhead(organisation=FULL)))


@pytest.mark.parametrize("organisation", [ORGANISATION, FULL_TWICE])
@pytest.mark.parametrize("language", list(DocumentLanguage))
def test_widest_texts_stay_apart_in_every_language(
    language: DocumentLanguage, organisation: Organisation
) -> None:
    letterhead = Letterhead(organisation=translated(organisation))
    for facts in (_widest_facts(ADDRESS), make_facts_of_size(150)):
        for part in (None, _WIDEST_PART):
            sheet = compose_sheet(replace(facts, language=language, part=part), letterhead)
            assert_well_set(sheet)


@settings(max_examples=60, deadline=None)
@given(
    family_name=st.text(alphabet="WiŁặ-’", min_size=1, max_size=100).filter(str.strip),
    words=st.lists(st.sampled_from(THEMES), min_size=1, max_size=5),
    sessions=st.integers(min_value=0, max_value=40),
)
def test_page_is_well_set_whatever_it_says(
    family_name: str, words: list[str], sessions: int
) -> None:
    if not any(character.isalpha() for character in family_name):
        family_name = "W"
    title = " ".join(words)[:200].strip()

    assert_well_set(
        compose(family_name=family_name, module_title=title, sessions=make_sessions(sessions))
    )


def test_all_of_15_themes_are_listed_with_a_long_name_and_title() -> None:
    sheet = compose(
        sessions=make_sessions(15),
        family_name=LONG_NAME,
        given_name=LONG_NAME,
        module_title=(LONG_NAME * 2)[:100],
    )

    assert_well_set(sheet)
    assert all(theme in texts(sheet) for theme in THEMES)
    assert "autres séances" not in texts(sheet)


def test_long_list_has_each_theme_once_with_the_number_of_its_sessions() -> None:
    for language in DocumentLanguage:
        facts = replace(make_document_facts(sessions=make_sessions(40)), language=language)
        sheet = compose_sheet(facts, Letterhead(organisation=translated(ORGANISATION)))

        assert_well_set(sheet)
        assert sheet.left_out == 0
        assert all(theme in texts(sheet) for theme in THEMES)
        assert texts(sheet).count("3 ×") == 12
        assert texts(sheet).count("4 ×") == 1


def test_list_too_long_for_the_page_says_how_many_sessions_it_leaves_out() -> None:
    sheet = compose(sessions=make_different_sessions(90))

    assert_well_set(sheet)
    assert sheet.left_out > 1
    assert f"et {sheet.left_out} autres séances" in texts(sheet)
    assert " 90 " in texts(sheet)


def test_one_session_left_out_is_singular() -> None:
    longest = SessionLine(day=make_sessions()[0].day, theme="Participation citoyenne " * 5)

    pages = [
        texts(compose(sessions=(*make_different_sessions(count), longest)))
        for count in range(15, 40)
    ]

    assert any("et une autre séance" in page for page in pages)
    assert not any("et 1 autres" in page for page in pages)


def test_module_without_themes_has_no_list() -> None:
    bare = tuple(SessionLine(day=session.day, theme=" ") for session in make_sessions())

    assert "THÈMES" not in texts(compose(sessions=bare))
    assert " 13 " in texts(compose(sessions=bare))


def test_long_theme_is_clipped_and_its_line_breaks_are_spaces() -> None:
    session = SessionLine(day=make_sessions()[0].day, theme="Droits\net devoirs " * 40)

    sheet = compose(sessions=(session,))

    assert_well_set(sheet)
    assert "Droits et devoirs" in texts(sheet)
    assert texts(sheet).count("…") == 1


def test_family_name_stands_out_from_the_given_name() -> None:
    weights = {
        mark.text.strip(): mark.face.name for mark in compose().marks if isinstance(mark, Text)
    }

    assert (weights["Şükriye"], weights["Ağaoğlu"]) == ("LIGHT", "SEMIBOLD")


def test_single_name_is_set_alone() -> None:
    assert "atteste que Suryani Date de naissance" in texts(
        compose(family_name="Suryani", given_name=None)
    )


def test_statement_tells_sessions_and_hours() -> None:
    assert "a suivi l’entièreté des 13 séances, soit 52 h de présence, du module" in texts(
        compose(FULL)
    )


def test_symbol_is_printed_45_mm_or_more_with_its_quiet_zone_on_white() -> None:
    for size in (150, 300, 600):
        sheet = compose_sheet(make_facts_of_size(size), LETTERHEAD)
        (symbol,) = (mark for mark in sheet.marks if isinstance(mark, Symbol))
        assert symbol.box.width >= 45 * MILLIMETRE
        assert symbol.box.width / symbol.qr.side >= 0.64 * MILLIMETRE


def test_page_names_the_address_and_never_asks_to_follow_the_symbol() -> None:
    said = texts(compose())

    assert " verifier.example " in said
    assert "https://" not in said
    for language in ("FR Tapez vous-même", "NL Typ dit adres zelf", "EN Type this address"):
        assert language in said


def test_logo_keeps_its_proportions_and_the_name_moves_to_the_address() -> None:
    logo = Logo(width_pixels=640, height_pixels=120, palette=b"\0" * 3, compressed_pixels=b"")

    sheet = compose_sheet(make_document_facts(), Letterhead(organisation=ORGANISATION, logo=logo))

    (picture,) = (mark for mark in sheet.marks if isinstance(mark, Picture))
    assert picture.box.width / picture.box.height == pytest.approx(640 / 120)
    assert_well_set(sheet)
    assert "Maison des Passages" in texts(sheet)


def test_address_that_does_not_fit_is_refused() -> None:
    crowded = ORGANISATION.model_copy(update={"address": ("W" * 80,) * 4})

    with pytest.raises(DocumentError, match="adresse de l’organisation ne tient pas"):
        compose(crowded)


def test_line_wider_than_its_place_is_refused() -> None:
    with pytest.raises(DocumentError, match="plus large que sa place"):
        set_line("W" * 10, left=0, baseline=0, width=50, sizes=(9.0, 7.5))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maison des Passages", "MP"),
        ("Centre d’accueil de la Senne", "CA"),
        ("CIRÉ", "C"),
        ("l'Étape", "É"),
        ("«»", "«"),
    ],
)
def test_initials_stand_for_the_telling_words(name: str, letters: str) -> None:
    assert initials(name) == letters
