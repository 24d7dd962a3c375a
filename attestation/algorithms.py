"""Until when the algorithms of papers and logs are thought good: data, to be read again each year.

A plan is no proof: one may fall earlier, and then counts what was witnessed before that day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

WRITTEN = date(2026, 11, 28)
"""When this table was written, after summaries of its sources; nobody has compared it with the
texts themselves yet."""
REVIEW_EVERY = timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Algorithm:
    """An algorithm, what rests on it, and the last day on which it is planned to be used."""

    name: str
    used_for: str
    """In French."""
    last_day: date | None
    """None: no end is planned."""
    source: str


ALGORITHMS = (
    Algorithm(
        name="ECDSA P-256",
        used_for="attestations, déclarations, listes de statut, points de contrôle",
        last_day=date(2035, 12, 31),
        source="NIST IR 8547, table 2; ETSI TS 119 312 is to be compared each year",
    ),
    Algorithm(
        name="Ed25519",
        used_for="têtes et reçus du journal public",
        last_day=date(2035, 12, 31),
        source="NIST IR 8547, table 2; ETSI TS 119 312 is to be compared each year",
    ),
    Algorithm(
        name="SHA-256",
        used_for="empreintes des documents, arbre des déclarations",
        last_day=None,
        source="NIST IR 8547, section 4.3; ETSI TS 119 312 is to be compared each year",
    ),
)


def first_to_end() -> date:
    """Return the last day of the algorithm that ends first."""
    return min(one.last_day for one in ALGORITHMS if one.last_day is not None)
