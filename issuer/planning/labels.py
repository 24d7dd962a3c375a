"""What a plan says of each person."""

from issuer.planning.plan import Outcome
from issuer.words.sentence import Sentence, sentence

OUTCOMES = {
    Outcome.ENTITLED: sentence("a droit"),
    Outcome.NOT_ENTITLED: sentence("n’a pas droit"),
    Outcome.ISSUED: sentence("déjà délivrée"),
    Outcome.WITHDRAWN: sentence("retirée"),
    Outcome.LOST: sentence("a perdu le droit"),
    Outcome.ERASED: sentence("effacée à sa demande"),
    Outcome.REPLACES: sentence("remplacera"),
    Outcome.UNDECIDED: sentence("à décider"),
    Outcome.PROBLEM: sentence("problème"),
}
_MANY = {
    Outcome.ENTITLED: sentence("ont droit"),
    Outcome.NOT_ENTITLED: sentence("n’ont pas droit"),
    Outcome.ISSUED: sentence("déjà délivrées"),
    Outcome.WITHDRAWN: sentence("retirées"),
    Outcome.LOST: sentence("ont perdu le droit"),
    Outcome.ERASED: sentence("effacées à leur demande"),
    Outcome.REPLACES: sentence("remplaceront"),
    Outcome.PROBLEM: sentence("problèmes"),
}


def outcome_in_words(outcome: Outcome, count: int) -> Sentence:
    """Name an outcome beside how many people have it, as French counts."""
    return OUTCOMES[outcome] if count < 2 else _MANY.get(outcome, OUTCOMES[outcome])
