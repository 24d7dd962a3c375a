from datetime import date, time

import pytest

from attestation.slot import DayPart, Slot

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (time(9), DayPart.MORNING),
        (time(12, 29), DayPart.MORNING),
        (time(12, 30), DayPart.AFTERNOON),
        (time(17, 29), DayPart.AFTERNOON),
        (time(17, 30), DayPart.EVENING),
    ],
)
def test_hour_tells_the_part_of_the_day(start: time, part: DayPart) -> None:
    assert Slot(DAY, start).part is part


def test_slots_are_in_order_of_time_and_written_as_they_are_read() -> None:
    slots = [Slot(DAY, time(13, 30)), Slot(DAY, time(9)), Slot(date(2026, 3, 1), time(18))]

    assert [slot.encode() for slot in sorted(slots)] == [
        "2026-03-01T18:00",
        "2026-03-02T09:00",
        "2026-03-02T13:30",
    ]
    assert [Slot.decode(slot.encode()) for slot in slots] == slots
    with pytest.raises(ValueError, match="does not match"):
        Slot.decode("2026-03-02")
