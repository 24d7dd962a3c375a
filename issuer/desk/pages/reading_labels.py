"""The words of the page that asks how a file is read."""

from attestation.slot import DayPart
from issuer.words.sentence import sentence
from issuer.workbook.layouts.profile import Layout, NameOrder, Role

LAYOUTS = {
    Layout.GRID: sentence("une grille : une ligne par personne, une colonne par séance"),
    Layout.LOG: sentence("un relevé : une ligne par présence"),
    Layout.SHEETS: sentence("une feuille par séance"),
    Layout.MEETING: sentence("un rapport de réunion (Teams, Zoom, Meet)"),
}
_PERSON = {
    Role.FULL_NAME: sentence("nom et prénom ensemble"),
    Role.FAMILY_NAME: sentence("nom de famille"),
    Role.GIVEN_NAME: sentence("prénom"),
    Role.BIRTH_DATE: sentence("date de naissance"),
    Role.EMAIL: sentence("e-mail"),
    Role.REASON: sentence("motif d’inscription"),
}
_ASIDE = {Role.SET_ASIDE: sentence("laisser de côté")}
ROLES = {
    Layout.GRID: {
        **_PERSON,
        Role.SESSION: sentence("une séance"),
        Role.TOTAL: sentence("total, à comparer"),
        Role.DECISION: sentence("décision (attestation oui ou non), à comparer"),
        **_ASIDE,
    },
    Layout.LOG: {
        **_PERSON,
        Role.DAY: sentence("jour de la séance"),
        Role.MARK: sentence("présence"),
        **_ASIDE,
    },
    Layout.SHEETS: {**_PERSON, Role.MARK: sentence("présence"), **_ASIDE},
    Layout.MEETING: {
        **_PERSON,
        Role.JOINED: sentence("arrivée"),
        Role.LEFT: sentence("départ"),
        Role.DURATION: sentence("durée"),
        Role.ACTION: sentence("arrivée ou départ"),
        **_ASIDE,
    },
}
ORDERS = {
    NameOrder.CAPITALS: sentence("le nom de famille est en capitales"),
    NameOrder.FAMILY_FIRST: sentence("le nom de famille vient d’abord"),
    NameOrder.GIVEN_FIRST: sentence("le prénom vient d’abord"),
    NameOrder.COMMA: sentence("le nom de famille est avant la virgule"),
}
PARTS = {
    DayPart.MORNING.value: sentence("matin"),
    DayPart.AFTERNOON.value: sentence("après-midi"),
    DayPart.EVENING.value: sentence("soir"),
}
