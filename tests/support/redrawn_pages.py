"""An issued page drawn anew with other facts, under the QR code of what was issued."""

from dataclasses import replace
from datetime import timedelta

from attestation.formats.qr_text import encode_qr_text
from attestation.particulars import Extent, Mode
from attestation.verdict.verdicts import Contradiction
from issuer.document.facts import DocumentFacts, PartOfModule
from issuer.document.page import render_page
from issuer.settings.document_language import DocumentLanguage
from issuer.settings.organisation import Letterhead
from tests.support.documents import ORGANISATION, make_sessions, translated
from tests.support.issuers import ADDRESS
from tests.support.world import Issued

OTHER_FACTS: dict[Contradiction, dict[str, object]] = {
    Contradiction.SESSIONS: {
        "part": PartOfModule(followed=2, sessions=3, held=timedelta(hours=12), required_percent=80)
    },
    Contradiction.MODULE_TIME: {"module_time": timedelta(hours=40)},
    Contradiction.REQUIRED: {"required_percent": 80},
    Contradiction.LANGUAGE: {"language": "en"},
    Contradiction.MODE: {"mode": Mode.VIDEO},
    Contradiction.EXTENT: {"extent": Extent.WHOLE},
    Contradiction.REGIME: {"regime": "BXL-AUTRE"},
    Contradiction.RECEPTION_REFERENCE: {"reception_reference": "BAPA-2026-118"},
}
"""By what it contradicts, what was not signed in ``issuer_contexts.STATED_OF_THREE``."""
_LETTERHEAD = Letterhead(organisation=translated(ORGANISATION))


def redrawn(
    one: Issued,
    *,
    on_page_in: DocumentLanguage = DocumentLanguage.FR,
    part: PartOfModule | None = None,
    **stated: object,
) -> bytes:
    """Draw the page of ``one`` as its issuer would if ``stated`` had been so; nobody signs it."""
    particulars = replace(one.attestation.particulars, **stated)  # type: ignore[arg-type]
    facts = DocumentFacts(
        attestation=replace(one.attestation, particulars=particulars),
        sessions=make_sessions(3),
        credential=one.credential,
        qr_text=encode_qr_text(one.credential, address=ADDRESS),
        language=on_page_in,
        part=part,
    )
    return render_page(facts, _LETTERHEAD)
