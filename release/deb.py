"""``make deb``: a package for Debian 12 and one for 13, of a virtual environment at its last place.

``python -m release.deb [SUITE…]`` needs dpkg-deb and no root, and builds for both on either.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from operations.setup.answers import FOLDER
from operations.setup.services import units
from operations.setup.start import FACES, TIMERS
from release.environment import ROOT, build_wheel, make_environment, program_version, programs
from runtime.as_owner import CREDENTIAL_STORE, PREFIX

NAME = "attestation-service"
OUT = ROOT / "var" / "release"
_ENVIRONMENT = Path("/opt/attestation")
_BACKUPS = Path("/var/backups/attestation")
_USER = "attestation"
_ARCHITECTURE = "amd64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A release of Debian."""

    number: int
    python: str
    """Its Python: what is compiled in a package is for one minor version alone."""


SUITES = {
    "bookworm": Suite(number=12, python="3.11"),
    "trixie": Suite(number=13, python="3.13"),
}
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: {name} <root@localhost>
Installed-Size: {kilobytes}
Depends: python3 (>= {python}), python3 (<< {next_python}~), ca-certificates, passwd
Recommends: nginx-light | nginx, certbot, python3-certbot-nginx
Section: web
Priority: optional
Description: signed attestations of attendance, and their verifier
 Issues attestations from an attendance workbook, and verifies them in seconds
 from a QR code, a file, a scan or a typed code. "attest setup" comes next.
"""
_AFTER_INSTALLING = f"""\
#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
getent passwd {_USER} >/dev/null || useradd --system --user-group --no-create-home \\
  --home-dir /{FOLDER} --shell /usr/sbin/nologin {_USER}
[ -d {CREDENTIAL_STORE} ] || install -d -m 700 {CREDENTIAL_STORE}
{_ENVIRONMENT}/bin/python3 -m compileall -q -j 0 {_ENVIRONMENT}/lib || true
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload
systemctl try-restart {" ".join(FACES)} || true
"""
_BEFORE_REMOVING = f"""\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --quiet --now {" ".join((*FACES, *TIMERS))} || true
fi
find {_ENVIRONMENT} -name __pycache__ -type d -prune -exec rm -rf {{}} +
"""


def main() -> None:
    """Build the packages of the suites that are named, or of all."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        for suite in sys.argv[1:] or SUITES:
            print(build(SUITES[suite], wheel, OUT), flush=True)


def build(suite: Suite, wheel: Path, out: Path) -> Path:
    """Build one package; return its file."""
    version = f"{program_version()}-1~deb{suite.number}u1"
    file = out / f"{NAME}_{version}_{_ARCHITECTURE}.deb"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        make_environment(root, _ENVIRONMENT, wheel, python=suite.python)
        lay_out(root)
        control = root / "DEBIAN"
        control.mkdir()
        major, _, minor = suite.python.partition(".")
        text = _CONTROL.format(
            name=NAME,
            version=version,
            architecture=_ARCHITECTURE,
            kilobytes=sum(one.lstat().st_size for one in root.rglob("*")) // 1024,
            python=suite.python,
            next_python=f"{major}.{int(minor) + 1}",
        )
        (control / "control").write_text(text)
        for name, script in (("postinst", _AFTER_INSTALLING), ("prerm", _BEFORE_REMOVING)):
            (control / name).write_text(script)
            (control / name).chmod(0o755)
        _run = ("dpkg-deb", "--build", "--root-owner-group", "-Zzstd", "-z9", str(root), str(file))
        subprocess.run(_run, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return file


def lay_out(root: Path) -> None:
    """Put units, links to the programs, and the licence where Debian has them."""
    systemd = root / "usr" / "lib" / "systemd" / "system"
    systemd.mkdir(parents=True)
    for name, text in units(
        Path("/") / FOLDER,
        _ENVIRONMENT / "bin",
        user=_USER,
        writes=_BACKUPS,
        passphrase=CREDENTIAL_STORE / f"{PREFIX}passphrase",
    ):
        (systemd / name).write_text(text)
    programs_folder = root / "usr" / "bin"
    programs_folder.mkdir()
    for program in programs():
        (programs_folder / program.name).symlink_to(_ENVIRONMENT / "bin" / program.name)
    documentation = root / "usr" / "share" / "doc" / NAME
    documentation.mkdir(parents=True)
    (documentation / "copyright").write_text((ROOT / "LICENSE").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
