"""``attest upgrade``: tried on a copy, put in its place, and taken back by itself if it fails."""

import pytest

from operations.backup.backup import backups_in
from tests.support.installations import issue_more
from tests.support.upgraded_computers import Computer, make_environment
from tests.support.versions import NEWER, newer_program


def test_new_version_is_tried_on_a_copy_and_put_in_its_place(computer: Computer) -> None:
    done = computer.upgrade()

    assert done.exit_code == 0, done
    assert computer.acts == [
        "old attest doctor",
        "old attest backup",
        "new attest drill",
        "stop",
        "new attest-issuer register",
        "start",
        "new attest doctor",
    ]
    assert (computer.version(), computer.revision()) == ("new", NEWER)
    assert (computer.place.before / "version").read_text() == "old"
    assert len(backups_in(computer.config.parent.parent / "backups")) == 1
    with newer_program():
        assert issue_more(computer.config, "AC-2026-11", 1) == ["AC-2026-0003"]


@pytest.mark.parametrize("step", ["backup", "drill"])
def test_version_that_fails_on_a_copy_changes_nothing(computer: Computer, step: str) -> None:
    computer.failing = (
        {("old", "backup"), ("new", "drill")} if step == "backup" else {("new", "drill")}
    )

    done = computer.upgrade()

    assert done.exit_code == 3
    assert f"{step} a échoué : Erreur : c’est un essai" in done.err
    assert computer.stands_as_before()
    assert "stop" not in computer.acts


def test_migration_that_fails_is_taken_back(computer: Computer) -> None:
    computer.failing = {("new", "register")}

    done = computer.upgrade()

    assert done.exit_code == 3
    assert computer.stands_as_before()
    assert computer.acts[-2:] == ["stop", "start"]


def test_version_that_breaks_something_is_taken_back(computer: Computer) -> None:
    computer.breaks = lambda world: setattr(world, "free", 0)

    done = computer.upgrade()

    assert done.exit_code == 3
    assert "la nouvelle version a cassé : disque" in done.err
    assert computer.stands_as_before()
    assert computer.acts[-2:] == ["stop", "start"]
    assert issue_more(computer.config, "AC-2026-11", 1) == ["AC-2026-0003"]


def test_what_was_broken_before_stops_no_upgrade(computer: Computer) -> None:
    (computer.config.parent / "desk.secret").write_text("x")

    assert computer.upgrade().exit_code == 0


def test_nothing_that_was_signed_meanwhile_is_thrown_away(computer: Computer) -> None:
    def sign() -> None:
        if computer.version() == "new":
            with newer_program():
                issue_more(computer.config, "AC-2026-11", 1)

    computer.on_start = sign
    computer.breaks = lambda world: setattr(world, "free", 0)

    done = computer.upgrade()

    assert done.exit_code == 3
    assert "quelqu’un a signé entre-temps" in done.err
    assert (computer.version(), computer.revision()) == ("new", NEWER)
    assert computer.acts[-1] == "start"


def test_power_cut_between_the_two_renames_is_mended(computer: Computer) -> None:
    place = computer.place
    make_environment(place.next, "new")
    place.now.rename(place.before)

    place.switch_back()

    assert computer.version() == "old"


def test_second_upgrade_replaces_what_the_first_kept(computer: Computer) -> None:
    make_environment(computer.place.before, "older")

    assert computer.upgrade().exit_code == 0
    assert (computer.place.before / "version").read_text() == "old"


def test_what_is_no_environment_is_refused(computer: Computer) -> None:
    (computer.place.now / "pyvenv.cfg").unlink()

    done = computer.upgrade()

    assert done.exit_code == 2
    assert computer.acts == []
