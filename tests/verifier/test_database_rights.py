"""What the documentation grants is enough on PostgreSQL; a right that is missing is named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine

from attestation.code import Code
from attestation.errors import RegisterError
from issuer.cli.main import main as issuer
from issuer.issuance.issue import issue
from register.attestations import record
from register.database import connect, reading
from tests.support.commands import run
from tests.support.issuer_contexts import (
    SETTINGS,
    make_deployment,
    make_draft,
    make_module,
    open_issuer,
)
from tests.support.postgres import new_database
from verifier.cli.main import main as verifier

ROOT = Path(__file__).parents[2]
GRANTS = re.findall(
    r"^(GRANT .*) TO verifier_reads;$", (ROOT / "docs/operations/postgresql.md").read_text(), re.M
)
READ = ("alembic_version", "statement", "status_list", "leaf", "checkpoint", "attestation")


class Deployment:
    """One attestation in a register on PostgreSQL, and a role that owns nothing."""

    def __init__(self, folder: Path, owner: URL) -> None:
        self.owner = owner
        self.role = f"reads_{owner.database}"
        self.config = make_deployment(folder, settings=self._settings(owner))
        self.context = open_issuer(self.config)
        (number,) = issue(self.context, make_module(), [make_draft()])
        with reading(self.context.register) as session:
            found = record(session, number)  # type: ignore[arg-type]  # none was there before
        assert found is not None
        self.code: Code = found.attestation.code
        self.do(f"CREATE ROLE {self.role} LOGIN", *(f"{one} TO {self.role}" for one in GRANTS))
        self.limited = self.config.with_name("limited.toml")
        self.limited.write_text(self._settings(owner.set(username=self.role)), encoding="utf-8")

    def do(self, *statements: str) -> None:
        """Have the owner carry out SQL."""
        engine = create_engine(self.owner)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def _settings(self, url: URL) -> str:
        text = url.render_as_string(hide_password=False)
        return SETTINGS.replace("sqlite:///register.db", text)


@pytest.fixture
def deployment(postgres: URL, tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(tmp_path, new_database(postgres))
    yield made
    made.context.register.dispose()


def test_what_the_documentation_grants_is_all_that_a_verifier_needs(
    deployment: Deployment,
) -> None:
    done = run(verifier, "--config", deployment.limited, "check", deployment.code)

    assert (done.exit_code, done.err) == (0, "")


@pytest.mark.parametrize("table", READ)
def test_right_that_a_verifier_lacks_is_said(deployment: Deployment, table: str) -> None:
    deployment.do(f"REVOKE ALL ON {table} FROM {deployment.role}")
    if table == "attestation":
        columns = "number, code, replaces, credential, erased_at"
        deployment.do(f"REVOKE SELECT ({columns}) ON {table} FROM {deployment.role}")  # noqa: S608

    done = run(verifier, "--config", deployment.limited, "check", deployment.code)

    assert done.exit_code == 3
    assert f"n’a pas le droit qu’il faut sur « {table} »" in done.err


@pytest.mark.parametrize("command", [("show", "AC-2026-0001"), ("publish",)])
def test_issuer_without_rights_says_so(deployment: Deployment, command: tuple[str, ...]) -> None:
    done = run(issuer, "--config", deployment.limited, *command)

    assert done.exit_code == 3
    assert "ce compte n’a pas le droit qu’il faut" in done.err


def test_account_or_database_that_is_not_there_is_named_as_that(deployment: Deployment) -> None:
    owner = deployment.owner
    for url, words in (
        (owner.set(username="nobody"), "ne connaît pas ce compte"),
        (owner.set(database="none"), "n’a pas cette base"),
    ):
        with (
            pytest.raises(RegisterError, match=words),
            reading(connect(url, wait_seconds=1)) as session,
        ):
            session.connection()
