"""Closing: one command, after which papers are checked for decades and nobody can sign."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from attestation.formats.kit_manifest import KIT_MANIFEST
from attestation.verdict.trusted_keys import Verified
from attestation.verdict.verdicts import Genuine, LookedAt, Withdrawn
from keys.custody.authority import open_authority
from keys.custody.keyring import open_ring
from keys.custody.log_key import create_log_key
from keys.trust import load_trust_store
from operations.cli.context import Command
from operations.cli.main import main
from operations.closing.closing import Step
from register.database import reading, writing
from register.desk_work import JobState
from register.lookup import Lookup
from register.public_log import newest_log_head
from register.tables.desk import JobRow
from tests.support.commands import Done, run
from tests.support.issuer_contexts import PASSPHRASE
from tests.support.kits import make_kit, require_checker
from tests.support.logs import ORIGIN
from tests.support.world import PEOPLE, World, make_world

NAME = "Maison des Passages asbl"


@pytest.fixture
def world(tmp_path: Path) -> World:
    require_checker()
    return make_world(tmp_path / "deployment")


def _close(world: World, kit: Path, *options: str, typed: str = NAME) -> Done:
    with (
        patch("operations.cli.context.Command", partial(Command, now=world.now)),
        patch("click.prompt", lambda _: typed),
    ):
        return run(main, "--config", world.config, "close", "--kit", kit, *options)


def _keys_of(world: World) -> list[bool]:
    """Say of each key whether it has ended, and whether its private part is there."""
    folder = world.context.settings.keys.ring
    return [(folder / f"{key.kid.hex()}.key.pem").exists() for key in open_ring(folder).keys]


def test_after_closing_papers_are_checked_for_decades_and_nobody_signs(
    world: World, tmp_path: Path
) -> None:
    people = world.issue(*PEOPLE)
    world.withdraw(people[1].number)

    done = _close(world, tmp_path / "kit")

    assert done.exit_code == 0, done.err
    assert done.out.count("fait :") == len(Step)
    assert "connaît 3 attestations" in done.out
    assert _keys_of(world) == [False]
    store = load_trust_store((tmp_path / "kit" / "trust.pem").read_bytes())
    opened = store.trusted.open((tmp_path / "kit" / "manifest.cwt").read_bytes(), KIT_MANIFEST)
    assert isinstance(opened, Verified)
    assert opened.message.is_last
    world.wait(timedelta(days=29 * 365))
    original = world.check_file(people[0].pdf)
    assert isinstance(original.verdict, Genuine)
    assert original.looked_at is LookedAt.ORIGINAL
    assert isinstance(world.check_text(people[1].qr).verdict, Withdrawn)
    assert Lookup(world.context.register).checkpoint() is not None


def test_public_log_signs_its_last_head_and_its_key_is_destroyed(
    world: World, tmp_path: Path
) -> None:
    world.issue(*PEOPLE)
    folder = world.context.settings.keys.ring
    create_log_key(
        open_ring(folder), open_authority(folder, PASSPHRASE), PASSPHRASE,
        origin=ORIGIN, at=world.now(), lifetime=timedelta(days=3650),
    )  # fmt: skip

    done = _close(world, tmp_path / "kit")

    assert done.exit_code == 0, done.err
    assert _keys_of(world) == [False, False]
    with reading(world.context.register) as session:
        head = newest_log_head(session)
    assert head is not None
    assert head.size == len(PEOPLE)
    assert load_trust_store((tmp_path / "kit" / "trust.pem").read_bytes()).logs


def test_another_name_changes_nothing(world: World, tmp_path: Path) -> None:
    world.issue(*PEOPLE)

    done = _close(world, tmp_path / "kit", typed="Une autre")

    assert done.exit_code == 2
    assert "rien n’a été fait" in done.err
    assert _keys_of(world) == [True]
    assert not (tmp_path / "kit").exists()


def test_folder_with_something_in_it_stops_before_anything_is_done(
    world: World, tmp_path: Path
) -> None:
    world.issue(*PEOPLE)
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "mine.txt").write_text("mine")
    before = Lookup(world.context.register).status_lists()

    done = _close(world, tmp_path / "kit", "--yes")

    assert done.exit_code == 2
    assert Lookup(world.context.register).status_lists() == before
    assert _keys_of(world) == [True]


def test_issuing_that_has_not_ended_stops_it(world: World, tmp_path: Path) -> None:
    world.issue(*PEOPLE)
    with writing(world.context.register) as session:
        session.add(
            JobRow(
                login="ines",
                module_code="AC-2026-11",
                module="{}",
                state=JobState.RUNNING,
                began_at=world.now(),
            )
        )

    done = _close(world, tmp_path / "kit", "--yes")

    assert done.exit_code == 2
    assert "pas terminée" in done.err


def test_root_of_another_stops_it(world: World, tmp_path: Path) -> None:
    other = make_world(tmp_path / "other")
    world.issue(*PEOPLE)

    with patch.dict("os.environ", {"ATTESTATION_ROOT_PASSPHRASE": "quatre mots tires au hasard"}):
        done = _close(
            world, tmp_path / "kit", "--yes", "--root", str(other.context.settings.keys.ring)
        )

    assert done.exit_code == 2
    assert "racine" in done.err
    assert _keys_of(world) == [True]


def test_signature_that_does_not_hold_leaves_the_keys(world: World, tmp_path: Path) -> None:
    world.issue(*PEOPLE)
    other = make_kit(_other(tmp_path), tmp_path / "other-kit")

    def forged(folder: Path, *_: object, **__: object) -> None:
        (folder / "manifest.cwt").write_bytes((other / "manifest.cwt").read_bytes())

    with patch("operations.closing.closing.sign_prepared_kit", forged):
        done = _close(world, tmp_path / "kit", "--yes")

    assert done.exit_code == 3
    assert "aucune clé n’a été détruite" in done.err
    assert _keys_of(world) == [True]


def _other(folder: Path) -> World:
    world = make_world(folder / "other")
    world.issue(*PEOPLE)
    return world


def test_closing_that_was_cut_off_is_begun_anew(world: World, tmp_path: Path) -> None:
    world.issue(*PEOPLE)
    with patch("operations.closing.closing.write_kit", side_effect=KeyboardInterrupt):
        assert _close(world, tmp_path / "kit", "--yes").exit_code != 0
    assert _keys_of(world) == [True]

    world.wait(timedelta(minutes=1))
    done = _close(world, tmp_path / "kit", "--yes")

    assert done.exit_code == 0, done.err
    assert _keys_of(world) == [False]


def test_deployment_without_a_verifier_cannot_close_so(world: World, tmp_path: Path) -> None:
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text[: text.index("[verifier]")], encoding="utf-8")

    done = _close(world, tmp_path / "kit", "--yes")

    assert done.exit_code == 2
    assert "verifier" in done.err
    with reading(world.context.register):
        assert _keys_of(world) == [True]
