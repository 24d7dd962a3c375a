"""How long a command takes to begin: processor time, beside a Python that only imports click."""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Row, print_rows
from examples.demo import WORKBOOK, prepare, run

ROUNDS = 5
PROGRAMS = ("keys", "verifier", "issuer")
QUICK = ("--help", "check", "show")
_BIN = Path(sys.executable).parent
_BASELINE = [sys.executable, "-c", "import sqlalchemy.orm, cryptography.x509, pydantic"]
"""What a command that reads a register cannot do without."""


def main() -> None:
    """Measure each command on a deployment of its own, and print."""
    with tempfile.TemporaryDirectory() as folder:
        config = prepare(Path(folder) / "demo")
        out = Path(folder) / "attestations"
        run("attest-issuer", config, "issue", str(WORKBOOK), "--yes", "--out", str(out))
        least = processor_seconds(_BASELINE)
        document = str(min(out.glob("*.pdf")))
        number = Path(document).name.partition("_")[0]
        rows = [
            *(_row([f"attest-{name}", "--help"], least, 0.35) for name in PROGRAMS),
            _row(["attest-verifier", "--config", str(config), "check", document], least, 0.6),
            _row(["attest-issuer", "--config", str(config), "show", number], least, 0.8),
        ]
    print_rows("How fast commands start, in processor time", "imports", rows)


def _row(command: list[str], least: float, target: float) -> Row:
    name, *arguments = command
    taken = processor_seconds([str(_BIN / name), *arguments])
    return Row(
        what=f"{name} {next(one for one in arguments if one in QUICK)}",
        ours=f"{taken:.2f} s",
        baseline=f"{least:.2f} s",
        ratio=taken / least,
        target=f"≤ {target} s",
        is_met=taken <= target,
    )


def processor_seconds(command: list[str]) -> float:
    """Return the least processor time of ``command`` and its children, of some rounds."""
    return min(_once(command) for _ in range(ROUNDS))


def _once(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
