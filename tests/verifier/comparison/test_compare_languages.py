"""Pages of each language but French, compared as pictures: an honest copy and an altered one."""

import pytest

from attestation.particulars import Mode
from attestation.verdict.comparison_results import Differs, Identical, ZoneKind
from issuer.settings.document_language import DocumentLanguage
from tests.support.forgeries import saved_again
from tests.support.redrawn_pages import redrawn
from tests.support.sweeps import sweep
from tests.support.world import Issued
from verifier.comparison.compare import compare
from verifier.text_comparison.fact_zones import with_facts


@pytest.mark.parametrize(
    "language",
    sweep(
        [DocumentLanguage.NL, DocumentLanguage.DE, DocumentLanguage.EN, DocumentLanguage.FR_NL],
        reduced=[DocumentLanguage.DE, DocumentLanguage.FR_NL],
    ),
)
def test_copy_is_identical_and_another_fact_is_found_where_it_stands(
    issued: list[Issued], language: DocumentLanguage
) -> None:
    page = redrawn(issued[0], on_page_in=language)
    altered = redrawn(issued[0], on_page_in=language, mode=Mode.VIDEO)

    honest = compare(page, saved_again(page))
    found = with_facts(compare(page, altered), issued[0].attestation)

    assert isinstance(honest, Identical)
    assert isinstance(found, Differs)
    assert any(zone.kind is ZoneKind.FACT for zone in found.zones)
