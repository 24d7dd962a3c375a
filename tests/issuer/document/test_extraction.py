"""What a finished document says is read from its bytes alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.document.facts import PartOfModule
from issuer.document.pades import sign_document
from issuer.document.page import render_page
from issuer.settings.document_language import DocumentLanguage
from tests.support.documents import (
    check_document,
    document_issuer,
    make_document_facts,
    make_sessions,
)
from tests.support.issuers import NOW
from tests.support.pages_in_languages import LETTERHEAD

PART = PartOfModule(
    followed=40, sessions=44, held=timedelta(hours=176, minutes=30), required_percent=80
)

ALL = list(DocumentLanguage)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("part", [None, PART, replace(PART, followed=None)])
def test_signed_document_is_read_back_in_every_language(
    language: DocumentLanguage, part: PartOfModule | None
) -> None:
    facts = replace(make_document_facts(sessions=make_sessions(40)), language=language, part=part)
    issuer = document_issuer()

    pdf = sign_document(render_page(facts, LETTERHEAD), signer=issuer.signer, at=NOW)

    check_document(pdf, facts=facts, certificate=issuer.signer.certificate)
