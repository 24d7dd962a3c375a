"""Every route of the desk as it is declared: its method, and who may."""

import re

import pytest

from issuer.desk.auth.access import Role
from tests.support.desks import (
    READERS_SEE_NAMES,
    TestDesk,
    make_desk,
    workbook,
)

PUBLIC, READER, NAMES, COORDINATOR = Role

# Every address of the desk: method, and who may ask. A new route must be added here on purpose.
DECLARED = {
    ("GET", "/static/<path:filename>"): PUBLIC,
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    ("GET", "/connexion"): PUBLIC,
    ("POST", "/connexion"): PUBLIC,
    ("GET", "/connexion/fournisseur"): PUBLIC,
    ("GET", "/connexion/retour"): PUBLIC,
    ("POST", "/connexion/code"): PUBLIC,
    ("POST", "/deconnexion"): READER,
    ("GET", "/compte"): READER,
    ("POST", "/compte"): READER,
    ("POST", "/compte/facteur"): READER,
    ("POST", "/compte/facteur/garder"): READER,
    ("POST", "/compte/codes"): READER,
    ("POST", "/compte/sessions"): READER,
    ("POST", "/compte/cles"): READER,
    ("POST", "/compte/cles/garder"): READER,
    ("POST", "/compte/cles/retirer"): READER,
    ("GET", "/comptes"): COORDINATOR,
    ("POST", "/comptes"): COORDINATOR,
    ("POST", "/comptes/fermer"): COORDINATOR,
    ("GET", "/invitation/<token>"): PUBLIC,
    ("POST", "/invitation/<token>"): PUBLIC,
    ("GET", "/"): NAMES,
    ("GET", "/module"): NAMES,
    ("GET", "/module/liste-de-signatures"): NAMES,
    ("POST", "/module/telecharger"): NAMES,
    ("POST", "/module/imprimer"): NAMES,
    ("GET", "/impressions/<number>"): NAMES,
    ("GET", "/impressions/<number>/etat"): NAMES,
    ("GET", "/impressions/<number>/fichier.pdf"): NAMES,
    ("POST", "/module/choisies"): COORDINATOR,
    ("GET", "/module/retirer/<number>"): COORDINATOR,
    ("POST", "/module/retirer/<number>"): COORDINATOR,
    ("POST", "/module/oublier"): COORDINATOR,
    ("GET", "/modules/nouveau"): COORDINATOR,
    ("POST", "/modules/nouveau"): COORDINATOR,
    ("GET", "/modules/prevu"): COORDINATOR,
    ("GET", "/modules/prevu/liste"): COORDINATOR,
    ("POST", "/modules/prevu/classeur"): COORDINATOR,
    ("POST", "/modules/prevu/supprimer"): COORDINATOR,
    ("GET", "/modele.xlsx"): READER,
    ("GET", "/module/corriger"): COORDINATOR,
    ("POST", "/module/corriger"): COORDINATOR,
    ("GET", "/module/corriger/<number>"): COORDINATOR,
    ("GET", "/module/corriger/<number>/<attestation>.png"): COORDINATOR,
    ("POST", "/module/corriger/<number>"): COORDINATOR,
    ("POST", "/recherche"): NAMES,
    ("GET", "/recherche/<number>"): NAMES,
    ("GET", "/session"): READER,
    ("POST", "/session"): READER,
    ("GET", "/classeurs/nouveau"): COORDINATOR,
    ("POST", "/classeurs/nouveau"): COORDINATOR,
    ("GET", "/classeurs/<identifier>"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/de-nouveau"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/de-nouveau"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/<int:sheet>/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/<int:sheet>/<int:row>"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/personnes/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/personnes/<int:row>"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/reponses"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/lecture"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/lecture"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/profil.json"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/clore"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/cases"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/retablir"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/abandonner"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/reprendre"): COORDINATOR,
    ("GET", "/classeurs/<identifier>/delivrer"): COORDINATOR,
    ("POST", "/classeurs/<identifier>/delivrer"): COORDINATOR,
    ("GET", "/delivrances/<int:number>"): NAMES,
    ("GET", "/delivrances/<int:number>/etat"): NAMES,
    ("POST", "/delivrances/<int:number>/reprendre"): COORDINATOR,
    ("POST", "/delivrances/<int:number>/annuler"): COORDINATOR,
    ("GET", "/attestations/<number>"): NAMES,
    ("GET", "/attestations/<number>/page.png"): NAMES,
    ("POST", "/attestations/<number>/telecharger"): NAMES,
    ("GET", "/attestations/<number>/retirer"): COORDINATOR,
    ("POST", "/attestations/<number>/retirer"): COORDINATOR,
    ("GET", "/attestations/<number>/corriger"): COORDINATOR,
    ("POST", "/attestations/<number>/corriger"): COORDINATOR,
    ("POST", "/attestations/<number>/remplacer"): COORDINATOR,
    ("POST", "/attestations/<number>/annuler"): COORDINATOR,
    ("POST", "/attestations/<number>/maintenant"): COORDINATOR,
    ("POST", "/attestations/<number>/adresse"): COORDINATOR,
    ("GET", "/attestations/<number>/lien"): COORDINATOR,
    ("POST", "/attestations/<number>/lien"): COORDINATOR,
    ("POST", "/envois/essai"): COORDINATOR,
    ("POST", "/attestations/<number>/couper"): COORDINATOR,
    ("GET", "/envois"): NAMES,
    ("POST", "/envois"): COORDINATOR,
    ("GET", "/envois/confirmer"): COORDINATOR,
    ("GET", "/reglages"): COORDINATOR,
    ("POST", "/reglages"): COORDINATOR,
    ("GET", "/reglages/apercu.png"): COORDINATOR,
    ("POST", "/reglages/apercu"): COORDINATOR,
    ("POST", "/reglages/abandonner"): COORDINATOR,
    ("GET", "/reglages/regimes"): COORDINATOR,
    ("POST", "/reglages/regimes"): COORDINATOR,
    ("POST", "/reglages/regimes/fichier"): COORDINATOR,
    ("POST", "/reglages/regimes/fin"): COORDINATOR,
    ("POST", "/reglages/regimes/defaut"): COORDINATOR,
    ("POST", "/reglages/regimes/garder"): COORDINATOR,
    ("GET", "/chiffres"): READER,
    ("GET", "/chiffres/participants.svg"): READER,
    ("GET", "/chiffres/motifs.svg"): READER,
    ("POST", "/chiffres/telecharger"): READER,
    ("GET", "/journal"): READER,
    ("GET", "/aide"): READER,
    ("POST", "/journal/telecharger"): READER,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> TestDesk:
    made = make_desk(tmp_path_factory.mktemp("desk"), settings=READERS_SEE_NAMES)
    made.add_user("ines")
    made.add_user("lecture", role="reader")
    made.issue(workbook())
    return made


def address(rule: str) -> str:
    rule = rule.replace("<path:filename>", "desk.css").replace("<number>", "AC-2026-0001")
    return re.sub(r"<int:\w+>", "1", rule).replace("<identifier>", "0" * 32)
