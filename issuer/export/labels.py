"""The French word for each state and each statement, wherever people read it."""

from attestation.formats.statement import Kind
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
