"""Which paragraph of the guide is about a page of the desk."""

from collections.abc import Mapping

PARAGRAPHS: Mapping[str, str] = {
    "/modules": "avant-le-premier-jour",
    "/classeurs": "importer-le-classeur",
    "/classeurs/<identifier>": "corriger",
    "/classeurs/<identifier>/lecture": "un-fichier-qui-n-est-pas-le-modele",
    "/classeurs/<identifier>/reponses": "ce-que-la-page-vous-demande",
    "/classeurs/<identifier>/clore": "ce-que-la-page-vous-demande",
    "/classeurs/<identifier>/personnes": "la-meme-personne-corrigee",
    "/classeurs/<identifier>/delivrer": "delivrer",
    "/delivrances": "delivrer",
    "/module": "imprimer-et-remettre",
    "/impressions": "imprimer-et-remettre",
    "/envois": "envoyer-par-e-mail",
    "/attestations/<number>/lien": "envoyer-par-e-mail",
    "/attestations/<number>/adresse": "envoyer-par-e-mail",
    "/attestations": "corriger-ou-retirer-une-attestation",
    "/recherche": "corriger-ou-retirer-une-attestation",
    "/module/retirer": "corriger-ou-retirer-une-attestation",
    "/module/corriger": "corriger-tout-un-module",
    "/reglages": "les-reglages-de-l-organisation",
    "/reglages/regimes": "les-regimes",
    "/chiffres": "les-chiffres-et-le-journal",
    "/journal": "les-chiffres-et-le-journal",
    "/compte": "votre-compte",
    "/comptes": "les-comptes-du-bureau",
}
"""By rule of an address, the name of a heading; what is not here has that of the folder above."""


def paragraph_about(rule: str) -> str | None:
    """Return the name of the heading that is about the pages of an address.

    Args:
        rule: of the address, as its route declares it.

    Returns:
        None where the whole guide is: at home, for one.
    """
    while rule and rule not in PARAGRAPHS:
        rule = rule.rpartition("/")[0]
    return PARAGRAPHS.get(rule)
