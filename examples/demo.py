"""``make demo``: a throw-away deployment that issues the example workbook and checks each document.

It runs the very commands a coordinator and an officer run, one after the other.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

EXAMPLES = Path(__file__).parent
WORKBOOK = EXAMPLES / "module-AC-2026-10.xlsx"


def main() -> None:
    """Set up the deployment if there is none, issue, check, and tell."""
    folder = Path(sys.argv[1])
    config = prepare(folder)
    before = {person["row"] for person in plan(config) if person["outcome"] == "issued"}
    attestations = folder / "attestations"
    run("attest-issuer", config, "issue", str(WORKBOOK), "--yes", "--out", str(attestations))
    people = plan(config)
    verdicts = check(config, sorted(attestations.glob("*.pdf")))
    print_table(people, verdicts, before)
    issued = [person for person in people if person["outcome"] == "issued"]
    new = [person for person in issued if person["row"] not in before]
    genuine = sum(verdict == "genuine, original" for verdict in verdicts.values())
    refused = sum(person["outcome"] == "not_entitled" for person in people)
    Console().print(
        f"{len(new)} new, {len(issued) - len(new)} issued before; "
        f"{genuine} of {len(verdicts)} documents genuine; {refused} people not entitled."
    )
    if not new:
        Console().print("Nothing new was issued.")
    if genuine != len(issued) or len(verdicts) != len(issued):
        sys.exit("A document is missing or not genuine.")
    Console().print("To see the web pages: make serve")


def prepare(folder: Path) -> Path:
    """Make the settings, the keys, the register and the trust bundle, where there are none."""
    config = folder / "attestation.toml"
    if (folder / "trust.pem").exists():
        return config
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLES / "attestation.toml", config)
    descriptor = os.open(folder / "passphrase", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(24) + "\n")
    run("attest-keys", config, "init")
    run("attest-issuer", config, "register", "upgrade")
    run("attest-keys", config, "trust", "--out", str(folder / "trust.pem"))
    return config


def run(program: str, config: Path, *arguments: str) -> None:
    """Show a command and run it, its output with it; stop where it fails."""
    Console().print(f"$ {program} {' '.join(arguments)}", style="bold", highlight=False)
    command = [str(Path(sys.executable).with_name(program)), "--config", str(config), *arguments]
    subprocess.run(command, check=True)  # noqa: S603  our own commands


def plan(config: Path) -> list[dict[str, object]]:
    """Ask ``attest-issuer check`` what it knows of each person."""
    return list(
        json.loads(ask("attest-issuer", config, "check", str(WORKBOOK), "--json"))["people"]
    )


def check(config: Path, files: list[Path]) -> dict[str, str]:
    """Ask the verifier about each document; give "verdict, what was looked at" by number."""
    answers = ask("attest-verifier", config, "check", "--json", *map(str, files)).splitlines()
    found = {}
    for line in answers:
        answer = json.loads(line)
        attestation = answer["attestation"] or {}
        number = attestation.get("number", answer["input"])
        found[number] = f"{answer['verdict']}, {answer['looked_at']}"
    return found


def ask(program: str, config: Path, *arguments: str) -> str:
    """Run a command for its output; a verdict that is not good still is an answer."""
    command = [str(Path(sys.executable).with_name(program)), "--config", str(config), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 1):
        sys.exit(f"{program} failed with exit code {done.returncode}")
    return done.stdout


def print_table(
    people: list[dict[str, object]], verdicts: dict[str, str], before: set[object]
) -> None:
    """Print each person with outcome, reason and what the verifier says of the document."""
    table = Table("Person", "Outcome", "Why", "The verifier says")
    for person in people:
        number = str(person["number"] or "")
        missed = person["missed"]
        reason = number or "missed " + ", ".join(missed if isinstance(missed, list) else [])
        outcome = str(person["outcome"])
        if outcome == "issued":
            outcome = "issued before" if person["row"] in before else "issued"
        name = " ".join(str(person[key] or "") for key in ("given_name", "family_name"))
        table.add_row(name.strip(), outcome, reason, verdicts.get(number, ""))
    console = Console()
    (console if console.is_terminal else Console(width=140)).print(table)


if __name__ == "__main__":
    main()
