"""Column headers as coordinators write them, for both sheets."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import Cell


class PersonColumn(Enum):
    """A column of the attendance sheet that is not a session; the value is its name here."""

    FAMILY_NAME = "Nom"
    GIVEN_NAME = "Prénom"
    BIRTH_DATE = "Date de naissance"
    EMAIL = "E-mail"
    REASON = "Motif"
    RECEPTION_REFERENCE = "Référence d’accueil"
    MESSAGE_LANGUAGE = "Langue des messages"


PERSON_WORDS = {
    PersonColumn.FAMILY_NAME: sentence("Nom"),
    PersonColumn.GIVEN_NAME: sentence("Prénom"),
    PersonColumn.BIRTH_DATE: sentence("Date de naissance"),
    PersonColumn.EMAIL: sentence("E-mail"),
    PersonColumn.REASON: sentence("Motif"),
    PersonColumn.RECEPTION_REFERENCE: sentence("Référence d’accueil"),
    PersonColumn.MESSAGE_LANGUAGE: sentence("Langue des messages"),
}
"""What each says, whatever the sheet calls it."""


class OtherColumn(Enum):
    """A column that says something beside the facts; the value says what."""

    NUMBERING = sentence("numérotation")
    CONTACT = sentence("coordonnées")
    PERSONAL = sentence("autre donnée de la personne")
    REMARK = sentence("remarque")
    TOTAL = sentence("total, comparé aux présences")
    DECISION = sentence("décision, comparée au droit")


class SessionColumn(Enum):
    """A column of the list of sessions."""

    DAY = "Date"
    START = "Début"
    END = "Fin"
    THEME = "Thème"
    MODE = "Mode"


class ModuleKey(Enum):
    """A key of the module's sheet, its value standing to the right."""

    CODE = "Code"
    TITLE = "Intitulé"
    ORGANISER = "Organisateur"
    PLACE = "Lieu"
    LANGUAGE = "Langue"
    DOCUMENT_LANGUAGE = "Langue de l’attestation"
    REQUIRED_HOURS = "Heures exigées"
    EXTENT = "Portée"
    REGIME = "Régime"


# Written forms after ``fold``: « Né(e) le » is "neele", « E-mail » is "email".
_PERSON = {
    PersonColumn.FAMILY_NAME: "nom noms nomdefamille nomsdefamille nomfamille patronyme",
    PersonColumn.GIVEN_NAME: "prenom prenoms",
    PersonColumn.BIRTH_DATE: "datedenaissance datenaissance datedenaiss datenaiss naissance "
    "neele nele neeele nelee ddn",
    PersonColumn.EMAIL: "email emails mail mails courriel courriels courrielelectronique "
    "adresseemail adressemail adressecourriel adresseelectronique",
    PersonColumn.REASON: "motif motifs motifdinscription motifdelinscription motifdeparticipation",
    PersonColumn.RECEPTION_REFERENCE: "referencedaccueil refaccueil referenceaccueil "
    "referencebapa refbapa numerobapa referencedubureaudaccueil refbureaudaccueil dossierbapa",
    PersonColumn.MESSAGE_LANGUAGE: "languedesmessages languedumessage languedesemails "
    "languedelemail languedesmails languedumail languedescourriels taalvandeberichten "
    "taalvanhetbericht taalvandemail",
}
_OTHER = {
    OtherColumn.NUMBERING: "n no num numero nr ordre id rang volgnummer number",
    OtherColumn.CONTACT: "tel telephone telephones gsm portable mobile adresse cp codepostal "
    "commune ville localite rue telefoon adres gemeente phone address",
    OtherColumn.PERSONAL: "nationalite nationaliteit nationality sexe genre geslacht gender age "
    "leeftijd pays paysdorigine land country langue languematernelle taal language groupe groep "
    "group niveau niveaudefrancais statut titredesejour typedetitre lieudenaissance service "
    "organisation referent reference datedinscription inscription dateinscription",
    OtherColumn.REMARK: "remarque remarques commentaire commentaires note notes observation "
    "observations opmerking opmerkingen comment comments remark remarks signature signatures "
    "emargement handtekening divers info infos information informations",
    OtherColumn.TOTAL: "total totaux totaal taux tauxdepresence pourcentage pourcent percentage "
    "heures totalheures totaldesheures heuressuivies nombredheures presences totalpresences "
    "totaldespresences nombredepresences nbpresences nbdepresences absences totalabsences "
    "nombredabsences nbabsences totalp totala uren hours aanwezigheden attendance",
    OtherColumn.DECISION: "attestation attestationouinon attest certificat reussi reussite "
    "resultat decision droit adroit adroitalattestation ayantdroit valide geslaagd passed",
}
_SESSION = {
    SessionColumn.DAY: "date dates jour jours datedelaseance datedeseance",
    SessionColumn.START: "debut heurededebut heuredebut de",
    SessionColumn.END: "fin heuredefin heurefin a",
    SessionColumn.THEME: "theme themes sujet sujets contenu contenus",
    SessionColumn.MODE: "mode modes modalite modalites",
}
_MODULE = {
    ModuleKey.CODE: "code codemodule codedumodule",
    ModuleKey.TITLE: "intitule intitulemodule intituledumodule titre titredumodule nomdumodule",
    ModuleKey.ORGANISER: "organisateur organisatrice organisateurs organisation organisme "
    "organisepar",
    ModuleKey.PLACE: "lieu lieux endroit adresse",
    ModuleKey.LANGUAGE: "langue langues",
    ModuleKey.DOCUMENT_LANGUAGE: "languedelattestation languedesattestations languedudocument "
    "langueattestation taalvanhetattest taalattest",
    ModuleKey.REQUIRED_HOURS: "heuresexigees heuresrequises heuresdemandees heuresminimales "
    "minimumdheures",
    ModuleKey.EXTENT: "portee parcours",
    ModuleKey.REGIME: "regime regimes coderegime codeduregime",
}

_EnumT = TypeVar("_EnumT", bound=Enum)

_IN_PARENTHESES = re.compile(r"\([^)]*\)")  # « Date de naissance (jj/mm/aaaa) »


def person_column(cell: Cell) -> PersonColumn | None:
    """Recognise the header of a column about the person."""
    return _recognise(cell, _PERSON_BY_TEXT)


def other_column(cell: Cell) -> OtherColumn | None:
    """Recognise the header of a column that is neither a fact nor a session."""
    if isinstance(cell, str) and cell.strip() in ("%", "#"):
        return OtherColumn.TOTAL if cell.strip() == "%" else OtherColumn.NUMBERING
    return _recognise(cell, _OTHER_BY_TEXT)


def session_column(cell: Cell) -> SessionColumn | None:
    """Recognise the header of a column in the list of sessions."""
    return _recognise(cell, _SESSION_BY_TEXT)


def module_key(cell: Cell) -> ModuleKey | None:
    """Recognise a key of the module's sheet."""
    return _recognise(cell, _MODULE_BY_TEXT)


def _recognise(cell: Cell, known: Mapping[str, _EnumT]) -> _EnumT | None:
    if not isinstance(cell, str):
        return None
    # Entire first: the parentheses of « Né(e) le » and « Prénom(s) » belong to the word.
    return known.get(fold(cell)) or known.get(fold(_IN_PARENTHESES.sub("", cell)))


def _by_text(written: Mapping[_EnumT, str]) -> dict[str, _EnumT]:
    return {text: column for column, texts in written.items() for text in texts.split()}


_PERSON_BY_TEXT = _by_text(_PERSON)
_OTHER_BY_TEXT = _by_text(_OTHER)
_SESSION_BY_TEXT = _by_text(_SESSION)
_MODULE_BY_TEXT = _by_text(_MODULE)
