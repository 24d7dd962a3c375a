"""``make serve``: the three faces over the demo, on this machine alone, and how to enter each.

The account is made by the command that an administrator gives. Its password and second factor lie
beside the demo's other secrets, so that this program can say the one-time code of the moment.
"""

import base64
import re
import secrets
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from rich.console import Console

from examples.demo import ask, private_file, program

LOGIN = "demo"
_SECRET = re.compile(r"secret=([A-Z2-7]+)")
_STEP_SECONDS = 30
_START_SECONDS = 120
_FACES = (
    ("attest-verifier", "serve"),
    ("attest-issuer", "serve"),
    ("attest-issuer", "participant-serve"),
)


def main() -> None:
    """Serve the deployment in the folder that is named, until stopped."""
    folder = Path(sys.argv[1])
    config = folder / "attestation.toml"
    settings = tomllib.loads(config.read_text(encoding="utf-8"))
    addresses = (
        settings["verifier"]["addresses"][0],
        settings["desk"]["address"],
        settings["participant"]["address"],
    )
    password, factor = account(folder, config)
    link = ask("attest-issuer", config, "link", first_number(folder)).strip()
    signal.signal(signal.SIGTERM, _stop)
    try:
        with ExitStack() as running:
            faces = [running.enter_context(started(config, *face)) for face in _FACES]
            for face, address in zip(faces, addresses, strict=True):
                wait_for(face, address)
            load_history(addresses, password, factor, link)
            keep_on(faces, factor)
    except KeyboardInterrupt:
        Console().print("Stopped.")


def account(folder: Path, config: Path) -> tuple[str, bytes]:
    """Return password and second factor of the demo's account; make it where there is none."""
    password_file, factor_file = folder / "demo.password", folder / "demo.second-factor"
    if not factor_file.exists():
        private_file(password_file, secrets.token_urlsafe(12))
        known = ask("attest-issuer", config, "user", "list")
        act = "reset" if re.search(rf"^{LOGIN}\b", known, re.M) else "add"
        printed = ask(
            "attest-issuer", config, "user", act, LOGIN, "--password-file", str(password_file)
        )
        found = _SECRET.search(printed)
        if found is None:
            sys.exit(f"attest-issuer user {act} showed no second factor.")
        private_file(factor_file, found.group(1))
    password = password_file.read_text(encoding="utf-8").strip()
    return password, base64.b32decode(factor_file.read_text(encoding="utf-8").strip())


def first_number(folder: Path) -> str:
    """Return the number of the demo's first attestation."""
    document = min((folder / "attestations").glob("*.pdf"))
    return document.name.partition("_")[0]


@contextmanager
def started(config: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one face, its log in the demo's folder, while the context lasts."""
    log = config.parent / f"{command[0]}-{command[1]}.log"
    arguments = [program(command[0]), "--config", str(config), command[1]]
    with log.open("wb") as output:
        face = subprocess.Popen(arguments, stdout=output, stderr=output)  # noqa: S603  our own
    try:
        yield face
    finally:
        face.terminate()
        face.wait()


def wait_for(face: subprocess.Popen[bytes], address: str) -> None:
    """Return when ``address`` answers; stop where its face has ended."""
    opener = build_opener(ProxyHandler({}))
    until = time.monotonic() + _START_SECONDS
    while face.poll() is None and time.monotonic() < until:
        try:
            opener.open(address, timeout=5).close()
        except HTTPError as answer:
            answer.close()
        except (URLError, OSError):
            time.sleep(0.1)
            continue
        return
    sys.exit(f"{address} does not answer: see the logs beside the demo. Is the port in use?")


def load_history(addresses: tuple[str, str, str], password: str, factor: bytes, link: str) -> None:
    """Print the addresses and what each asks for."""
    verifier, desk, _ = addresses
    lines = (
        f"The officer's page    {verifier}/",
        "                      bring a PDF of attestations/, or type the code printed on it",
        f"The desk              {desk}/",
        f"                      account {LOGIN}, password {password}",
        f"                      one-time code {one_time_code(factor)} (Enter: the next one)",
        f"The participant's     {link}",
        "page                  the birth date is in the example workbook, in the first row",
    )
    Console(soft_wrap=True, highlight=False).print("\n".join(lines), markup=False)
    Console().print("All three on this machine alone. Ctrl-C stops them.")


def keep_on(faces: list[subprocess.Popen[bytes]], factor: bytes) -> None:
    """Say a new code for each Enter; return when a face ends."""
    if sys.stdin.isatty():
        for _ in sys.stdin:
            print(f"one-time code {one_time_code(factor)}")
    while all(face.poll() is None for face in faces):
        time.sleep(0.5)
    sys.exit("A face ended: see the logs beside the demo.")


def one_time_code(factor: bytes) -> str:
    """Return the code of this moment (RFC 6238)."""
    return TOTP(factor, 6, SHA1(), _STEP_SECONDS).generate(int(time.time())).decode()  # noqa: S303


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
