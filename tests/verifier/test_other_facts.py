"""A copy whose text states another fact of the module is never green, and the fact is named."""

import pytest

from attestation.verdict.verdicts import Altered, Genuine
from issuer.settings.document_language import DocumentLanguage
from tests.support.redrawn_pages import OTHER_FACTS, redrawn
from tests.support.world import Issued, World
from verifier.report import report_on, sign_of
from verifier.translations.catalogue import wording


@pytest.mark.parametrize("language", DocumentLanguage)
def test_copy_that_states_another_fact_names_it_in_each_language(
    world: World, issued: list[Issued], language: DocumentLanguage
) -> None:
    honest = world.check_file(redrawn(issued[0], on_page_in=language))
    assert isinstance(honest.verdict, Genuine)

    for fact, change in OTHER_FACTS.items():
        finding = world.check_file(redrawn(issued[0], on_page_in=language, **change))  # type: ignore[arg-type]

        assert isinstance(finding.verdict, Altered), fact
        assert finding.verdict.contradictions == {fact}
        assert sign_of(finding) == "altered"
        said = report_on(finding, wording(language.languages[0])).sentences
        assert wording(language.languages[0]).reasons[fact.value].sentence in said
