"""Modes and owners of a deployment's files, given back by root."""

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from keys.custody.settings import load_deployment
from operations.doctor.files import give_to_owner
from operations.doctor.mending import mend_as_root
from operations.doctor.surroundings import TIMERS
from operations.settings import read_installation
from tests.operations.doctor.test_diagnosis import deployed, doctor, template
from tests.support.sabotages import SABOTAGES, Deployed

__all__ = ["deployed", "template"]  # pytest finds them here
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives files away")
BY_NAME = {one.name: one for one in SABOTAGES}


@ROOT
def test_root_gives_files_back_and_starts_timers_and_opens_nothing(deployed: Deployed) -> None:
    BY_NAME["fichier à un autre utilisateur"].act(deployed)
    deployed.world.running = dict.fromkeys(TIMERS, False)
    before = sorted(deployed.config.parent.rglob("*"))
    installation = read_installation(deployed.config, load_deployment(deployed.config))

    told = mend_as_root(installation, deployed.world)

    assert len(told) == 1 + len(TIMERS)
    assert deployed.world.timers() == dict.fromkeys(TIMERS, True)
    assert sorted(deployed.config.parent.rglob("*")) == before
    assert mend_as_root(installation, deployed.world) == []


@ROOT
def test_root_hands_the_rest_to_the_owner(deployed: Deployed) -> None:
    asked: list[Path] = []

    def as_owner(config: Path) -> int:
        asked.append(config)
        return 1

    os.chown(deployed.config.parent, 65_534, 65_534)
    with patch("operations.cli.doctor.run_as_owner", as_owner):
        done = doctor(deployed, "--fix")

    assert asked == [deployed.config]
    assert done.exit_code == 1
    assert "Réparé : propriétaire" in done.err


@ROOT
def test_file_that_has_another_name_elsewhere_is_given_to_nobody(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "deployment", tmp_path / "shadow"
    folder.mkdir()
    elsewhere.write_text("x")
    os.link(elsewhere, folder / "innocent")
    os.chown(folder, 65_534, 65_534)

    with pytest.raises(PermissionError, match="autre nom"):
        give_to_owner(folder)

    assert elsewhere.stat().st_uid == 0


@ROOT
def test_link_is_given_and_not_what_it_leads_to(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "deployment", tmp_path / "shadow"
    folder.mkdir()
    elsewhere.write_text("x")
    (folder / "link").symlink_to(elsewhere)
    os.chown(folder, 65_534, 65_534)

    assert give_to_owner(folder) == 1
    assert elsewhere.stat().st_uid == 0
