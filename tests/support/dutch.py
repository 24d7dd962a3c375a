"""Sentences in Dutch, without a word of French left but in quotation marks."""

import re
from collections.abc import Iterator

from issuer.desk.language import translations_in
from issuer.planning.plan import Plan
from issuer.words.sentence import Sentence

_QUOTED = re.compile("“[^”]*”")
_FRENCH = re.compile(
    r"\b(?:le|la|les|une?|du|des|et|ou|est|à|pas|dans|avec|pour|sans|séances?|lignes?|colonnes?|"
    r"feuilles?|cases?|présences?|marques?)\b|\b[cdjlmnqs]’\w|[«»]|\w [:;?!]",
    re.IGNORECASE,
)


def in_dutch(one: str) -> str:
    """Return a sentence in Dutch; fail where it cannot be said, or is still French."""
    assert isinstance(one, Sentence), one
    text = one.translated(translations_in("nl"))
    assert not _FRENCH.search(_QUOTED.sub("“”", text)), text
    return text


def said_of(plan: Plan) -> Iterator[str]:
    """Return everything that a plan says in words."""
    yield from plan.understood
    for problem in (*plan.problems, *(one for person in plan.people for one in person.problems)):
        yield from (problem.message, problem.remedy)
    for question in plan.questions:
        yield from (question.message, question.remedy)
    yield from (notice.message for notice in plan.notices)
    yield from (one.why for one in plan.set_aside)
