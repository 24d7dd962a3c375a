"""Commands start fast: what is imported before a command is known, and by the quick ones."""

import subprocess
import sys

import click
import pytest

from issuer.cli.main import cli as issuer
from keys.cli.main import cli as keys
from runtime.lazy_commands import LazyGroup
from verifier.cli.main import cli as verifier

# What no question at a terminal needs: servers, fonts and pictures, other people's formats.
SLOW = {
    "PIL", "aiohttp", "alembic", "asn1crypto", "flask", "fontTools", "gunicorn", "jinja2",
    "multiprocessing", "pikepdf", "pkcs11", "psycopg", "pyhanko", "pypdf", "pypdfium2",
    "python_calamine", "reportlab", "rich", "xlsxwriter", "zxingcpp",
}  # fmt: skip


def imported(statement: str) -> set[str]:
    """Return the packages that a fresh process holds after ``statement``."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("program", ["issuer", "verifier", "keys"])
def test_list_of_commands_needs_click_alone(program: str) -> None:
    help_ = f"from {program}.cli.main import cli\ncli(['--help'], standalone_mode=False)"
    ours = {"attestation", "runtime", "keys", "register", "issuer", "verifier"}

    new = {name for name in imported(help_) - imported("import click") if name not in ours}

    assert new & SLOW == set()
    assert not {"sqlalchemy", "cryptography", "pydantic"} & new


@pytest.mark.parametrize("module", ["issuer.cli.show", "verifier.cli.check"])
def test_quick_commands_load_nothing_that_they_do_not_use(module: str) -> None:
    assert imported(f"import {module}") & SLOW == set()


@pytest.mark.parametrize("program", [issuer, verifier, keys], ids=["issuer", "verifier", "keys"])
def test_list_says_of_each_command_what_it_says_itself(program: LazyGroup) -> None:
    context = click.Context(program)

    for name, place in program.places.items():
        command = program.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert (command.help or "").startswith(place.help), name
    assert program.get_command(context, "nothing") is None
