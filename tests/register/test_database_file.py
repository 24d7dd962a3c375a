"""The file of a register on SQLite: whose it is, and what is said when it is not there."""

from pathlib import Path

import pytest

from attestation.errors import RegisterError
from issuer.audit.log import AuditAction, AuditEvent, audited
from issuer.cli.main import main
from register.database import RegisterSettings, make_file, open_register
from tests.support.commands import Done, run
from tests.support.issuer_contexts import SETTINGS, make_deployment, open_issuer

URL = "sqlite:///data/register.db"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Make a deployment whose register is to lie in a folder of its own, and is not made yet."""
    config = make_deployment(tmp_path)
    config.write_text(SETTINGS.replace("sqlite:///register.db", URL), encoding="utf-8")
    return config


def upgrade(config: Path) -> Done:
    return run(main, "--config", config, "register", "upgrade")


def test_new_register_and_its_folder_are_for_their_owner_alone(config: Path) -> None:
    assert upgrade(config).exit_code == 0

    folder = config.parent / "data"
    context = open_issuer(config)
    with audited(
        context, AuditEvent(who="ines", action=AuditAction.PUBLISHED)
    ):  # leaves the write-ahead log
        files = sorted(folder.glob("register.db*"))
    modes = {file.name: file.stat().st_mode & 0o777 for file in files}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
    assert "register.db-wal" in modes


def test_empty_file_is_no_register_and_is_not_made_one(config: Path) -> None:
    file = config.parent / "data" / "register.db"
    file.parent.mkdir()
    file.touch()

    opened = run(main, "--config", config, "user", "list")
    upgraded = upgrade(config)

    for done in (opened, upgraded):
        assert done.exit_code == 3
        assert "restaurez la dernière sauvegarde" in done.err
        assert "upgrade" not in done.err
    assert not file.stat().st_size


def test_lost_register_is_not_replaced_by_an_empty_one(config: Path) -> None:
    assert upgrade(config).exit_code == 0
    with audited(open_issuer(config), AuditEvent(who="ines", action=AuditAction.PUBLISHED)):
        pass
    for file in (config.parent / "data").iterdir():
        file.unlink()

    done = upgrade(config)

    assert done.exit_code == 3
    assert "restaurez la dernière sauvegarde" in done.err
    assert not list((config.parent / "data").iterdir())


def test_folder_that_cannot_be_read_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    settings = RegisterSettings(url="sqlite:///register.db")
    monkeypatch.setattr(Path, "stat", refuse)

    with pytest.raises(RegisterError, match=r"ne s’ouvre pas .*droits de son dossier"):
        open_register(settings, folder=tmp_path)
    with pytest.raises(RegisterError, match="droits de son dossier"):
        make_file(tmp_path / "register.db")


def test_register_that_was_never_made_says_how_to_make_it(tmp_path: Path) -> None:
    settings = RegisterSettings(url="sqlite:///register.db")

    with pytest.raises(RegisterError, match="register upgrade"):
        open_register(settings, folder=tmp_path)
