"""The word for each state and each statement, and how dates are written."""

from datetime import date

from attestation.formats.statement import Kind
from attestation.partial_date import PartialDate
from attestation.verdict.verdicts import Refusal
from issuer.words.sentence import Sentence, sentence
from register.tables.attestations import State

STATES = {
    State.RESERVED: sentence("réservée"),
    State.ISSUED: sentence("délivrée"),
    State.WITHDRAWN: sentence("retirée"),
    State.REPLACED: sentence("remplacée"),
}
KINDS = {
    Kind.ISSUED: sentence("délivrée"),
    Kind.EXTENDED: sentence("prolongée"),
    Kind.WITHDRAWN: sentence("retirée"),
    Kind.REPLACED: sentence("remplacée"),
    Kind.ERASED: sentence("effacée"),
}
_UNTRUSTED = {
    Refusal.KEY_COMPROMISED: sentence("une déclaration d’une clé qui n’est plus sûre"),
    Refusal.OUTSIDE_VALIDITY: sentence("une déclaration d’une clé qui ne valait pas ce jour-là"),
}


def untrusted_words(refusal: Refusal | None) -> Sentence:
    """Return what is said of a statement that counts for nothing."""
    tampered = sentence(
        "une déclaration dont la signature n’est pas la nôtre : le registre a été altéré"
    )
    return tampered if refusal is None else _UNTRUSTED.get(refusal, tampered)


def day(value: date) -> str:
    """Write a day: 05/10/2026."""
    return f"{value:%d/%m/%Y}"


def birth(value: PartialDate | None) -> str:
    """Write a birth date; what is unknown stays 00, as in the Belgian register."""
    if value is None:
        return ""
    return f"{value.day or 0:02d}/{value.month or 0:02d}/{value.year}"
