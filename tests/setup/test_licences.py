from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

from tests.setup.licences import LOCK, Terms, locked_packages, terms_of


def installed(folder: Path, metadata: str, **files: str) -> Terms:
    """Return the terms of a package with this metadata, and these files beside it."""
    info = folder / "made_up-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: made-up\nVersion: 1.0\n{metadata}"
    )
    for name, text in files.items():
        (info / name).write_text(text)
    (info / "RECORD").write_text("".join(f"{info.name}/{name},,\n" for name in files))
    return terms_of(Distribution.at(info))


def test_every_package_that_runs_has_terms_that_are_allowed() -> None:
    names = locked_packages(LOCK.read_text())
    here = [name for name in names if name != "async-timeout"]  # of older Pythons

    assert len(names) > 60
    assert {name: terms_of(distribution(name)).problems for name in here} == dict.fromkeys(here, ())


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\n", "MIT OR Apache-2.0"),
        ("Classifier: License :: OSI Approved :: BSD License\n", "BSD-3-Clause"),
        ("License: Apache 2.0\n", "Apache-2.0"),
    ],
)
def test_terms_are_read_wherever_they_are_stated(
    tmp_path: Path, metadata: str, licence: str
) -> None:
    terms = installed(tmp_path, metadata)

    assert (terms.licence, terms.problems) == (licence, ())


@pytest.mark.parametrize(
    "metadata",
    ["License-Expression: MIT AND AGPL-3.0-only\n", "License: Mine alone\n", ""],
    ids=["one of several", "unknown", "none"],
)
def test_terms_that_are_not_on_the_list_are_refused(tmp_path: Path, metadata: str) -> None:
    assert installed(tmp_path, metadata).problems


def test_encoder_under_the_gpl_in_a_wheel_is_found(tmp_path: Path) -> None:
    bundled = 'License for "made-up" binary wheels: GPLv2, due to x265\n'

    terms = installed(tmp_path, "License-Expression: BSD-3-Clause\n", LICENSES_bundled=bundled)

    assert terms.problems == ("LICENSES_bundled names the GPL",)


def test_packages_that_left_stay_away() -> None:
    gone = {"flask-babel", "flask-limiter", "importlib-metadata", "lazy-importer"}
    gone |= {"ordered-set", "pillow-heif", "pygal", "pytz", "zipp"}

    assert not gone & set(locked_packages(LOCK.read_text()))
