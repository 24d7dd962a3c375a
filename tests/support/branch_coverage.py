"""Lines and branches of the program that the tests run: ``-p tests.support.branch_coverage``.

SlipCover writes probes into code as it is loaded, and takes out those that were passed. A trace
function, which Python calls for every line of every library too, doubles the suite's time
(ADR 0140). Child processes are not measured: what only they run (confined children, gunicorn's
loop) counts as not run.
"""

import ast
import json
from fnmatch import fnmatch
from functools import cache
from importlib.machinery import SourceFileLoader
from io import StringIO
from pathlib import Path
from sys import modules
from types import CodeType
from typing import Any

import pytest
from slipcover import Slipcover, merge_coverage, print_coverage  # type: ignore[import-untyped]
from slipcover.branch import preinstrument  # type: ignore[import-untyped]
from slipcover.slipcover import add_summaries  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "attestation", "runtime", "keys", "register", "pdf", "web", "issuer", "verifier", "operations",
)  # fmt: skip
LEAST = 95.0
"""Percent of lines and branches together that the tests must run."""
WHOLE = (
    "attestation/*",
    "verifier/check.py",
    "verifier/evidence.py",
    "verifier/file_evidence.py",
    "verifier/text_comparison/*",
)
"""Of which they must run all: what makes a verdict."""
NOT_MEASURED = ["assert_never\\(", "^\\s*\\.\\.\\.$"]
_WORKER_OUTPUT = "branch_coverage"

# After so many passes of one probe those that were passed are taken out of all loaded code.
_probes = Slipcover(branch=True, exclude_also=NOT_MEASURED, d_miss_threshold=500)
_of_workers: list[dict[str, Any]] = []
_get_code = SourceFileLoader.get_code


def _get_code_with_probes(loader: SourceFileLoader, name: str) -> CodeType | None:
    path = Path(loader.path)
    if not any(path.is_relative_to(ROOT / package) for package in PACKAGES):
        return _get_code(loader, name)
    if name in modules:
        _probes.register_module(modules[name])
    return _code_with_probes(path)


@cache  # migrations are loaded anew for each database
def _code_with_probes(path: Path) -> CodeType:
    tree = preinstrument(ast.parse(path.read_bytes()))
    code: CodeType = _probes.instrument(compile(tree, str(path), "exec", dont_inherit=True))
    return code


SourceFileLoader.get_code = _get_code_with_probes  # type: ignore[method-assign,assignment]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker has measured."""
    if _WORKER_OUTPUT in getattr(node, "workeroutput", {}):
        _of_workers.append(json.loads(node.workeroutput[_WORKER_OUTPUT]))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what this worker has measured, or judge what all have."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_WORKER_OUTPUT] = json.dumps(_probes.get_coverage())
    elif _failures(_measured()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was not run."""
    measured = _measured()
    table = StringIO()
    print_coverage(measured, outfile=table, skip_covered=True)
    terminalreporter.write_sep("=", "lines and branches")
    terminalreporter.write(table.getvalue())
    for failure in _failures(measured):
        terminalreporter.write_line(f"FAIL {failure}", red=True)
    terminalreporter.write_line(f"Coverage: {measured['summary']['percent_covered']:.2f} %")


@cache
def _measured() -> dict[str, Any]:
    """Return the lines and branches of each file, executed and missing, of all processes."""
    _probes.source = [str(ROOT / package) for package in PACKAGES]  # also files that nothing loads
    measured: dict[str, Any] = _probes.get_coverage()
    for one in _of_workers:
        merge_coverage(measured, one)
    for path, of_file in measured["files"].items():
        _leave_out_what_leads_nowhere(path, of_file)
    add_summaries(measured)
    return measured


def _leave_out_what_leads_nowhere(path: str, of_file: dict[str, Any]) -> None:
    """Leave out branches to lines that are not measured, and each ``case _:`` before one."""
    lines = {0, *of_file["executed_lines"], *of_file["missing_lines"]}
    source = (ROOT / path).read_text(encoding="utf-8").splitlines()
    of_file["missing_branches"] = [way for way in of_file["missing_branches"] if way[1] in lines]
    of_file["missing_lines"] = [
        line
        for line in of_file["missing_lines"]
        if source[line - 1].strip() != "case _:" or line + 1 in lines
    ]


def _failures(measured: dict[str, Any]) -> list[str]:
    total = measured["summary"]["percent_covered"]
    failures = [f"{total:.2f} % is less than {LEAST} %"] if total < LEAST else []
    for path, of_file in measured["files"].items():
        percent = of_file["summary"]["percent_covered"]
        if percent < 100 and any(fnmatch(path, pattern) for pattern in WHOLE):
            failures.append(f"{path}: {percent:.1f} %, and every line and branch must run")
    return failures
