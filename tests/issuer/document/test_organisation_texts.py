"""The organisation's own texts, in the language of a document."""

from dataclasses import replace

import pytest

from attestation.errors import ConfigurationError, DocumentError
from issuer.document.letterhead import prove_fits
from issuer.document.page import render_page
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead, Translation, Translations
from tests.support.documents import (
    ORGANISATION,
    make_document_facts,
)
from tests.support.issuers import ADDRESS
from tests.support.screen_reader import read_aloud


def test_text_that_the_organisation_wrote_in_french_only_is_never_printed_in_dutch() -> None:
    facts = replace(make_document_facts(), language=DocumentLanguage.NL)

    with pytest.raises(DocumentError, match="coordinator_role"):
        render_page(facts, Letterhead(organisation=ORGANISATION))


def test_organisation_whose_language_lacks_a_text_is_told_which() -> None:
    dutch = ORGANISATION.model_copy(update={"language": DocumentLanguage.NL})

    with pytest.raises(ConfigurationError, match=r"translations\.nl\.coordinator_role"):
        prove_fits(Letterhead(organisation=dutch), address=ADDRESS)


def test_place_and_funders_have_their_names_in_each_language() -> None:
    names = Translation(coordinator_role="x", place="Brussel", funders=("Franse Commissie",))
    organisation = ORGANISATION.model_copy(update={"translations": Translations(nl=names)})
    facts = replace(make_document_facts(), language=DocumentLanguage.NL)

    text = " ".join(
        one.text for one in read_aloud(render_page(facts, Letterhead(organisation=organisation)))
    )

    assert "Opgemaakt te Brussel op" in text
    assert "Met de steun van Franse Commissie" in text
