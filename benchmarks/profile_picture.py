"""``python -m benchmarks.profile_picture``: where an issue's time goes, as docs/profile.svg.

Every two milliseconds of processor time the stack is looked at; the program's own functions are
drawn as a flame graph, the widest first, with libraries' time in who calls them.
"""

import signal
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from xml.sax.saxutils import escape

from issuer.issuance.issue import issue
from tests.support.issuer_contexts import make_deployment, make_drafts, make_module, open_issuer

DOCUMENTS = 1000
TARGET = Path(__file__).parents[1] / "docs" / "profile.svg"
_EVERY_SECONDS = 0.002
_ROOT = Path(__file__).parents[1]
_WIDTH, _ROW, _LEAST = 960, 18, 0.006
_COLOURS = {"issuer": "#1d6b70", "register": "#8a5a00", "attestation": "#4b4e9b", "keys": "#9b2d4f"}
_ELSE = "#5f6368"

Stack = tuple[str, ...]


@dataclass(slots=True)
class Box:
    """A function, as it was called from the one below it."""

    samples: int = 0
    above: dict[str, "Box"] = field(default_factory=dict)


def main() -> None:
    """Issue, watch, and draw."""
    with tempfile.TemporaryDirectory() as folder:
        context = open_issuer(make_deployment(Path(folder)))
        issue(context, make_module("WARM", sessions=13), make_drafts(50))
        stacks: Counter[Stack] = Counter()
        signal.signal(signal.SIGPROF, lambda _, frame: stacks.update([_stack(frame)]))
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
        issue(context, make_module("PROFILE", sessions=13), make_drafts(DOCUMENTS))
        signal.setitimer(signal.ITIMER_PROF, 0)
    TARGET.write_text(draw(stacks), encoding="utf-8")
    print(f"{sum(stacks.values())} looks; {TARGET.relative_to(_ROOT)}")


def draw(stacks: Counter[Stack]) -> str:
    """Draw a flame graph."""
    root = Box()
    for stack, count in stacks.items():
        box = root
        box.samples += count
        for name in stack:
            box = box.above.setdefault(name, Box())
            box.samples += count
    depth = _depth(root, root.samples)
    height = (depth + 1) * _ROW
    boxes = "\n".join(_boxes(root, total=root.samples, left=0.0, level=0, height=height))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'font-family="sans-serif" font-size="11" role="img">\n'
        f"<title>Where the time of issuing {DOCUMENTS} documents goes</title>\n{boxes}\n</svg>\n"
    )


def _stack(frame: FrameType | None) -> Stack:
    """Name the program's own functions, the outermost first; libraries are their caller's."""
    names: list[str] = []
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        name = frame.f_code.co_name
        if file.is_relative_to(_ROOT) and file.relative_to(_ROOT).parts[0] in _COLOURS:
            module = ".".join(file.relative_to(_ROOT).with_suffix("").parts)
            if not name.startswith("<"):
                names.append(f"{module}.{name}")
        frame = frame.f_back
    return tuple(reversed(names))


def _depth(box: Box, total: int) -> int:
    return 1 + max(
        (_depth(above, total) for above in box.above.values() if above.samples / total >= _LEAST),
        default=0,
    )


def _boxes(box: Box, *, total: int, left: float, level: int, height: int) -> list[str]:
    drawn = []
    for name, above in sorted(box.above.items(), key=lambda item: -item[1].samples):
        share = above.samples / total
        if share < _LEAST:
            continue
        width, top = share * _WIDTH, height - (level + 1) * _ROW
        package, function = name.partition(".")[0], name.rpartition(".")[2]
        text = f"{function} {share:.0%}"
        shown = text if len(text) * 6 < width else function if len(function) * 6 < width else ""
        drawn.append(
            f'<g><title>{escape(name)} {share:.1%}</title><rect x="{left:.1f}" y="{top}" '
            f'width="{width - 0.5:.1f}" height="{_ROW - 1}" rx="2" '
            f'fill="{_COLOURS.get(package, _ELSE)}"/>'
            f'<text x="{left + 3:.1f}" y="{top + 12}" fill="#fff">{escape(shown)}</text></g>'
        )
        drawn += _boxes(above, total=total, left=left, level=level + 1, height=height)
        left += width
    return drawn


if __name__ == "__main__":
    main()
