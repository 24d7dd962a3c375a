"""``make machine-test``: a bare Debian, booted, set up, unplugged, booted again, restored, broken.

It needs root, debootstrap, systemd-nspawn and a mirror of Debian; where one is missing it says so
and tests nothing. The machine has a network of its own, without a way out, once it boots.
``ATTESTATION_STAGES`` names the stages to run, by default all. One test at a time: where systemd
runs in no cgroup of its own, two machines would stop each other's services.
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

from release.deb import SUITES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,openssl,curl"
"""What a bare machine has here: what boots it, and what the test asks it with."""
_STAGE_SECONDS = 2700
_EXPECTED = {
    "first_boot.sh": ("authentique à https://attestations.machine.internal", "over HTTPS: "),
    "second_boot.sh": (
        "ready again after the plug was pulled",
        "all four tasks ran under their units",
    ),
    "restored.sh": ("restored on another machine, and published",),
    "later.sh": (
        "day 12, mail arrived: dessiné, relu, et authentique",
        "day 29: dessiné, relu, et authentique",
        "day 31: https://attestations.machine.internal répond « cannot_check »",
    ),
    "sabotage.sh": ("sabotages are named by doctor",),
}
"""Of each stage, what its log must say."""
_INSTALL = """\
set -e
mount -t proc proc /proc
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq --no-install-recommends libfaketime
rm -f /usr/sbin/policy-rc.d
begin=$(date +%s)
apt-get install -qq --no-install-recommends nginx-light /root/*.deb
echo "apt install: $(($(date +%s) - begin)) s"
"""


def main() -> None:
    """Run the test for one suite, by default Debian 13; a machine that was made may be kept."""
    suite = sys.argv[1] if len(sys.argv) > 1 else "trixie"
    if reason := why_not():
        print(f"machine test skipped: {reason}")
        return
    stages = os.environ.get("ATTESTATION_STAGES", " ".join(_EXPECTED)).split()
    with machine(suite) as root:
        install(root, suite)
        with tempfile.TemporaryDirectory(prefix="machine-", dir=root.parent) as folder:
            other = Path(folder) / "other"
            subprocess.run(["cp", "-ax", root, other], check=True)
            for stage in stages:
                if stage == "restored.sh":
                    hand_over(root, other)
                begin = time.monotonic()
                log = run_stage(other if stage == "restored.sh" else root, stage)
                print(log, flush=True)
                print(f"{suite}: {stage} took {time.monotonic() - begin:.0f} s", flush=True)
                expected = (*_EXPECTED[stage], "stage: 0")
                if missing := [words for words in expected if words not in log]:
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


def install(root: Path, suite: str) -> None:
    """Install the package, with the network of this machine: the first of three commands."""
    shutil.copyfile("/etc/resolv.conf", root / "etc" / "resolv.conf")
    place = root / "root"
    package = find_package(suite)
    shutil.copy(package, place)
    (place / "install.sh").write_text(_INSTALL)
    command = ["unshare", "-m", "chroot", str(root), "sh", "/root/install.sh"]
    subprocess.run(command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, check=True)
    (place / package.name).unlink()
    for file in HERE.glob("*"):
        if file.is_file():
            shutil.copy(file, place)
    shutil.copytree(HERE, place / "tests" / "machine")
    shutil.copy(ROOT / "examples" / "module-AC-2026-10.xlsx", place / "module.xlsx")
    unit = root / "etc" / "systemd" / "system" / "stage.service"
    shutil.copy(HERE / "stage.service", unit)
    wants = unit.with_name("multi-user.target.wants")
    wants.mkdir(exist_ok=True)
    (wants / unit.name).symlink_to(Path("..") / unit.name)


def find_package(suite: str) -> Path:
    """Return the package that ``make deb`` built for a suite."""
    found = sorted((ROOT / "var" / "release").glob(f"*~deb{SUITES[suite].number}u1_*.deb"))
    if not found:
        sys.exit(f"no package for {suite}: make deb")
    return found[-1]


def hand_over(root: Path, other: Path) -> None:
    """Carry to another machine what is left of the first: its newest backup and the paper."""
    places = {
        "newest.age": root / "root" / "newest.age",
        "backup.key": root / "srv" / "attestation" / "backup.key",
        "passphrase": root / "etc" / "credstore" / "attestation.passphrase",
    }
    for name, file in places.items():
        shutil.copyfile(file, other / "root" / name)


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
        until = time.monotonic() + _STAGE_SECONDS
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
