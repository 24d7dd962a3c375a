"""Sheets composed of any facts, and whether they are well set."""

from itertools import combinations

from issuer.document.composition import compose_sheet
from issuer.document.facts import DocumentFacts, SessionLine
from issuer.document.sheet import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Fill,
    Picture,
    Sheet,
    Symbol,
    Text,
)
from issuer.settings.organisation import Coordinator, Letterhead, Organisation
from tests.support.documents import (
    ORGANISATION,
    make_facts_of_size,
    make_sessions,
)
from tests.support.facts import make_attestation

MARGIN = 12.0  # points; what office printers leave white
SLACK = 0.01

LONG_NAME = (
    "Maximilienne-Alexandrine Évangéline Wilhelmina Cunégonde Marie-Antoinette Philippa Ursula"
)

FULL = Organisation(
    name="Centre régional d’accueil, d’accompagnement et d’initiation des personnes arrivantes",
    coordinator=Coordinator(name=LONG_NAME[:80], role=LONG_NAME[-80:].strip()),
    place="Woluwe-Saint-Pierre – Sint-Pieters-Woluwe, Région de Bruxelles-Capitale",
    address=("Maison des associations", "Avenue des Forêts 100, boîte 12", "1190 Bruxelles"),
    email="attestations@passages.example",
    phone="+32 2 000 00 00",
    website="attestations.passages.example",
    funders=("Fonds asile, migration et intégration de l’Union européenne (AMIF)",) * 5,
    legal_mention=("Une mention légale qui parle longuement de tout. " * 13)[:600],
    certifies="association sans but lucratif, certifie, sur la base de ses listes de présence, que",
    statement="a suivi l’entièreté des {sessions} séances, soit {hours} de présence, du module",
)


def occupied(sheet: Sheet) -> list[Box]:
    """Return the place of each mark that must have it alone."""
    boxes = []
    for mark in sheet.marks:
        match mark:
            case Text():
                boxes.append(mark.box)
            case Symbol():
                boxes.append(mark.quiet_zone)
            case Picture():
                boxes.append(mark.box)
            case Fill() if mark.box.height < 5:  # a rule; the monogram lies on its square
                boxes.append(mark.box)
    return boxes


def assert_well_set(sheet: Sheet) -> None:
    for box in occupied(sheet):
        assert box.left >= MARGIN
        assert box.top >= MARGIN
        assert box.left + box.width <= PAGE_WIDTH - MARGIN
        assert box.top + box.height <= PAGE_HEIGHT - MARGIN
    for one, other in combinations(occupied(sheet), 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        assert across <= SLACK or down <= SLACK, (one, other)
    assert all(mark.size >= 7.5 for mark in sheet.marks if isinstance(mark, Text))


def texts(sheet: Sheet) -> str:
    return " ".join(mark.text.rstrip() for mark in sheet.marks if isinstance(mark, Text))


def compose(
    organisation: Organisation = ORGANISATION,
    *,
    sessions: tuple[SessionLine, ...] | None = None,
    family_name: str = "Ağaoğlu",
    given_name: str | None = "Şükriye",
    module_title: str = "Ateliers citoyens – module de base",
) -> Sheet:
    attestation = make_attestation(
        family_name=family_name, given_name=given_name, module_title=module_title
    )
    typical = make_facts_of_size(300)
    facts = DocumentFacts(
        attestation=attestation,
        sessions=make_sessions() if sessions is None else sessions,
        credential=typical.credential,
        qr_text=typical.qr_text,
    )
    return compose_sheet(facts, Letterhead(organisation=organisation))
