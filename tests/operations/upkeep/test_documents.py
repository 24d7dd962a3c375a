"""Documents are dated again before their evidence ends."""

from datetime import timedelta
from pathlib import Path

from issuer.document.long_term_validation import evidence_ends_at, level_of
from issuer.issuance.issue import issue
from issuer.settings.timestamp import Level
from register.attestations import document
from register.database import reading
from tests.support.installations import attest
from tests.support.issuer_contexts import make_draft, make_module, open_issuer
from tests.support.issuers import NOW
from tests.support.logged_installations import config
from tests.support.time_authority import live_time_authority
from tests.support.timestamped_deployments import make_dated_deployment

__all__ = ["config"]  # pytest finds them here
NIGHT = timedelta(days=1)


def test_documents_are_dated_again_before_their_evidence_ends(tmp_path: Path) -> None:
    (tmp_path / "tsa").mkdir()
    with live_time_authority(tmp_path / "tsa") as live:
        config = make_dated_deployment(tmp_path / "deployment", live, level="B-LT")
        context = open_issuer(config)
        (number,) = issue(context, make_module(), [make_draft()])
        with reading(context.register) as session:
            issued = document(session, number)  # type: ignore[arg-type]
        assert issued is not None
        calm = attest(config, "upkeep", at=NOW + NIGHT)
        live.now = evidence_ends_at(issued) - timedelta(days=100)
        late = attest(config, "upkeep", at=live.now)
    with reading(context.register) as session:
        extended = document(session, number)  # type: ignore[arg-type]

    assert "aucun document n’attend" in calm.out
    assert "1 documents horodatés pour l’archivage" in late.out
    assert extended is not None
    assert (level_of(issued), level_of(extended)) == (Level.B_LT, Level.B_LTA)
