"""What a plan says of each person, in French."""

from issuer.planning.plan import Outcome

OUTCOMES = {
    Outcome.ENTITLED: "a droit",
    Outcome.NOT_ENTITLED: "n’a pas droit",
    Outcome.ISSUED: "déjà délivrée",
    Outcome.WITHDRAWN: "retirée",
    Outcome.LOST: "a perdu le droit",
    Outcome.ERASED: "effacée à sa demande",
    Outcome.REPLACES: "remplacera",
    Outcome.UNDECIDED: "à décider",
    Outcome.PROBLEM: "problème",
}
