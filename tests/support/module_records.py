"""Modules as a workbook describes them: sessions of a morning, day after day."""

from datetime import date, time, timedelta

from issuer.workbook.model import ModuleRecord, Session


def module_record(count: int, *, first: date, theme: str) -> ModuleRecord:
    """Make a module of ``count`` sessions; ``theme`` has a place for each one's number, from 0."""
    return ModuleRecord(
        code="AC-2026-03",
        title="Ateliers citoyens",
        organiser=None,
        place=None,
        language=None,
        sessions=tuple(
            Session(
                day=first + timedelta(days=number),
                start=time(9),
                end=time(13),
                theme=theme.format(number),
                mode=None,
            )
            for number in range(count)
        ),
    )
