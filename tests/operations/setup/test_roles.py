"""``attest setup`` on PostgreSQL: roles for the verifier are made, and every right is tried."""

import json
import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from operations.setup.roles import COUNTS, READS, is_postgresql
from tests.support.installations import attest
from tests.support.postgres import empty_database
from tests.support.setups import set_up
from tests.support.surroundings import FakeSurroundings

PAGE = Path(__file__).parents[3] / "docs" / "operations" / "postgresql.md"


def do(url: URL, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def rendered(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def test_verifier_has_roles_that_own_nothing_and_do_all_it_asks(
    postgres: URL, tmp_path: Path
) -> None:
    url = empty_database(postgres)

    done = set_up(tmp_path, register_url=rendered(url), register_password="a:b\\c")  # noqa: S106

    assert done.exit_code == 0, done
    folder = tmp_path / "root/srv/attestation"
    settings = (folder / "attestation.toml").read_text()
    assert f"{url.database}_reads" in settings
    assert f"{url.database}_counts" in settings
    passwords = (folder / "verifier.pgpass").read_text()
    assert len(passwords.splitlines()) == 2
    assert (folder / "verifier.pgpass").stat().st_mode & 0o777 == 0o600
    assert (folder / "register.pgpass").read_text() == "*:*:*:*:a\\:b\\\\c\n"
    for line in passwords.splitlines():
        assert line.rpartition(":")[2] not in settings
    config = folder / "attestation.toml"
    lines = doctor(config)
    assert [line["state"] for line in lines if line["topic"] == "rôles"] == ["ok"]

    do(url, f"REVOKE UPDATE ON check_count FROM {url.database}_counts")
    assert [line["state"] for line in doctor(config) if line["topic"] == "rôles"] == ["broken"]


def doctor(config: Path) -> list[dict[str, str]]:
    from unittest.mock import patch

    world = FakeSurroundings(config, verifier="https://attestations.passages-bxl.be")
    with patch("operations.cli.doctor.surroundings", lambda: world):
        lines: list[dict[str, str]] = json.loads(attest(config, "doctor", "--json").out)
    return lines


def test_owner_who_may_make_no_roles_is_told_what_to_do(postgres: URL, tmp_path: Path) -> None:
    url = empty_database(postgres)
    owner = f"owner_{uuid.uuid4().hex[:8]}"
    do(url, f"CREATE ROLE {owner} LOGIN", f"ALTER DATABASE {url.database} OWNER TO {owner}")

    done = set_up(tmp_path, register_url=rendered(url.set(username=owner)))

    assert done.exit_code == 2
    assert "register_url : ce compte ne peut pas créer de rôles" in done.err
    assert list((tmp_path / "root/srv/attestation").iterdir()) == []


def test_rights_are_those_of_the_page() -> None:
    found = re.findall(r"^GRANT (.*) TO verifier_(\w+);$", PAGE.read_text(encoding="utf-8"), re.M)

    assert [right for right, role in found if role == "reads"] == list(READS)
    assert [right for right, role in found if role == "counts"] == list(COUNTS)


@pytest.mark.parametrize(
    ("address", "answer"),
    [("postgresql+psycopg://a@b/c", True), ("sqlite:///register.db", False), ("nothing", False)],
)
def test_only_postgresql_has_roles(address: str, answer: bool) -> None:
    assert is_postgresql(address) is answer
