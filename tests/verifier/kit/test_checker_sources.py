"""The checker's sources: locked, typed, linted, and of one mind with the verifier in Node."""

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from tests.support.kits import CHECKER_SOURCES, node, require_checker

VECTORS = CHECKER_SOURCES.parent / "tests" / "vectors"


def test_lock_has_a_hash_for_each_package_and_names_no_host() -> None:
    text = (CHECKER_SOURCES / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}

    assert "node_modules/zxing-wasm" in packages
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert re.findall(r"https?:|resolved", text) == []


def test_checker_decides_every_vector_as_the_verifier_in_node(
    record_property: Callable[[str, object], None],
) -> None:
    require_checker()

    done = node("build/node-vectors.mjs", VECTORS)

    record_property("figure", f"checker in Node: {done.stdout.strip()}")
    assert done.returncode == 0, done.stdout + done.stderr


def test_checker_has_no_error_of_type_or_style() -> None:
    if not (CHECKER_SOURCES / "node_modules").is_dir():
        pytest.skip("what checks the sources is not here: checker/build.sh needs npm")

    done = subprocess.run(
        ["npm", "run", "--silent", "check"],
        cwd=CHECKER_SOURCES,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
