"""Each module with logic has its tests where one looks for them, or where one table says.

``tests/a/b/test_c.py`` and ``tests/a/b/test_c_ASPECT.py`` are the tests of ``a/b/c.py``.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.tested_elsewhere import TESTED_ELSEWHERE
from tests.test_architecture import PACKAGES, ROOT

LOGIC = (
    *(ast.If, ast.IfExp, ast.Match, ast.BoolOp, ast.For, ast.AsyncFor, ast.While),
    *(ast.comprehension, ast.Try),
)
PLACE = re.compile(r"[a-z_]+(\.[a-z_]+)+(:\w+)?")
MOST_STEPS = 5
"""From a file of tests, the fixtures and helpers that it imports, to a module that it is about."""


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def modules_with_logic() -> tuple[str, ...]:
    """Return their paths: what branches, loops, comprehends or tries; no migration."""
    files = (
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if file.name not in ("__init__.py", "__main__.py") and "migrations" not in file.parts
    )
    return tuple(one for one in files if any(isinstance(n, LOGIC) for n in ast.walk(tree(one))))


@cache
def own_files() -> dict[str, list[str]]:
    """Return by module the files of its name; a name that fits two belongs to the longer one."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        folder = file.parent.relative_to(ROOT / "tests")
        name = file.stem.removeprefix("test_")
        about = [
            one
            for one in modules_with_logic()
            if Path(one).parent == folder and f"{name}_".startswith(f"{Path(one).stem}_")
        ]
        if about:
            found.setdefault(max(about, key=len), []).append(str(file.relative_to(ROOT)))
    return found


@cache
def elsewhere() -> dict[str, str]:
    return {
        f"{group.folder}/{name}.py": f"tests/{file}"
        for group in TESTED_ELSEWHERE
        for name, file in group.files.items()
    }


@cache
def imported(path: str) -> frozenset[str]:
    """Return the files that a file imports, at its head or within a function."""
    return frozenset(file for name in names_in(path) for file in files_of(name))


def names_in(path: str) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.ImportFrom(module=str(module), names=aliases):
                yield from (module, *(f"{module}.{alias.name}" for alias in aliases))
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.Constant(value=str(text)) if PLACE.fullmatch(text):
                yield text.partition(":")[0]  # a command's place, a child's module


@cache
def files_of(name: str) -> tuple[str, ...]:
    at = name.replace(".", "/")
    files = (f"{at}.py", f"{at}/__init__.py")
    is_ours = name.partition(".")[0] in (*PACKAGES, "tests")
    return tuple(file for file in files if is_ours and (ROOT / file).is_file())


@cache
def reached(file: str) -> set[str]:
    """Return what tests reach: all helpers and fixtures, and modules in a few steps from them."""
    beside = [folder / "conftest.py" for folder in Path(file).parents]
    start = [file, *(str(one) for one in beside if (ROOT / one).is_file())]
    found: set[str] = set()
    while start:
        one = start.pop()
        if one not in found:
            found.add(one)
            start += [other for other in imported(one) if other.startswith("tests/")]
    newest = found
    for _ in range(MOST_STEPS):
        newest = {other for one in newest for other in imported(one)} - found
        found |= newest
    return found


def test_each_module_with_logic_has_a_test_file_of_its_name_or_a_row_of_the_table() -> None:
    without = set(modules_with_logic()) - set(own_files()) - set(elsewhere())

    assert without == set()


def test_no_row_names_a_module_that_has_its_own_file_or_is_none() -> None:
    rows = set(elsewhere())

    assert rows & set(own_files()) == set()
    assert rows - set(modules_with_logic()) == set()


@pytest.mark.parametrize("file", sorted(set(elsewhere().values())))
def test_each_file_of_the_table_is_there_and_reaches_what_it_is_said_to_test(file: str) -> None:
    assert (ROOT / file).is_file()
    assert {one for one, where in elsewhere().items() if where == file} - reached(file) == set()


def test_each_file_of_a_module_s_name_reaches_it() -> None:
    assert [
        (module, file)
        for module, files in own_files().items()
        for file in files
        if module not in reached(file)
    ] == []


def test_each_group_of_the_table_says_why_in_a_line() -> None:
    assert all(group.why and len(group.why) < 100 for group in TESTED_ELSEWHERE)
