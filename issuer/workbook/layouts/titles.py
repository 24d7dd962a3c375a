"""What the titles of columns propose, in French, Dutch and English; a person confirms it."""

from attestation.name import fold
from issuer.workbook.format.cells import Cell, text_of
from issuer.workbook.layouts.profile import Layout, Role
from issuer.workbook.parsing.headers import OtherColumn, PersonColumn, other_column, person_column

_WORDS = {
    Role.FAMILY_NAME: "familienaam achternaam lastname surname familyname apellidos nachname",
    Role.GIVEN_NAME: "voornaam firstname givenname forename vorname",
    Role.FULL_NAME: "nometprenom nomprenom nomprenoms prenomnom prenometnom nomcomplet name "
    "fullname naam volledigenaam naamenvoornaam voornaamennaam participant participante "
    "participants participantes deelnemer deelnemers student studentname nameoriginalname "
    "nomnomdorigine nomoriginal stagiaire stagiaires apprenant apprenante displayname",
    Role.BIRTH_DATE: "geboortedatum dateofbirth birthdate birthday dob geborenop",
    Role.EMAIL: "useremail emailadres emailaddress adressedemessagerie",
    Role.JOINED: "jointime timejoined joined firstjoin heuredarrivee arrivee heuredeconnexion "
    "premiereconnexion premierearrivee deelnametijd aanmeldtijd tijdstipvandeelname "
    "eerstedeelname heuredentree",
    Role.LEFT: "leavetime timeexited left lastleave heurededepart depart dernierdepart "
    "heuredesortie tijdstipvanvertrek vertrektijd laatstevertrek heuredefin",
    Role.DURATION: "duration durationminutes inmeetingduration duree dureeminutes "
    "dureedelareunion dureeenreunion totaldurationminutes duur duurminuten dureetotaleminutes "
    "duurinvergadering",
    Role.ACTION: "useraction action actiondelutilisateur actionutilisateur gebruikersactie actie",
    Role.DAY: "date jour datedelaseance datedeseance horodateur horodatage timestamp tijdstempel "
    "datum seance session sessie day",
    Role.MARK: "presence statut status aanwezigheid present marque etat attendance presences "
    "emargement aanwezig",
    Role.SET_ASIDE: "role rol participantid participantidupn iddeparticipantupn guest gast invite "
    "takensessions points studentid username idnumber institution groups "
    "recordingconsent recordingdisclaimerresponse consentementalenregistrement department "
    "departement country pays",
}
_BY_TEXT = {text: role for role, texts in _WORDS.items() for text in texts.split()}
_PERSON = {
    PersonColumn.FAMILY_NAME: Role.FAMILY_NAME,
    PersonColumn.GIVEN_NAME: Role.GIVEN_NAME,
    PersonColumn.BIRTH_DATE: Role.BIRTH_DATE,
    PersonColumn.EMAIL: Role.EMAIL,
    PersonColumn.REASON: Role.REASON,
}
_WHOLE = frozenset({"nom", "noms", "name", "naam"})
"""A whole name where no column has the given name."""
_OUTSIDE_LOGS = frozenset({Role.DAY, Role.MARK})


def title_role(cell: Cell) -> Role | None:
    """Return what a title proposes by itself; None for one that is not known."""
    text = fold(text_of(cell)) if isinstance(cell, str) else ""
    if text in _BY_TEXT:
        return _BY_TEXT[text]
    person = person_column(cell)
    return None if person is None else _PERSON.get(person)


def proposed_roles(titles: dict[int, Cell], layout: Layout) -> dict[int, Role]:
    """Return by column what the titles propose together, in a file of this layout."""
    roles: dict[int, Role] = {}
    has_actions = layout is Layout.MEETING and Role.ACTION in map(title_role, titles.values())
    for column, cell in titles.items():
        role = title_role(cell)
        if role is Role.DAY and has_actions:
            role = Role.JOINED
        elif role in _OUTSIDE_LOGS and layout in (Layout.GRID, Layout.MEETING):
            role = None
        if role is None:
            role = _other(cell)
        if role is not None and (role not in roles.values() or role is Role.SET_ASIDE):
            roles[column] = role
    has_given = Role.GIVEN_NAME in roles.values()
    for column, role in list(roles.items()):
        if fold(text_of(titles[column])) not in _WHOLE:
            continue
        if role is Role.FAMILY_NAME and not has_given:
            roles[column] = Role.FULL_NAME
        elif role is Role.FULL_NAME and has_given and Role.FAMILY_NAME not in roles.values():
            roles[column] = Role.FAMILY_NAME
    return roles


def _other(cell: Cell) -> Role | None:
    match other_column(cell):
        case None:
            return None
        case OtherColumn.TOTAL:
            return Role.TOTAL
        case OtherColumn.DECISION:
            return Role.DECISION
        case _:
            return Role.SET_ASIDE
