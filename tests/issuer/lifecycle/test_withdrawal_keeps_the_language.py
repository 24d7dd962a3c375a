"""The language of a document stays its own: its successor has it, whatever the settings say now."""

from dataclasses import replace
from pathlib import Path

import pytest

from attestation.facts import Number
from issuer.context import IssuerContext
from issuer.document.extraction import read_document
from issuer.issuance.issue import issue
from issuer.lifecycle.withdrawal import Correction, replace_attestation
from issuer.settings.document_language import DocumentLanguage
from register.attestations import document
from register.database import reading
from register.tables.attestations import PrintedRow
from tests.support.documents import translated
from tests.support.issuer_contexts import make_deployment, make_draft, make_module, open_issuer

TITLES = {
    DocumentLanguage.FR: ("Attestation de fréquentation", "Date de naissance"),
    DocumentLanguage.NL: ("Aanwezigheidsattest", "Geboortedatum"),
    DocumentLanguage.DE: ("Teilnahmebescheinigung", "Geburtsdatum"),
    DocumentLanguage.EN: ("Certificate of attendance", "Date of birth"),
    DocumentLanguage.FR_NL: ("Attestation de fréquentation · Aanwezigheidsattest", "Geboortedatum"),
}
CORRECTED = Correction(holder=make_draft("Ağaoğlu-Kaya").holder, email=None)


@pytest.fixture
def context(tmp_path: Path) -> IssuerContext:
    context = open_issuer(make_deployment(tmp_path))
    letterhead = context.settings.letterhead
    letterhead = replace(letterhead, organisation=translated(letterhead.organisation))
    return replace(context, settings=replace(context.settings, letterhead=letterhead))


def issue_in(context: IssuerContext, language: DocumentLanguage) -> Number:
    module = replace(make_module(), document_language=language.value)
    (number,) = issue(context, module, [make_draft()])
    assert isinstance(number, str)
    return number


def text_of(context: IssuerContext, number: Number) -> str:
    with reading(context.register) as session:
        pdf = document(session, number)
    assert pdf is not None
    read = read_document(pdf)
    assert read is not None
    return " ".join(read.text.split())


@pytest.mark.parametrize("language", list(DocumentLanguage))
def test_replacement_is_in_the_language_of_what_it_replaces(
    context: IssuerContext, language: DocumentLanguage
) -> None:
    old = issue_in(context, language)

    new = replace_attestation(context, old, CORRECTED, reason="nom corrigé", who="ines")

    for number in (old, new):
        assert all(words in text_of(context, number) for words in TITLES[language])


def test_language_is_under_what_the_statement_signs(context: IssuerContext) -> None:
    issue_in(context, DocumentLanguage.NL)

    with reading(context.register) as session:
        (kept,) = session.query(PrintedRow)
        assert b'"document_language": "nl"' in kept.content
