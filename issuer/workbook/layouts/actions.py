"""Lists of a meeting with a line for each arrival and each departure, as stays."""

from collections.abc import Iterable
from dataclasses import replace

from attestation.name import fold
from issuer.words.sentence import sentence
from issuer.workbook.format.cells import quoted, text_of
from issuer.workbook.layouts.entries import Entry
from issuer.workbook.layouts.profile import Role

_ARRIVED = (
    "joined", "arejoint", "rejoint", "participe", "aparticipe", "entre", "entrada", "arrive",
    "toegetreden", "deelgenomen", "heeftdeelgenomen", "neemtdeel",
)  # fmt: skip
_LEFT = (
    "left", "aquitte", "quitte", "parti", "estparti", "sorti", "salida", "depart",
    "verlaten", "heeftverlaten", "vertrokken",
)  # fmt: skip


def pair_actions(entries: Iterable[Entry]) -> list[Entry]:
    """Return an entry for each stay; one without a departure has None where it left.

    Somebody who came by two devices is there from the first arrival to the last departure.

    Raises:
        WorkbookError: an action of another kind, or a departure before any arrival.
    """
    stays: list[Entry] = []
    current: dict[str, tuple[int, int]] = {}  # by name: place in stays, devices that are in
    for entry in entries:
        action = fold(text_of(entry.cells.get(Role.ACTION)))
        at = entry.cells.get(Role.JOINED)
        place, devices = current.get(entry.name, (0, 0))
        if action.startswith(_LEFT):
            if not devices:
                raise entry.fail(
                    sentence("{name} part sans être arrivé·e.", name=quoted(entry.name)),
                    sentence("Reprenez la liste entière, telle qu’elle a été téléchargée."),
                )
            devices -= 1
            if not devices:
                cells = {**stays[place].cells, Role.LEFT: at}
                stays[place] = replace(stays[place], cells=cells)
        elif action.startswith(_ARRIVED):
            if not devices:
                place = len(stays)
                stays.append(replace(entry, cells={**entry.cells, Role.LEFT: None}))
            devices += 1
        else:
            raise entry.fail(
                sentence(
                    "{action} n’est ni une arrivée ni un départ.",
                    action=quoted(entry.cells.get(Role.ACTION)),
                ),
                sentence("Écrivez « Joined » ou « Left »."),
            )
        current[entry.name] = place, devices
    return stays
