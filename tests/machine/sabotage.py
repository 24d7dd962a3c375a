"""In the booted machine: each sabotage is done, named by ``attest doctor``, and undone.

It runs on a bare Debian, with nothing but its Python.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.machine.sabotages import SABOTAGES, Sabotage

_HERE, _GOOD = Path("/srv/attestation"), Path("/root/good")
_FACES = "attest-verifier attest-desk attest-participant"
_WAIT = (
    "for i in $(seq 60); do curl -sf https://attestations.machine.internal/readyz >/dev/null"
    " && break; sleep 0.5; done"
)
_RESTORE = (
    f"systemctl stop {_FACES}; rm -rf {_HERE} /var/backups/attestation;"
    f" cp -a {_GOOD}/attestation {_HERE}; cp -a {_GOOD}/backups /var/backups/attestation;"
    f" systemctl start {_FACES}; {_WAIT}"
)


def main() -> None:
    """Do all of them, or those whose names hold the word that was given."""
    shell(
        f"systemctl stop {_FACES}; rm -rf {_GOOD}; mkdir -p {_GOOD};"
        f" cp -a {_HERE} {_GOOD}/attestation; cp -a /var/backups/attestation {_GOOD}/backups;"
        f" systemctl start {_FACES}; {_WAIT}"
    )
    chosen = [one for one in SABOTAGES if all(word in one.name for word in sys.argv[1:])]
    usual = lines()
    unnamed = [one.name for one in chosen if not named(one, usual)]
    print(
        f"{len(chosen) - len(unnamed)} of {len(chosen)} sabotages are named by doctor", flush=True
    )
    if unnamed:
        sys.exit(f"not named: {', '.join(unnamed)}")


def named(one: Sabotage, usual: list[dict[str, str]]) -> bool:
    """Do one, ask the doctor, undo it; tell whether it was named, and was not before."""
    before = [line for line in usual if says(one, line)]
    shell(one.act)
    after = lines(one.doctor)
    shell(_RESTORE if one.undo is None else one.undo)
    found = [line for line in after if says(one, line)]
    is_named = bool(found) and not before
    words = (
        f"{found[0]['words']} → {found[0]['remedy']}"
        if found
        else [line for line in after if line["state"] != "ok"]
    )
    print(f"{'named ' if is_named else 'NOT NAMED'} {one.name}: {words}", flush=True)
    return is_named


def says(one: Sabotage, line: dict[str, str]) -> bool:
    """Check whether a line names a sabotage."""
    words = f"{line['words']} {line['remedy']}"
    return (
        line["state"] != "ok"
        and re.fullmatch(one.topic, line["topic"]) is not None
        and re.search(one.words, words) is not None
    )


def lines(command: str = "attest doctor --json") -> list[dict[str, str]]:
    """Return what the doctor says."""
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, check=False)
    found: list[dict[str, str]] = json.loads(done.stdout or b"[]")
    return found


def shell(command: str) -> None:
    """Give a command as root."""
    subprocess.run(["sh", "-c", command], check=True)


if __name__ == "__main__":
    main()
