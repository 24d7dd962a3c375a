"""The sentence of a regime is printed, and in the preview before, on the days of its period."""

from dataclasses import replace
from pathlib import Path

import pytest

from issuer.context import IssuerContext
from issuer.issuance.document_production import specimen_facts
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer
from tests.support.regimes import make_regime


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    return open_issuer(make_deployment(tmp_path))


@pytest.mark.parametrize(
    ("code", "until", "is_printed"),
    [("BXL-ACCUEIL", None, True), ("BXL-ACCUEIL", "2020-01-01", False), ("OTHER", None, False)],
)
def test_preview_prints_the_sentence_of_the_day(
    context: IssuerContext, code: str, until: str | None, is_printed: bool
) -> None:
    regime = make_regime(code, valid_until=until)
    issue = context.settings.issue.model_copy(update={"regimes": (regime,)})
    context = replace(context, settings=replace(context.settings, issue=issue))
    (draft,) = make_drafts(1)

    facts = specimen_facts(context, make_module(), draft)

    assert facts.regime_sentence == (regime.printed if is_printed else None)
