"""``python -m release.archive SHIV``: the program as one file, for each Python that Debian has.

A file that needs nothing but a Python of its minor version is what can still be run in ten years.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from release.deb import OUT, SUITES
from release.environment import build_wheel, install_packages, program_version


def main() -> None:
    """Write an archive for each."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        for suite in SUITES.values():
            packages = Path(folder) / suite.python
            install_packages(wheel, packages, python=suite.python)
            file = OUT / f"attestation-{program_version()}-python{suite.python}.pyz"
            command = archive_command(Path(sys.argv[1]), packages, file, python=suite.python)
            subprocess.run(command, check=True)  # noqa: S603  our own words
            print(file, flush=True)


def archive_command(shiv: Path, packages: Path, file: Path, *, python: str) -> list[str]:
    """Return the command that packs a folder of packages; it starts ``attest``."""
    return [
        *(str(shiv), "--site-packages", str(packages), "--compressed", "--reproducible"),
        *("--python", f"/usr/bin/env python{python}"),
        *("--entry-point", "operations.cli.main:main", "--output-file", str(file)),
    ]


if __name__ == "__main__":
    main()
