"""The state of a delivery, in the coordinator's words."""

from issuer.delivery.queueing import NotQueued
from issuer.words.sentence import Sentence, sentence
from register.delivery_board import Stage
from register.outbox import Posted
from register.tables.delivery import Delivery, Purpose

_STATES = {
    Delivery.QUEUED: sentence("en file"),
    Delivery.SENDING: sentence("en cours d’envoi"),
    Delivery.SENT: sentence("envoyée"),
    Delivery.REFUSED: sentence("refusée"),
    Delivery.UNCERTAIN: sentence("sort inconnu"),
}
STAGES = {
    Stage.NOT_SENT: sentence("à envoyer"),
    Stage.QUEUED: sentence("en file"),
    Stage.SENT: sentence("envoyée"),
    Stage.REFUSED: sentence("refusée"),
    Stage.UNCERTAIN: sentence("sort inconnu"),
    Stage.OPENED: sentence("lien ouvert"),
    Stage.DOWNLOADED: sentence("téléchargée"),
    Stage.NO_ADDRESS: sentence("sans e-mail"),
}
_MANY = {
    Stage.SENT: sentence("envoyées"),
    Stage.REFUSED: sentence("refusées"),
    Stage.UNCERTAIN: sentence("sorts inconnus"),
    Stage.OPENED: sentence("liens ouverts"),
    Stage.DOWNLOADED: sentence("téléchargées"),
}
ASKED = {
    Purpose.DELIVERY: sentence("E-mail demandé"),
    Purpose.CORRECTION: sentence("E-mail demandé pour l’attestation corrigée"),
    Purpose.OWN_COPY: sentence("La personne s’envoie son lien"),
    Purpose.LOST_LINK: sentence("La personne demande un nouveau lien"),
}
NOT_QUEUED = {
    NotQueued.UNKNOWN: sentence("aucune attestation délivrée sous ce numéro"),
    NotQueued.ENDED: sentence("retirée ou remplacée : rien à envoyer"),
    NotQueued.NO_ADDRESS: sentence("pas d’adresse e-mail : à remettre en main propre"),
    NotQueued.UNDER_WAY: sentence("un message est déjà en route"),
    NotQueued.DONE: sentence("déjà envoyée"),
}
_REASONS = {
    "address": sentence("l’adresse n’est pas lisible par le serveur"),
    "disconnected": sentence("le serveur a coupé la connexion"),
    "not-as-signed": sentence("le document du registre n’est pas celui qui a été délivré"),
    "gone": sentence("le lien a été coupé, ou l’attestation effacée"),
    "interrupted": sentence("l’envoi a été interrompu"),
    "no-answer": sentence("le serveur n’a pas répondu à la fin du message"),
    "sender": sentence("le serveur refuse l’expéditeur"),
    "too-long": sentence("le serveur remet à plus tard depuis trop longtemps"),
    "unreachable": sentence("le serveur ne répond pas"),
}
# RFC 3463 §3.2 to §3.8, and the basic codes of RFC 5321 §4.2.3.
_ENHANCED = {
    "5.1.1": sentence("cette adresse n’existe pas"),
    "5.1.2": sentence("ce domaine n’existe pas"),
    "5.1.3": sentence("cette adresse est mal écrite"),
    "5.1.10": sentence("ce domaine ne reçoit pas de courrier"),
    "5.2.1": sentence("cette boîte est fermée"),
    "5.2.2": sentence("cette boîte est pleine"),
    "4.2.2": sentence("cette boîte est pleine"),
    "5.3.4": sentence("le message est trop grand"),
    "5.7.1": sentence("le serveur refuse ce message"),
}


def stage_in_words(stage: Stage, count: int) -> Sentence:
    """Name a stage beside how many are at it, as French counts."""
    return STAGES[stage] if count < 2 else _MANY.get(stage, STAGES[stage])


def state_in_words(one: Posted) -> Sentence:
    """Return how far a delivery got: downloaded, opened, or where its message is."""
    if one.downloaded_at is not None:
        return STAGES[Stage.DOWNLOADED]
    if one.opened_at is not None:
        return STAGES[Stage.OPENED]
    return _STATES[one.message.state]


def reason_in_words(reason: str) -> Sentence:
    """Return why a message was refused or must wait."""
    code, _, enhanced = reason.partition(" ")
    known = _REASONS.get(reason) or _ENHANCED.get(enhanced)
    if known is not None:
        return known
    if enhanced:
        return sentence("le serveur répond {code} ({enhanced})", code=code, enhanced=enhanced)
    return sentence("le serveur répond {code}", code=code)
