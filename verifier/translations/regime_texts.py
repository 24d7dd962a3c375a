"""The words about what a document establishes, and about what documents looked like before."""

from attestation.particulars import Extent
from attestation.regime import Standing
from verifier.translations.page_texts import Words


class RegimeWords(Words):
    """Headings, labels, and what is said where the organisation says nothing; in braces, filled in.

    No sentence about law is here: those are the organisation's own, and signed.
    """

    heading: str
    by_organisation: str
    """Whose words follow."""
    label: str
    named: str
    standings: dict[Standing, str]
    """Of the regime on the day of issue; ``{code}``, ``{first}`` and ``{last}`` of its period."""
    period: str
    authority: str
    legal_basis: str
    required: str
    extent: str
    extents: dict[Extent, str]
    establishes: str
    does_not_establish: str
    neutral_establishes: str
    neutral_does_not: str


class GalleryWords(Words):
    """The page of the models by period."""

    title: str
    lead: str
    link: str
    none: str
    since: str
    until: str
    undated: str
    today: str
    without_regime: str
    under_regime: str
    picture: str
    """Alternative text of a picture."""
