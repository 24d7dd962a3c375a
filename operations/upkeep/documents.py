"""Timestamps that wait, and documents whose newest evidence ends: dated again in time."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from issuer.document.long_term_validation import evidence_ends_at
from issuer.lifecycle.extension import extend, waiting
from operations.doctor.examination import Examination
from operations.doctor.line import Line, look, ok
from register.attestations import document
from register.database import reading
from register.extension import dated_documents

RENEWAL_MARGIN = timedelta(days=180)
"""Before a certificate ends, so that nights on which the authority fails do not matter."""
RECENT = timedelta(days=30)
MOST_A_NIGHT = 2000
"""An authority is asked once for each."""


def tend_documents(examination: Examination, *, who: str) -> Iterator[Line]:
    """Date what waits for it, and what would soon be too late to date."""
    context = examination.context
    if context.settings.timestamp is None:
        return
    with reading(context.register) as session:
        newest = list(dated_documents(session))
    recent = [number for number, at in newest if at > examination.at - RECENT]
    pending = waiting(context, recent)
    ending = []
    # One authority dates all of a month, so its oldest document tells of the others.
    for _, group in groupby(newest, key=lambda one: (one[1].year, one[1].month)):
        numbers = [number for number, _ in group]
        with reading(context.register) as session:
            content = document(session, numbers[0])
        if content and evidence_ends_at(content) - examination.at < RENEWAL_MARGIN:
            ending += numbers
    chosen = list(dict.fromkeys([*pending, *ending]))
    done = extend(context, chosen[:MOST_A_NIGHT], who=who)
    if done:
        yield ok("horodatages", f"{len(done)} documents horodatés pour l’archivage")
    if len(done) < len(chosen):
        words = f"{len(chosen) - len(done)} documents attendent la nuit prochaine"
        yield look("horodatages", words, "attest-issuer extend --pending")
    if not chosen:
        yield ok("horodatages", "aucun document n’attend")
