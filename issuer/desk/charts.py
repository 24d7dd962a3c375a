"""Charts for the figures, as SVG that needs no script: shown as images, beside a table."""

import re
from collections.abc import Sequence

import pygal
from pygal.style import Style

_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#16212b",
    foreground_strong="#16212b",
    foreground_subtle="#4c5a66",
    colors=("#1d4e6b", "#b3470a"),
    font_family="system-ui, 'Segoe UI', 'Noto Sans', sans-serif",
    label_font_size=16,
    major_label_font_size=16,
    legend_font_size=16,
    value_font_size=16,
    value_colors=("#ffffff", "#ffffff"),
)
_MOST_BARS = 12
_SCRIPT = re.compile(rb"<script.*?</script>", re.DOTALL)


def people_chart(modules: Sequence[tuple[str, int, int]]) -> bytes:
    """Draw participants and attestations of each module: (code, participants, attestations)."""
    shown = modules[-_MOST_BARS:]
    chart = pygal.Bar(**_options(height=420))
    chart.x_labels = [code for code, _, _ in shown]
    chart.add("Participants", [participants for _, participants, _ in shown])
    chart.add("Attestations", [issued for _, _, issued in shown])
    return _render(chart)


def reasons_chart(reasons: Sequence[tuple[str, int]]) -> bytes:
    """Draw participants by reason of enrolment, the most frequent on top."""
    shown = list(reasons[:_MOST_BARS])[::-1]
    chart = pygal.HorizontalBar(**(_options(height=120 + 48 * len(shown)) | {"show_legend": False}))
    chart.x_labels = [reason for reason, _ in shown]
    chart.add("Participants", [count for _, count in shown])
    return _render(chart)


def _options(*, height: int) -> dict[str, object]:
    return {
        "style": _STYLE,
        "js": [],
        "width": 900,
        "height": height,
        "legend_at_bottom": True,
        "print_values": True,
        "min_scale": 2,
        "max_scale": 8,
        "order_min": 0,
        "include_x_axis": True,
        "formatter": _whole,
        "no_data_text": "Rien à montrer",
        "explicit_size": True,
    }


def _whole(value: float) -> str:
    return str(round(value))


def _render(chart: pygal.Graph) -> bytes:
    # The library's own settings for its script, which is not there.
    return _SCRIPT.sub(b"", bytes(chart.render()))
