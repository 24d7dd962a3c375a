"""Services that take a moment."""

from tests.support.surroundings import FakeSurroundings
from tests.support.upgraded_computers import Computer


def test_services_that_take_a_moment_are_waited_for(computer: Computer) -> None:
    tried: list[FakeSurroundings] = []

    def breaks(world: FakeSurroundings) -> None:
        tried.append(world)
        world.free = 0 if len(tried) < 4 else world.free

    computer.breaks = breaks

    assert computer.upgrade().exit_code == 0
    assert computer.version() == "new"
