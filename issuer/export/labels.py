"""The French word for each state and each statement, wherever people read it."""

from attestation.formats.statement import Kind
from attestation.verdict.verdicts import Refusal
from register.tables.attestations import State

STATES = {
    State.RESERVED: "réservée",
    State.ISSUED: "délivrée",
    State.WITHDRAWN: "retirée",
    State.REPLACED: "remplacée",
}
KINDS = {
    Kind.ISSUED: "délivrée",
    Kind.EXTENDED: "prolongée",
    Kind.WITHDRAWN: "retirée",
    Kind.REPLACED: "remplacée",
    Kind.ERASED: "effacée",
}
_UNTRUSTED = {
    Refusal.KEY_COMPROMISED: "une déclaration d’une clé qui n’est plus sûre",
    Refusal.OUTSIDE_VALIDITY: "une déclaration d’une clé qui ne valait pas ce jour-là",
}


def untrusted_words(refusal: Refusal | None) -> str:
    """Return what is said of a statement that counts for nothing."""
    tampered = "une déclaration dont la signature n’est pas la nôtre : le registre a été altéré"
    return tampered if refusal is None else _UNTRUSTED.get(refusal, tampered)
