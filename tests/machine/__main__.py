"""``make machine-test``: a bare Debian, booted, set up, unplugged, booted again, restored.

It needs root, debootstrap, systemd-nspawn and a mirror of Debian; where one is missing it says so
and tests nothing. The machine has a network of its own, without a way out, once it boots.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = "systemd,systemd-sysv,dbus,python3,python3-venv,nginx-light,ca-certificates,openssl,curl"
_BOOT_SECONDS = 300
_EXPECTED = {
    "first_boot.sh": ("authentique à https://attestations.machine.internal", "authentique."),
    "second_boot.sh": (
        "ready again after the plug was pulled",
        "all four tasks ran under their units",
        "restored, and published",
    ),
}
"""Of each stage, what its log must say."""
_INSTALL = """\
set -e
cd /root/source
python3 -m venv /opt/attestation
pip="/opt/attestation/bin/pip install -q --no-deps"
$pip --require-hashes -r requirements/runtime.txt -r requirements/build.txt
$pip --no-build-isolation .
"""


def main() -> None:
    """Run the test for one suite, by default Debian 13; a machine that was made may be kept."""
    suite = sys.argv[1] if len(sys.argv) > 1 else "trixie"
    if reason := why_not():
        print(f"machine test skipped: {reason}")
        return
    with machine(suite) as root:
        begin = time.monotonic()
        install(root)
        print(f"{suite}: installed in {time.monotonic() - begin:.0f} s", flush=True)
        for stage, expected in _EXPECTED.items():
            log = run_stage(root, stage)
            print(log, flush=True)
            if missing := [words for words in (*expected, "stage: 0") if words not in log]:
                sys.exit(f"{stage}: {missing} is not in its log")
    print(f"{suite}: passed")


def why_not() -> str | None:
    """Return why nothing can be tested here; None if it can."""
    if os.geteuid() != 0:
        return "it needs root"
    missing = [name for name in ("debootstrap", "systemd-nspawn") if shutil.which(name) is None]
    return f"{', '.join(missing)} missing" if missing else None


@contextmanager
def machine(suite: str) -> Iterator[Path]:
    """Make a bare machine; ``ATTESTATION_MACHINE`` names one made before, which is copied."""
    with tempfile.TemporaryDirectory(prefix="machine-") as folder:
        root = Path(folder) / suite
        if base := os.environ.get("ATTESTATION_MACHINE"):
            subprocess.run(["cp", "-ax", base, str(root)], check=True)
        else:
            command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", suite]
            subprocess.run([*command, str(root)], check=True, stdout=subprocess.DEVNULL)
            for name in ("sys", "proc"):  # some versions of debootstrap leave them mounted
                subprocess.run(["umount", "-q", str(root / name)], check=False)
        yield root


def install(root: Path) -> None:
    """Install this checkout, with the network and the authorities of this machine."""
    for file in ("etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt"):
        shutil.copyfile(Path("/") / file, root / file)
    source = root / "root" / "source"
    source.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "archive", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    subprocess.run(["tar", "x", "-C", str(source)], input=archive.stdout, check=True)
    (root / "root" / "install.sh").write_text(_INSTALL)
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "PIP_CERT": "/etc/ssl/certs/ca-certificates.crt",
    }
    command = ["unshare", "-m", "chroot", str(root), "sh", "/root/install.sh"]
    subprocess.run(command, env=environment, check=True)
    for name in ("answers.toml", "stage.service"):
        shutil.copy(HERE / name, root / "root")
    shutil.copy(ROOT / "examples" / "module-AC-2026-10.xlsx", root / "root" / "module.xlsx")
    unit = root / "etc" / "systemd" / "system" / "stage.service"
    shutil.copy(HERE / "stage.service", unit)
    wants = unit.with_name("multi-user.target.wants")
    wants.mkdir(exist_ok=True)
    (wants / unit.name).symlink_to(Path("..") / unit.name)


def run_stage(root: Path, stage: str) -> str:
    """Boot the machine, run one stage in it, pull the plug; return the stage's log."""
    place = root / "root"
    shutil.copy(HERE / stage, place / "stage.sh")
    done = place / "stage.done"
    for old in (done, place / "stage.log", place / "stage.err"):
        old.unlink(missing_ok=True)
    command = ["systemd-nspawn", "-q", "-b", "-D", str(root), "--register=no", "--keep-unit"]
    with subprocess.Popen(
        [*command, "--private-network"], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as booted:
        until = time.monotonic() + _BOOT_SECONDS
        while not done.exists() and booted.poll() is None and time.monotonic() < until:
            time.sleep(0.5)
        # The plug: nspawn's child is the machine's first process, and takes all others with it.
        children = Path(f"/proc/{booted.pid}/task/{booted.pid}/children").read_text().split()
        for pid in children:
            os.kill(int(pid), signal.SIGKILL)
    logs = [(place / name) for name in ("stage.log", "stage.err")]
    return "".join(log.read_text(errors="replace") for log in logs if log.exists())


if __name__ == "__main__":
    main()
