"""Documents of a fictional organisation: its letterhead, and facts ready to be drawn."""

import io
import random
from datetime import date, timedelta
from functools import cache

from cryptography import x509
from PIL import Image, ImageDraw

from attestation.facts import Attestation, Holder
from attestation.formats.credential import sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.partial_date import PartialDate
from issuer.document.extraction import read_document
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.validation import check_reading, check_seals
from issuer.settings.logo import Logo, prepare_logo
from issuer.settings.organisation import (
    Coordinator,
    Letterhead,
    Organisation,
    Translation,
    Translations,
)
from tests.support.facts import make_attestation, make_credential
from tests.support.issuers import ADDRESS, TestIssuer, make_issuer

THEMES = (
    "Accueil, vivre ensemble et identités",
    "Histoire de la Belgique",
    "Histoire des migrations",
    "Géographie et Régions",
    "Organisation politique et institutionnelle",
    "Organisation socio-économique",
    "Concertation sociale",
    "Marché de l’emploi",
    "Sécurité sociale",
    "Santé",
    "Logement",
    "Enseignement",
    "Participation citoyenne et évaluation",
)

ORGANISATION = Organisation(
    name="Maison des Passages",
    coordinator=Coordinator(name="Claire Vandenbossche", role="Coordinatrice des ateliers"),
    place="Bruxelles",
    address=("Rue du Vieux Marché 12", "1000 Bruxelles"),
    email="contact@passages.example",
    phone="+32 2 000 00 00",
    website="passages.example",
    funders=("Fonds asile, migration et intégration", "Commission communautaire française"),
)
LETTERHEAD = Letterhead(organisation=ORGANISATION)
LONG = Holder(
    family_name="Adébọ̀wálé-Wołoszczuk Đặng Țuțu van den Broeck de la Fuente",
    given_name="Ẹ̀bùn Maximilienne-Alexandrine Évangéline Wilhelmina Cunégonde",
    birth_date=PartialDate(year=2001, month=4),
)


@cache
def make_logo() -> Logo:
    """Make a logo of two colours with soft edges."""
    picture = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 380, 180), fill="#8A1C3B", outline="#1D4E6B", width=9)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return prepare_logo(content.getvalue(), setting="organisation.logo")


def translated(organisation: Organisation) -> Organisation:
    """Return an organisation that has written all its texts in every language, at their length."""
    texts = Translation(
        legal_mention=organisation.legal_mention,
        certifies=organisation.certifies,
        statement=organisation.statement,
        partial_statement=organisation.partial_statement,
        coordinator_role=organisation.coordinator.role,
    )
    return organisation.model_copy(
        update={"translations": Translations(nl=texts, de=texts, en=texts)}
    )


@cache
def document_issuer() -> TestIssuer:
    """Return the one issuer that the document tests share."""
    return make_issuer()


def make_sessions(count: int = len(THEMES)) -> tuple[SessionLine, ...]:
    """Make sessions on consecutive days."""
    first = date(2026, 10, 5)
    return tuple(
        SessionLine(day=first + timedelta(days=index), theme=THEMES[index % len(THEMES)])
        for index in range(count)
    )


def make_document_facts(
    attestation: Attestation | None = None,
    *,
    sessions: tuple[SessionLine, ...] | None = None,
    address: str = ADDRESS,
) -> DocumentFacts:
    """Make facts whose credential really certifies them."""
    attestation = attestation or make_attestation()
    credential = sign_credential(make_credential(attestation), signer=document_issuer().signer)
    return DocumentFacts(
        attestation=attestation,
        sessions=make_sessions() if sessions is None else sessions,
        credential=credential,
        qr_text=encode_qr_text(credential, address=address),
    )


def make_facts_of_size(credential_bytes: int, *, seed: int = 0) -> DocumentFacts:
    """Make facts with a credential of that many random bytes, for what only looks at its size."""
    credential = random.Random(seed).randbytes(credential_bytes)  # noqa: S311 - no secret
    return DocumentFacts(
        attestation=make_attestation(),
        sessions=make_sessions(),
        credential=credential,
        qr_text=encode_qr_text(credential, address=ADDRESS),
    )


def check_document(
    pdf: bytes,
    *,
    facts: DocumentFacts,
    certificate: x509.Certificate,
    seal: x509.Certificate | None = None,
) -> None:
    """Judge ``pdf`` as issuing does before it is stored, in one go: what it bears, what it shows.

    Raises:
        DocumentError: what is drawn, attached or printed is not what was certified.
        SigningError: the signature does not hold, or does not cover the whole file.
    """
    check_seals(pdf, facts=facts, certificate=certificate, seal=seal)
    check_reading(read_document(pdf), facts)
