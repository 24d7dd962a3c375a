"""How much room the parts of a page take: airy first, closer where the page is full."""

from dataclasses import dataclass

SMALL_SIZES = (8.5, 8.25, 8.0, 7.75, 7.5)
HOLDER_TOP = 205.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How tall the two texts may grow that come from people, and how far apart things stand."""

    name: float
    module_title: float
    holder_top: float = HOLDER_TOP
    after: tuple[float, ...] = (5.0, 1.0, 15.0, 3.0, 1.0, 13.0)
    """Gaps below what is certified, in its order."""
    around_programme: tuple[float, float] = (20.0, 14.0)
    small_sizes: tuple[float, ...] = SMALL_SIZES
    after_legal: float = 12.0
    above_panel: float = 24.0


# With the last, and each text of the organisation at its tallest, body and closing of a page in two
# languages still stay apart: test_widest_texts_stay_apart.
ROOMS = (
    Room(name=70.0, module_title=48.0),
    Room(name=46.0, module_title=29.0),
    Room(
        name=46.0,
        module_title=29.0,
        holder_top=HOLDER_TOP - 6,
        after=(2.0, 0.5, 3.0, 1.0, 0.5, 3.0),
        around_programme=(11.0, 8.0),
        small_sizes=SMALL_SIZES[-1:],
        after_legal=8.0,
        above_panel=13.0,
    ),
)
