"""Setup, day 2, closing and the town's page: their commands, as they stand, one after the other."""

import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from issuer.cli.main import main as issuer
from keys.cli.main import main as keys
from operations.cli.main import main as attest
from tests.support.commands import Done, run
from tests.support.surroundings import FakeSurroundings
from verifier.cli.main import main as verifier
from verifier.kit.folder import CHECKER

DOCS = Path(__file__).parents[3] / "docs" / "operations"
EXAMPLE = DOCS.parents[1] / "examples" / "module-AC-2026-10.xlsx"
PROGRAMS: dict[str, Callable[[], None]] = {
    "attest": attest,
    "attest-keys": keys,
    "attest-issuer": issuer,
    "attest-verifier": verifier,
}
_RUN = re.compile(r"^```sh run\n(.*?)^```", re.M | re.S)
_TOML = re.compile(r"^```toml\n(.*?)^```", re.M | re.S)


class Reader:
    """Somebody who gives the commands of the pages, below a folder of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "srv" / "attestation"
        self.environment = {
            "ATTESTATION_PREFIX": str(root),
            "ATTESTATION_CONFIG": str(self.folder / "attestation.toml"),
        }

    def give(self, page: str) -> list[str]:
        """Give every command of a page that is marked; return the first word of each."""
        given = []
        for block in _RUN.findall((DOCS / page).read_text(encoding="utf-8")):
            for line in block.splitlines():
                if line and not line.startswith("#"):
                    self._give(line)
                    given.append(line.split()[0])
        return given

    def _give(self, line: str) -> None:
        text = line.replace("/srv/", f"{self.root}/srv/").replace("/var/", f"{self.root}/var/")
        newest = max((self.root / "var/backups/attestation").glob("*.age"), default=Path("none"))
        text = text.replace("NEWEST.age", newest.name)
        if "KID" in text:
            text = text.replace("KID", self._active_key())
        program, *arguments = shlex.split(text)
        done = self._run(PROGRAMS[program], arguments)
        # What the world says to a deployment that is in no DNS is the matter of other tests.
        assert done.exit_code == 0 or arguments[0] == "doctor", (line, done)

    def _active_key(self) -> str:
        rows = self._run(keys, ["list", "--json"]).json()
        (kid,) = (
            row["kid"] for row in rows if (row["role"], row["state"]) == ("issuing", "active")
        )
        return str(kid)

    def _run(self, main: Callable[[], None], arguments: list[str]) -> Done:
        config = self.folder / "attestation.toml"
        world = FakeSurroundings(config, verifier="https://attestations.votre-domaine.be")
        with (
            patch.dict(os.environ, self.environment),
            patch("operations.cli.doctor.surroundings", lambda: world),
            patch("click.confirm"),  # yes
            patch("click.prompt", lambda question: question.rpartition("(")[2].rstrip(")")),
        ):
            return run(main, *arguments)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Somebody with the page's own answers."""
    root = tmp_path_factory.mktemp("documented")
    (answers,) = _TOML.findall((DOCS / "setup.md").read_text(encoding="utf-8"))
    (root / "answers.toml").write_text(answers, encoding="utf-8")
    shutil.copy(EXAMPLE, root / "module.xlsx")
    before = Path.cwd()
    os.chdir(root)
    yield Reader(root)
    os.chdir(before)


def root_passphrase(reader: Reader) -> str:
    lines = (reader.folder / "page-de-secours.txt").read_text(encoding="utf-8").splitlines()
    return next(lines[at + 1].strip() for at, line in enumerate(lines) if line.startswith("2."))


def test_commands_of_the_pages_work_from_setup_to_the_town(reader: Reader) -> None:
    assert reader.give("setup.md") == ["attest", "attest-issuer", *["attest"] * 3]
    reader.environment["ATTESTATION_ROOT_PASSPHRASE"] = root_passphrase(reader)
    for name in ("passphrase", "backup.key"):
        (reader.root / name).touch(mode=0o600)
        (reader.root / name).write_bytes((reader.folder / name).read_bytes())

    assert len(reader.give("day-2.md")) == 7
    assert (reader.root / "srv" / "restored" / "register.db").exists()
    assert len(reader.give("town.md")) == 3
    if (CHECKER / "checker.js").is_file():  # it takes Node
        assert reader.give("closing.md") == ["attest"]
        assert (reader.root / "last-kit" / "manifest.cwt").exists()
    drill = json.loads((reader.root / "var/backups/attestation/drill.json").read_text())
    assert (drill["lists"], drill["documents"]) == (1, 10)


def test_every_command_of_the_path_is_known_to_its_program() -> None:
    for page in ("setup.md", "day-2.md", "closing.md", "town.md", "doctor.md"):
        text = (DOCS / page).read_text(encoding="utf-8")
        for block in re.findall(r"^```sh(?: run)?\n(.*?)^```", text, re.M | re.S):
            for line in block.splitlines():
                words = [word for word in shlex.split(line, comments=True) if word != "\\"]
                names = [Path(word).name for word in words]
                if not names or names[0] not in PROGRAMS:
                    continue
                arguments = words[1:]
                if "--config" in arguments:
                    at = arguments.index("--config")
                    del arguments[at : at + 2]
                done = run(PROGRAMS[names[0]], *_help(arguments))
                assert done.exit_code == 0, (line, done)


def _help(arguments: list[str]) -> list[str]:
    """Return the subcommand, asked for its help."""
    names = []
    for one in arguments:
        if not re.fullmatch(r"[a-z-]+", one) or one.startswith("-"):
            break
        names.append(one)
    return [*names, "--help"]
