"""``make demo``: a throw-away deployment that issues the example workbook and checks each document.

It runs the very commands a coordinator and an officer run, one after the other.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

EXAMPLES = Path(__file__).parent
WORKBOOK = EXAMPLES / "module-AC-2026-10.xlsx"
PORTS = ("8000", "8001", "8002")
"""Of the verifier, the desk and the participant's page."""


def main() -> None:
    """Set up the deployment if there is none, issue, check, and tell."""
    folder = Path(sys.argv[1])
    config = prepare(folder, ports=sys.argv[2:] or PORTS)
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
    Console().print("To see the three web faces: make serve")


def prepare(folder: Path, *, ports: Sequence[str] = PORTS) -> Path:
    """Make the settings, the keys, the register and the trust bundle, where there are none."""
    config = folder / "attestation.toml"
    if (folder / "trust.pem").exists():
        return config
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config.write_text(settings(ports), encoding="utf-8")
    private_file(folder / "passphrase", secrets.token_urlsafe(24))
    run("attest-keys", config, "init")
    run("attest-issuer", config, "register", "upgrade")
    run("attest-keys", config, "trust", "--out", str(folder / "trust.pem"))
    return config


def settings(ports: Sequence[str]) -> str:
    """Return the example's settings, each face on its port of this machine."""
    verifier, desk, participant = (f"127.0.0.1:{port}" for port in ports)
    text = (EXAMPLES / "attestation.toml").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:8000", verifier).replace("port = 8000", f"port = {ports[0]}")
    for section, face in (("desk", desk), ("participant", participant)):
        text += f'\n[{section}]\naddress = "http://{face}"\nlisten = "{face}"\n'
    return text


def private_file(path: Path, text: str) -> None:
    """Write a secret of one line that nobody else can read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text + "\n")


def program(name: str) -> str:
    """Return the path of one of our commands."""
    return str(Path(sys.executable).with_name(name))


def run(name: str, config: Path, *arguments: str) -> None:
    """Show a command and run it, its output with it; stop where it fails."""
    Console().print(f"$ {name} {' '.join(arguments)}", style="bold", highlight=False)
    command = [program(name), "--config", str(config), *arguments]
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


def ask(name: str, config: Path, *arguments: str) -> str:
    """Run a command for its output; a verdict that is not good still is an answer."""
    command = [program(name), "--config", str(config), *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode not in (0, 1):
        sys.exit(f"{name} failed with exit code {done.returncode}")
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
