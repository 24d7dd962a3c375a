"""``make licences``: the packages that the program runs with, and under which terms.

Wheels may carry code under other terms than their own metadata say, so the licence texts that they
bring are read too.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements" / "runtime.txt"
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "HPND",
        "ISC",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "OFL-1.1",
        "PSF-2.0",
        "Zlib",
    }
)
"""What the EUPL-1.2 can be run and handed on with; the LGPL's are loaded, and not changed."""

_FREE_TEXT = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD License OR Apache Software License OR Mozilla Public License 2.0 (MPL 2.0)": (
        "BSD-2-Clause AND Apache-2.0 AND MPL-2.0"
    ),
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What older metadata say, in SPDX's words."""

_READ = {"pyrage": "MIT"}
"""What a wheel's LICENSE file says, where its metadata say nothing."""

_BUNDLED_GPL = re.compile(r"GNU (?:AFFERO )?GENERAL PUBLIC LICENSE|^License.*: A?GPL", re.M)
"""The licence's own heading, or a list of what is bundled."""

_EXCUSED = {
    ("numpy", "LICENSE.txt"): "libgfortran, with GCC's exception for what it compiles",
    ("reportlab", "DarkGarden-copying-gpl.txt"): "a font that no document uses",
    ("pypdfium2", "libgcc_and_libstdc++.txt"): "with GCC's exception for what it compiles",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms one package comes."""

    package: str
    version: str
    licence: str
    """An SPDX expression, or what the metadata say where they say something else."""
    bundled: tuple[str, ...]
    """Libraries of the system that the wheel carries."""
    problems: tuple[str, ...]


def locked_packages(lock: str) -> list[str]:
    """Return the names in a lock, in its order."""
    return list(dict.fromkeys(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==", lock, re.M)))


def terms_of(package: Distribution) -> Terms:
    """Return under which terms an installed package comes."""
    licence = _stated_licence(package)
    problems = [
        f"{one or 'no licence at all'} is not on the list"
        for one in re.split(r" (?:AND|OR|WITH) ", licence.replace("(", "").replace(")", ""))
        if one not in ALLOWED
    ]
    problems += [f"{name} names the GPL" for name in _gpl_texts(package)]
    libraries = sorted(
        path.name for path in package.files or () if path.parent.name.endswith(".libs")
    )
    return Terms(
        package=package.name,
        version=package.version,
        licence=licence,
        bundled=tuple(libraries),
        problems=tuple(problems),
    )


def _stated_licence(package: Distribution) -> str:
    said = package.metadata
    if expressions := said.get_all("License-Expression", []):
        return str(expressions[0])
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    first_line = "".join(said.get_all("License", [])[:1]).partition("\n")[0]
    stated = first_line if first_line in ALLOWED | _FREE_TEXT.keys() else " OR ".join(classifiers)
    return _FREE_TEXT.get(stated, stated) or _READ.get(package.name, "")


def _gpl_texts(package: Distribution) -> Iterator[str]:
    for path in package.files or ():
        if not re.search(r"licen[cs]e|copying|notice", str(path), re.I) or path.suffix == ".py":
            continue
        text = Path(str(path.locate())).read_text(encoding="utf-8", errors="ignore")
        if _BUNDLED_GPL.search(text) and (package.name, path.name) not in _EXCUSED:
            yield path.name


def main() -> None:
    """Print a line for each package; stop with 1 where one's terms are not allowed."""
    is_good = True
    for name in locked_packages(LOCK.read_text(encoding="utf-8")):
        try:
            terms = terms_of(distribution(name))
        except PackageNotFoundError:  # for another platform or Python
            print(f"{name:24} not installed here")
            continue
        bundled = f"  with {', '.join(terms.bundled)}" if terms.bundled else ""
        print(f"{terms.package:24} {terms.version:14} {terms.licence}{bundled}")
        for problem in terms.problems:
            is_good = False
            print(f"{'':24} {problem}", file=sys.stderr)
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
