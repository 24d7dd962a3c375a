"""Running our commands in this process: arguments in, exit code and text out, as in a shell."""

import io
import json
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did."""

    exit_code: int
    out: str
    err: str

    def json(self) -> Any:
        """Read the one JSON document that was printed.

        A thread of an earlier test may have logged a line meanwhile.
        """
        return json.loads(re.sub(r"^\d{4}-\d\d-\d\d \d\d:.*\n", "", self.out, flags=re.M))


def run(main: Callable[[], None], *arguments: str | Path) -> Done:
    """Call a command's ``main`` with ``arguments``."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["attest", *map(str, arguments)]
    code: object = 0
    with patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code
    return Done(
        exit_code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue()
    )
