"""A verifier of one version reads the register of another, where the migrations say so."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.facts import Number
from register import upgrade
from register.database import RegisterSettings, connect, open_register, open_replica, register_url
from register.lookup import Lookup
from register.upgrade import READ_BY_VERIFIERS_FROM, REVISIONS, upgrade_register

SETTINGS = RegisterSettings(url="sqlite:///register.db", wait_seconds=1)
READ = [one for one in REVISIONS if one >= READ_BY_VERIFIERS_FROM]


def register_at(folder: Path, revision: str) -> Engine:
    """Make a register as the program of ``revision`` did."""
    engine = connect(register_url(SETTINGS, folder=folder), wait_seconds=1)
    config = Config()
    config.set_main_option("script_location", "register:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


def renamed(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


@pytest.mark.parametrize("revision", READ)
def test_verifier_reads_each_register_that_it_says(tmp_path: Path, revision: str) -> None:
    register_at(tmp_path, revision)

    lookup = Lookup(open_replica(SETTINGS, folder=tmp_path))

    lookup.require_rights()
    assert lookup.credential_by_code(Code("0" * 16)) is None
    assert lookup.credential_by_number(Number("AC-2026-0001")) is None
    assert lookup.credential_by_digest(b"x" * 32) is None
    assert lookup.document(b"x" * 32) is None
    assert lookup.status_list(1) is None
    assert lookup.codes() == []
    assert lookup.numbers_to_count({Code("0" * 16)}) == {}


@pytest.mark.parametrize("revision", [REVISIONS[0], "0008"])
def test_verifier_refuses_a_register_that_is_too_old(tmp_path: Path, revision: str) -> None:
    register_at(tmp_path, revision)

    with pytest.raises(RegisterError, match="plus ancien"):
        open_replica(SETTINGS, folder=tmp_path)


def test_verifier_reads_a_newer_register_that_says_so(tmp_path: Path) -> None:
    engine = connect(register_url(SETTINGS, folder=tmp_path), wait_seconds=1)
    upgrade_register(engine)

    renamed(engine, f"9998r{REVISIONS[-1][:4]}")
    Lookup(open_replica(SETTINGS, folder=tmp_path)).require_rights()

    for later in ("9999", "9999r9998"):
        renamed(engine, later)
        with pytest.raises(RegisterError, match="plus récent"):
            open_replica(SETTINGS, folder=tmp_path)


def test_issuer_takes_its_own_version_alone(tmp_path: Path) -> None:
    engine = register_at(tmp_path, REVISIONS[-2])
    with pytest.raises(RegisterError, match="plus ancien"):
        open_register(SETTINGS, folder=tmp_path)

    renamed(engine, "9998r0010")
    with pytest.raises(RegisterError, match="plus récent"):
        open_register(SETTINGS, folder=tmp_path)


def test_each_revision_from_now_on_says_who_reads_it() -> None:
    says = re.compile(r"[0-9]{4}r[0-9]{4}")

    assert [one for one in REVISIONS if one > "0025" and not says.fullmatch(one)] == []
    assert upgrade.is_read_by_verifiers(REVISIONS[-1])
    assert not upgrade.is_read_by_verifiers(None)
