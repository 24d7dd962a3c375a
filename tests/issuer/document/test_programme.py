"""The list of sessions and themes: whole, or saying what it leaves out."""

from dataclasses import replace

from issuer.document.composition import compose_sheet
from issuer.document.facts import SessionLine
from issuer.document.page import render_page
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from tests.support.composed_sheets import (
    LONG_NAME,
    assert_well_set,
    compose,
    texts,
)
from tests.support.documents import (
    LETTERHEAD,
    ORGANISATION,
    THEMES,
    make_document_facts,
    make_sessions,
    translated,
)
from tests.support.screen_reader import read_aloud
from tests.support.spoken_pages import page, spoken

__all__ = ["page", "spoken"]  # pytest finds them here


def make_different_sessions(count: int) -> tuple[SessionLine, ...]:
    return tuple(
        replace(one, theme=f"{number}. {one.theme}")
        for number, one in enumerate(make_sessions(count))
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


def test_shortened_list_says_so_without_an_empty_label() -> None:
    sessions = tuple(
        replace(one, theme=f"{number}. {one.theme}") for number, one in enumerate(make_sessions(90))
    )
    facts = make_document_facts(sessions=sessions)

    spoken = read_aloud(render_page(facts, LETTERHEAD))

    (note,) = (one for one in spoken if "autres séances" in one.text)
    assert note.path[-1] == "LBody"
    assert all(one.text for one in spoken if one.path[-1] != "Figure")
