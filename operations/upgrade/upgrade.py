"""An upgrade from the backup to the diagnosis, and the way back.

The new version drills on the newest backup, which migrates a copy, signs, issues and checks, before
anything of the deployment changes. Then the services stand still while the register is migrated and
the environments change places. What the new version's diagnosis names that the old one's did not
takes everything back.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from attestation.errors import AttestationError
from operations.backup.archive import BackupError
from operations.upgrade.environment import Place, call, last_line
from operations.upgrade.register_copy import RegisterCopy, keep_copy
from operations.upgrade.services import Services, Systemd

Call = Callable[[Path, str, Sequence[str | Path]], "CompletedProcess[str]"]
_TRIES = 10
_WAIT_SECONDS = 3.0
"""Between two diagnoses: services take a moment to listen."""


class UpgradeError(AttestationError):
    """The new version did not come into its place; everything is as it was, unless it says so."""

    exit_code = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What an upgrade changes and runs; tests put another one in its place."""

    place: Place
    services: Services = field(default_factory=Systemd)
    call: Call = call
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """One upgrade of one deployment."""

    machine: Machine
    config: Path
    register: URL
    work: Path
    """A folder for the copy of the register, on the register's disk."""
    passphrase: Sequence[str | Path] = ()
    """Options for what signs."""
    tell: Callable[[str], None]

    def run(self, make: Callable[[], None]) -> None:
        """Upgrade; ``make`` makes the next environment.

        Raises:
            UpgradeError: the new version failed; says what, and what stands.
            AttestationError: it could not even be tried; nothing was changed.
        """
        machine, place = self.machine, self.machine.place
        known = self._broken(place.now)
        self.tell("Sauvegarde…")
        self._must(place.now, "attest", "backup")
        self.tell("Nouvel environnement, à côté…")
        make()
        try:
            self.tell("Exercice de la nouvelle version sur une copie…")
            self._must(place.next, "attest", "drill", *self.passphrase)
        except BaseException:
            place.clean()
            raise
        with TemporaryDirectory(prefix=".upgrade-", dir=self.work) as folder:
            self.tell("Arrêt, migration, échange…")
            running = machine.services.stop()
            copy = None
            try:
                copy = keep_copy(self.register, Path(folder))
                self._must(place.next, "attest-issuer", "register", "upgrade")
                place.switch()
                machine.services.start(running)
                self.tell("Diagnostic…")
                self._require_well(known)
            except BaseException as error:
                self._go_back(running, copy, error)
                raise

    def _require_well(self, known: frozenset[str]) -> None:
        """Diagnose with the new version until nothing is broken that was not before.

        Raises:
            UpgradeError: something is.
        """
        new: frozenset[str] = frozenset()
        for attempt in range(_TRIES):
            if attempt:
                self.machine.wait(_WAIT_SECONDS)
            new = self._broken(self.machine.place.now) - known
            if not new:
                return
        raise UpgradeError(f"la nouvelle version a cassé : {', '.join(sorted(new))}")

    def _go_back(
        self, running: Sequence[str], copy: RegisterCopy | None, error: BaseException
    ) -> None:
        """Make everything what it was before ``error``.

        Raises:
            UpgradeError: somebody has signed meanwhile, so what is new stays; or it failed.
        """
        machine = self.machine
        self.tell("Retour à la version d’avant…")
        machine.services.stop()
        try:
            if copy is not None and copy.has_been_written_since():
                machine.services.start(running)
                raise UpgradeError(
                    f"{error} ; quelqu’un a signé entre-temps, donc la nouvelle version reste : "
                    "attest doctor"
                ) from error
            machine.place.switch_back()
            if copy is not None:
                self._put_back(copy, error)
        finally:
            machine.place.clean()
        machine.services.start(running)

    def _put_back(self, copy: RegisterCopy, error: BaseException) -> None:
        try:
            copy.put_back()
        except (AttestationError, OSError) as failure:
            kept = self.work / "register.before-upgrade"
            copy.file.chmod(0o600)
            copy.file.replace(kept)
            raise UpgradeError(
                f"{error} ; le registre n’a pas pu être remis ({failure}) : tout est arrêté, "
                f"sa copie est {kept} (docs/operations/upgrade.md)"
            ) from error

    def _broken(self, environment: Path) -> frozenset[str]:
        """Return the topics that a version's diagnosis calls broken."""
        done = self._call(environment, "attest", "doctor", "--json", *self.passphrase)
        try:
            lines = json.loads(done.stdout)
        except ValueError:
            return frozenset({last_line(done)})
        return frozenset(one["topic"] for one in lines if one["state"] == "broken")

    def _must(self, environment: Path, program: str, *arguments: str | Path) -> None:
        done = self._call(environment, program, *arguments)
        if done.returncode:
            raise BackupError(f"{program} {arguments[0]} a échoué : {last_line(done)}")

    def _call(
        self, environment: Path, program: str, *arguments: str | Path
    ) -> "CompletedProcess[str]":
        return self.machine.call(environment, program, ["--config", self.config, *arguments])
