from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.document.composition import compose_sheet
from issuer.document.letterhead import _WIDEST_PART, _widest_facts
from issuer.document.sheet import (
    Text,
)
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Coordinator, Letterhead, Organisation
from issuer.settings.regime import InFourLanguages
from tests.support.composed_sheets import (
    FULL,
    LONG_NAME,
    assert_well_set,
    compose,
    texts,
)
from tests.support.documents import (
    ORGANISATION,
    THEMES,
    make_facts_of_size,
    make_sessions,
    translated,
)
from tests.support.issuers import ADDRESS
from tests.support.regimes import make_regime


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


def test_family_name_stands_out_from_the_given_name() -> None:
    weights = {
        mark.text.strip(): mark.face.name for mark in compose().marks if isinstance(mark, Text)
    }

    assert (weights["Şükriye"], weights["Ağaoğlu"]) == ("LIGHT", "SEMIBOLD")


def test_single_name_is_set_alone() -> None:
    assert "atteste que Suryani Date de naissance" in texts(
        compose(family_name="Suryani", given_name=None)
    )
