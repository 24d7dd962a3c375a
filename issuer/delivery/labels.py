"""The state of a delivery, in the coordinator's words."""

from issuer.delivery.queueing import NotQueued
from register.delivery_board import Stage
from register.outbox import Posted
from register.tables.delivery import Delivery, Purpose

_STATES = {
    Delivery.QUEUED: "en file",
    Delivery.SENDING: "en cours d’envoi",
    Delivery.SENT: "envoyée",
    Delivery.REFUSED: "refusée",
    Delivery.UNCERTAIN: "sort inconnu",
}
STAGES = {
    Stage.NOT_SENT: "à envoyer",
    Stage.QUEUED: "en file",
    Stage.SENT: "envoyée",
    Stage.REFUSED: "refusée",
    Stage.UNCERTAIN: "sort inconnu",
    Stage.OPENED: "lien ouvert",
    Stage.DOWNLOADED: "téléchargée",
    Stage.NO_ADDRESS: "sans e-mail",
}
_MANY = {
    Stage.SENT: "envoyées",
    Stage.REFUSED: "refusées",
    Stage.UNCERTAIN: "sorts inconnus",
    Stage.OPENED: "liens ouverts",
    Stage.DOWNLOADED: "téléchargées",
}
ASKED = {
    Purpose.DELIVERY: "E-mail demandé",
    Purpose.CORRECTION: "E-mail demandé pour l’attestation corrigée",
    Purpose.OWN_COPY: "La personne s’envoie son lien",
    Purpose.LOST_LINK: "La personne demande un nouveau lien",
}
NOT_QUEUED = {
    NotQueued.UNKNOWN: "aucune attestation délivrée sous ce numéro",
    NotQueued.ENDED: "retirée ou remplacée : rien à envoyer",
    NotQueued.NO_ADDRESS: "pas d’adresse e-mail : à remettre en main propre",
    NotQueued.UNDER_WAY: "un message est déjà en route",
    NotQueued.DONE: "déjà envoyée",
}
_REASONS = {
    "address": "l’adresse n’est pas lisible par le serveur",
    "disconnected": "le serveur a coupé la connexion",
    "not-as-signed": "le document du registre n’est pas celui qui a été délivré",
    "gone": "le lien a été coupé, ou l’attestation effacée",
    "interrupted": "l’envoi a été interrompu",
    "no-answer": "le serveur n’a pas répondu à la fin du message",
    "sender": "le serveur refuse l’expéditeur",
    "too-long": "le serveur remet à plus tard depuis trop longtemps",
    "unreachable": "le serveur ne répond pas",
}
# RFC 3463 §3.2 to §3.8, and the basic codes of RFC 5321 §4.2.3.
_ENHANCED = {
    "5.1.1": "cette adresse n’existe pas",
    "5.1.2": "ce domaine n’existe pas",
    "5.1.3": "cette adresse est mal écrite",
    "5.1.10": "ce domaine ne reçoit pas de courrier",
    "5.2.1": "cette boîte est fermée",
    "5.2.2": "cette boîte est pleine",
    "4.2.2": "cette boîte est pleine",
    "5.3.4": "le message est trop grand",
    "5.7.1": "le serveur refuse ce message",
}


def stage_in_words(stage: Stage, count: int) -> str:
    """Name a stage beside how many are at it, as French counts."""
    return STAGES[stage] if count < 2 else _MANY.get(stage, STAGES[stage])


def state_in_words(one: Posted) -> str:
    """Return how far a delivery got: downloaded, opened, or where its message is."""
    if one.downloaded_at is not None:
        return "téléchargée"
    if one.opened_at is not None:
        return "lien ouvert"
    return _STATES[one.message.state]


def reason_in_words(reason: str) -> str:
    """Return why a message was refused or must wait."""
    code, _, enhanced = reason.partition(" ")
    known = _REASONS.get(reason) or _ENHANCED.get(enhanced)
    if known is not None:
        return known
    return f"le serveur répond {code}" + (f" ({enhanced})" if enhanced else "")
