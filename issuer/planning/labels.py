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
_MANY = {
    Outcome.ENTITLED: "ont droit",
    Outcome.NOT_ENTITLED: "n’ont pas droit",
    Outcome.ISSUED: "déjà délivrées",
    Outcome.WITHDRAWN: "retirées",
    Outcome.LOST: "ont perdu le droit",
    Outcome.ERASED: "effacées à leur demande",
    Outcome.REPLACES: "remplaceront",
    Outcome.PROBLEM: "problèmes",
}


def outcome_in_words(outcome: Outcome, count: int) -> str:
    """Name an outcome beside how many people have it, as French counts."""
    return OUTCOMES[outcome] if count < 2 else _MANY.get(outcome, OUTCOMES[outcome])
