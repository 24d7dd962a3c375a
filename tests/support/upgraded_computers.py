"""A machine whose program is upgraded, and what is done on it."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from issuer.cli.main import main as issuer
from operations.upgrade.environment import Place
from operations.upgrade.upgrade import Machine
from register.upgrade import REVISIONS
from tests.support.commands import Done, run
from tests.support.installations import attest
from tests.support.issuer_contexts import register_of
from tests.support.issuers import ADDRESS
from tests.support.surroundings import FakeSurroundings
from tests.support.versions import newer_program, revision_of

UNITS = ("attest-verifier.service", "attest-publish.timer")


class Computer:
    """A machine with two versions of the program, whose services and programs a test can break."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.place = Place(now=config.parent.parent / "opt" / "attestation")
        make_environment(self.place.now, "old")
        self.acts: list[str] = []
        self.failing: set[tuple[str, str]] = set()
        self.breaks: Callable[[FakeSurroundings], object] = lambda world: None
        self.on_start: Callable[[], object] = lambda: None

    def stop(self) -> Sequence[str]:
        self.acts.append("stop")
        return UNITS

    def start(self, units: Sequence[str]) -> None:
        assert tuple(units) == UNITS
        self.acts.append("start")
        self.on_start()

    def call(
        self, environment: Path, program: str, arguments: Sequence[str | Path]
    ) -> "CompletedProcess[str]":
        version = (environment / "version").read_text()
        words = [str(one) for one in arguments[2:]]
        self.acts.append(f"{version} {program} {words[0]}")
        if (version, words[0]) in self.failing:
            return CompletedProcess([], 3, "", "Erreur : c’est un essai\n")
        world = FakeSurroundings(self.config, verifier=ADDRESS)
        if version == "new":
            self.breaks(world)
        with (
            newer_program() if version == "new" else nullcontext(),
            patch("operations.cli.doctor.surroundings", lambda: world),
        ):
            if program == "attest":
                done = attest(self.config, *words)
            else:
                done = run(issuer, "--config", self.config, *words)
        return CompletedProcess([], done.exit_code, done.out, done.err)

    def upgrade(self) -> Done:
        machine = Machine(
            place=self.place, services=self, call=self.call, wait=lambda seconds: None
        )
        file = self.config.parent / "next.whl"
        file.touch()
        with (
            patch("operations.cli.upgrade.machine", lambda place: machine),
            patch(
                "operations.cli.upgrade.make_environment",
                lambda file, place, wheels: make_environment(place.next, "new"),
            ),
        ):
            return attest(self.config, "upgrade", file, "--environment", self.place.now)

    def version(self) -> str:
        return (self.place.now / "version").read_text()

    def revision(self) -> str:
        register = register_of(self.config)
        with register.connect() as connection:
            found = revision_of(connection)
        register.dispose()
        return found

    def stands_as_before(self) -> bool:
        return (self.version(), self.revision(), self.place.next.exists()) == (
            "old",
            REVISIONS[-1],
            False,
        )


def make_environment(folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    (folder / "pyvenv.cfg").touch()
    (folder / "version").write_text(version)
