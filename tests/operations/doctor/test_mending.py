"""``attest doctor --fix`` mends what takes no decision, and leaves the rest to a person."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.operations.doctor.test_diagnosis import deployed, doctor, named, template
from tests.support.sabotages import SABOTAGES, Deployed

__all__ = ["deployed", "template"]  # pytest finds them here

MENDED = {
    "réglages lisibles de tous",
    "dossier ouvert",
    "trousseau ouvert",
    "registre lisible de tous",
    "sauvegardes lisibles de tous",
    "phrase secrète lisible",
    "compte du courrier lisible",
    "fichier à un autre utilisateur",
    "listes effacées",
    "liste remplacée",
    "minuterie arrêtée",
    "aucune sauvegarde",
    "sauvegarde ancienne",
}

LEFT = {
    "phrase secrète perdue",
    "journal : fin coupée",
    "journal : copie perdue",
    "bureau : secret perdu",
    "listes datées de l’avenir",
    "plus aucune clé active",
    "page de secours laissée là",
    "registre vide",
}

BY_NAME = {one.name: one for one in SABOTAGES}


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_takes_no_decision_is_mended(name: str, deployed: Deployed) -> None:
    sabotage = BY_NAME[name]
    sabotage.act(deployed)

    done = doctor(deployed, "--fix", "--json")

    assert "Réparé : " in done.err
    assert not named(sabotage, done.json()), done


@pytest.mark.parametrize("name", sorted(LEFT))
def test_what_takes_a_decision_is_left_alone(name: str, deployed: Deployed) -> None:
    sabotage = BY_NAME[name]
    sabotage.act(deployed)
    before = {file: file.read_bytes() for file in _files(deployed)}

    done = doctor(deployed, "--fix", "--json")

    assert "Réparé : " not in done.err
    assert named(sabotage, done.json())
    now = {file: file.read_bytes() for file in _files(deployed)}
    assert {file for file in before if before[file] != now.get(file)} == set()


def _files(deployed: Deployed) -> list[Path]:
    """Return the files that a diagnosis does not write."""
    written = ("register.db-wal", "register.db-shm", "desk.secret", "seen-lists.json")
    every = deployed.config.parent.rglob("*")
    return [one for one in every if one.is_file() and one.name not in written]


def test_folder_that_is_missing_is_made_with_its_backup(deployed: Deployed) -> None:
    backups = deployed.config.parent.parent / "backups"
    backups.rename(backups.with_name("elsewhere"))

    doctor(deployed, "--fix")

    assert len(list(backups.glob("*.age"))) == 1
    assert backups.stat().st_mode & 0o777 == 0o700


def test_what_could_not_be_mended_is_said(deployed: Deployed) -> None:
    deployed.world.running = {"attest-publish": False}
    refuse = partial(_raise, PermissionError("en root"))
    with patch.object(deployed.world, "start_timer", refuse):
        done = doctor(deployed, "--fix")

    assert "Pas réparé : minuteries : attest-publish ne tourne pas (en root)" in done.err
    assert done.exit_code == 2


def _raise(error: Exception, *_: object) -> None:
    raise error


def test_timer_that_systemd_does_not_start_is_an_error() -> None:
    from operations.doctor.surroundings import ThisMachine

    failing: Callable[..., object] = lambda *_, **__: type("Done", (), {"returncode": 1})()  # noqa: E731
    with (
        patch("operations.doctor.surroundings.subprocess.run", failing),
        pytest.raises(PermissionError, match="en root"),
    ):
        ThisMachine().start_timer("attest-publish")
