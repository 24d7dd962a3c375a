"""``attest setup`` with answers from a file."""

import json
from pathlib import Path

from keys.custody.passphrase import Passphrase, find_passphrase
from tests.support.commands import Done
from tests.support.installations import attest

VERIFIER = "https://attestations.passages-bxl.be"

ANSWERS = {
    "organisation": "Passages “Bruxelles” asbl",
    "place": "Bruxelles",
    "coordinator": "Inès Vandamme",
    "verifier": VERIFIER,
    "desk": "https://bureau.passages-bxl.be",
    "participant": "https://lien.passages-bxl.be",
    "admin": "machines@passages-bxl.be",
    "mail": "smtp://compte%40maison@courrier.passages-bxl.be",
    "mail_password": "secret du courrier",
    "clock": "https://www.belgium.be",
}


def set_up(folder: Path, **changed: str | None) -> Done:
    """Run it into ``folder`` with some other answers."""
    answers = {k: v for k, v in (ANSWERS | changed).items() if v is not None}
    file = folder / "answers.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in answers.items()))
    return attest(None, "setup", "--answers", file, "--prefix", folder / "root")


def passphrase(config: Path) -> Passphrase:
    return find_passphrase(config.parent / "passphrase", prompt=None)
