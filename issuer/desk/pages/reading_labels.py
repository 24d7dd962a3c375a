"""The words of the page that asks how a file is read."""

from issuer.workbook.layouts.profile import Layout, NameOrder, Role

LAYOUTS = {
    Layout.GRID: "une grille : une ligne par personne, une colonne par séance",
    Layout.LOG: "un relevé : une ligne par présence",
    Layout.SHEETS: "une feuille par séance",
    Layout.MEETING: "un rapport de réunion (Teams, Zoom, Meet)",
}
_PERSON = {
    Role.FULL_NAME: "nom et prénom ensemble",
    Role.FAMILY_NAME: "nom de famille",
    Role.GIVEN_NAME: "prénom",
    Role.BIRTH_DATE: "date de naissance",
    Role.EMAIL: "e-mail",
    Role.REASON: "motif d’inscription",
}
_ASIDE = {Role.SET_ASIDE: "laisser de côté"}
ROLES = {
    Layout.GRID: {
        **_PERSON,
        Role.SESSION: "une séance",
        Role.TOTAL: "total, à comparer",
        Role.DECISION: "décision (attestation oui ou non), à comparer",
        **_ASIDE,
    },
    Layout.LOG: {**_PERSON, Role.DAY: "jour de la séance", Role.MARK: "présence", **_ASIDE},
    Layout.SHEETS: {**_PERSON, Role.MARK: "présence", **_ASIDE},
    Layout.MEETING: {
        **_PERSON,
        Role.JOINED: "arrivée",
        Role.LEFT: "départ",
        Role.DURATION: "durée",
        Role.ACTION: "arrivée ou départ",
        **_ASIDE,
    },
}
ORDERS = {
    NameOrder.CAPITALS: "le nom de famille est en capitales",
    NameOrder.FAMILY_FIRST: "le nom de famille vient d’abord",
    NameOrder.GIVEN_FIRST: "le prénom vient d’abord",
    NameOrder.COMMA: "le nom de famille est avant la virgule",
}
