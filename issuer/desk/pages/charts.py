"""Charts for the figures, as SVG that needs no script: shown as images, beside a table."""

from collections.abc import Sequence

from flask import render_template

from issuer.words.sentence import Sentence, sentence

_COLOURS = ("#1d4e6b", "#b3470a")
_MOST_ROWS = 12
_BAR_HEIGHT = 26
_ROW_GAP = 12
_AROUND = 64
"""Above the rows, and below them for the legend."""


def people_chart(modules: Sequence[tuple[str, int, int]]) -> str:
    """Draw participants and attestations of each module: (code, participants, attestations)."""
    return _bars(
        sentence("Participants et attestations par module"),
        (sentence("Participants"), sentence("Attestations")),
        [(code, counts) for code, *counts in modules[-_MOST_ROWS:]],
    )


def reasons_chart(reasons: Sequence[tuple[str, int]]) -> str:
    """Draw participants by reason of enrolment, the most frequent on top."""
    rows = [(reason, [count]) for reason, count in reasons[:_MOST_ROWS]]
    title = sentence("Participants par motif d’inscription")
    return _bars(title, (sentence("Participants"),), rows)


def _bars(
    title: Sentence, series: Sequence[Sentence], rows: Sequence[tuple[str, Sequence[int]]]
) -> str:
    row_height = _BAR_HEIGHT * len(series) + _ROW_GAP
    return render_template(
        "chart.svg",
        title=title,
        series=series,
        rows=rows,
        most=max((count for _, counts in rows for count in counts), default=0) or 1,
        colours=_COLOURS,
        row_height=row_height,
        height=_AROUND + row_height * max(len(rows), 1),
    )
