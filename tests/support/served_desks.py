"""A deployment whose desk is served for a browser: its settings, an account, its workbooks."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL

from issuer.workbook.format.cells import Cell, Sheet
from issuer.workbook.reader import load_people_sheets
from tests.support.authenticators import password_at
from tests.support.browser import run_issuer
from tests.support.issuer_contexts import SETTINGS, make_deployment
from tests.support.mail_contexts import MAIL
from tests.support.ports import free_port
from tests.support.workbooks import xlsx_bytes

EXAMPLES = Path(__file__).parents[2] / "examples"
MESSY = EXAMPLES / "messy-octobre-2026.xlsx"
MODULE = EXAMPLES / "module-AC-2026-10.module.csv"
PASSWORD = "quatre mots tires au sort"  # noqa: S105  of nobody

_SECRET = re.compile(r"secret=([A-Z2-7]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployment with one account."""

    config: Path
    port: int
    login: str
    factor: bytes

    @property
    def address(self) -> str:
        """What one types into the browser."""
        return f"http://127.0.0.1:{self.port}"

    def one_time(self) -> str:
        """Return the one-time password of this moment."""
        return password_at(self.factor, datetime.now(UTC))


def deploy(
    folder: Path,
    *,
    database: URL | None = None,
    login: str = "ines",
    mail_port: int | None = None,
    more: str = "",
) -> Deployed:
    """Make keys, register and an account by the commands an administrator gives.

    Args:
        folder: where it lies.
        database: of the register; None for SQLite in the folder.
        login: of the account.
        mail_port: of the mail server on this machine; None for a desk that sends nothing.
        more: settings that follow those of ``[desk]``.
    """
    port = free_port()
    settings = f"""{SETTINGS}
[desk]
address = "http://127.0.0.1:{port}"
listen = "127.0.0.1:{port}"
{more}
"""
    if mail_port is not None:
        settings += MAIL.format(port=mail_port)
    if database is not None:
        url = database.render_as_string(hide_password=False)
        settings = settings.replace("sqlite:///register.db", url)
    config = make_deployment(folder, settings=settings, at=datetime.now(UTC) - timedelta(days=1))
    password = folder / "password"
    password.touch(0o600)
    password.write_text(PASSWORD)
    printed = run_issuer(config, "user", "add", login, "--password-file", str(password))
    secret = _SECRET.search(printed)
    assert secret, printed
    return Deployed(config=config, port=port, login=login, factor=base64.b32decode(secret.group(1)))


def respell(target: Path) -> Path:
    """Write the messy example as somebody puts it right afterwards: « Haile » becomes « Hayle »."""
    (sheet,), _ = load_people_sheets(MESSY)
    rows: list[list[Cell]] = [list(row) for row in sheet.rows]
    rows[10][1] = "Hayle"
    target.write_bytes(xlsx_bytes({sheet.name: Sheet(name="", rows=tuple(map(tuple, rows))).rows}))
    return target


def spoil(target: Path) -> Path:
    """Write the messy example with two slips more: an unknown mark, a day that no month has."""
    (sheet,), _ = load_people_sheets(MESSY)
    rows: list[list[Cell]] = [list(row) for row in sheet.rows]
    rows[5][6] = "?"
    rows[10][3] = "30/02/1996"
    target.write_bytes(xlsx_bytes({sheet.name: Sheet(name="", rows=tuple(map(tuple, rows))).rows}))
    return target
