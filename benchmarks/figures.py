"""Figures as rows: ours, beside what they are measured against, and the target."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    what: str
    ours: str
    baseline: str = ""
    ratio: float | None = None
    at_least: float | None = None
    """The target of the ratio; or ``at_most``."""
    at_most: float | None = None
    target: str = ""
    """Where it is not about the ratio."""
    is_met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """Return what is printed."""
        target, met = self.target, self.is_met
        if self.at_least is not None and self.ratio is not None:
            target, met = f"≥ {self.at_least:g} ×", self.ratio >= self.at_least
        if self.at_most is not None and self.ratio is not None:
            target, met = f"≤ {self.at_most:g} ×", self.ratio <= self.at_most
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        mark = "" if met is None else "yes" if met else "NO"
        return self.what, self.ours, self.baseline, ratio, target, mark


def print_rows(title: str, baseline: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    load, processors = os.getloadavg()[0], os.cpu_count()
    table = Table(
        "", "ours", baseline, "ratio", "target", "met",
        title=f"{title} (load {load:.1f} on {processors} processors)",
    )  # fmt: skip
    for row in rows:
        table.add_row(*row.cells())
    Console(width=140).print(table)


def seconds(run: Callable[[], None]) -> float:
    """Return the seconds of processor time that ``run`` takes: what a core must give for it.

    On a shared machine the time on the wall says what the others were doing.
    """
    begin = process_time()
    run()
    return process_time() - begin


def processor_seconds(process: int) -> float:
    """Return the processor time of a process and of those that it started, so far."""
    ticks = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(folder.name) == process or int(fields[2]) == process:  # field 5: its group
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def processor_seconds_of_all(process: int) -> float:
    """Return the processor time so far of a process and of all that it started, ended ones too."""
    parents: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        # proc_pid_stat(5), fields 4 and 14 to 17.
        parents[int(folder.name)] = int(fields[1]), sum(int(one) for one in fields[11:15])
    wanted, ticks = [process], 0
    while wanted:
        one = wanted.pop()
        ticks += parents[one][1]
        wanted += [pid for pid, (parent, _) in parents.items() if parent == one]
    return ticks / os.sysconf("SC_CLK_TCK")
