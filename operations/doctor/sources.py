"""Other organisations whose papers are checked here: each is asked, before an officer asks."""

from collections.abc import Iterator

from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, look, ok
from verifier.assembly import open_live_verifier
from verifier.sources.states import asked_now


def check_sources(examination: Examination) -> Iterator[Line]:
    """Ask each source for what it publishes."""
    verifier = examination.installation.verifier
    if verifier is None or not verifier.section.source:
        return
    live = open_live_verifier(verifier, now=lambda: examination.at)
    for source in live.remotes:
        state = asked_now(source, at=examination.at)
        words = f"{state.address} : {state.words}"
        if state.is_good:
            yield ok("sources", words)
        elif state.problem is None and not state.is_stale:
            yield look("sources", words, "prévenez-la : attest-issuer publish")
        else:
            yield broken("sources", words, "docs/operations/federation.md")
