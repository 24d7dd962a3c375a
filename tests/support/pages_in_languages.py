"""Pages of one letterhead in each language."""

from dataclasses import replace

from issuer.document.page import render_page
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead, Translation, Translations
from tests.support.documents import (
    ORGANISATION,
    make_document_facts,
    make_sessions,
)
from tests.support.screen_reader import Spoken, read_aloud

_ROLE = Translation(coordinator_role="Claire V.")

LETTERHEAD = Letterhead(
    organisation=ORGANISATION.model_copy(
        update={"translations": Translations(nl=_ROLE, de=_ROLE, en=_ROLE)}
    )
)


def page_in(language: DocumentLanguage, *, sessions: int = 13) -> bytes:
    facts = make_document_facts(sessions=make_sessions(sessions))
    return render_page(replace(facts, language=language), LETTERHEAD)


def said(language: DocumentLanguage) -> list[Spoken]:
    return read_aloud(page_in(language))
