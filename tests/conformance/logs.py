"""The public log judged by programs that others wrote: a verifier of receipts, a witness, a client.

``python -m tests.conformance.logs``: scitt-cose reads receipts (RFC 9942), torchwood's litewitness
cosigns heads (C2SP tlog-witness), and its client reads tiles and proofs under a policy.
"""

import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from rich.console import Console
from rich.table import Table
from werkzeug.serving import make_server

from attestation.formats.log_policy import decode_policy
from attestation.formats.log_proof import LogProof, decode_log_proof
from attestation.formats.signed_note import decode_note, log_verifier_key
from attestation.formats.tree_head import decode_tree_head, sign_tree_head
from issuer.lifecycle.witness_round import Outcome, ask_witnesses, post
from issuer.settings.public_log import LogSettings
from keys.custody.log_key import open_log_signer
from tests.conformance.outside_witness import TOOLS, OutsideWitness, build, judged, served_witness
from tests.support.command_context import PASSPHRASE
from tests.support.issuer_contexts import register_of
from tests.support.issuers import ADDRESS
from tests.support.logged_desks import LoggedDesk
from tests.support.logs import VECTORS, WitnessKey
from verifier.http.app import create_app
from verifier.settings import load_settings

PACKAGES = Path(__file__).parents[2] / "var" / "conformance" / "python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one program said of one thing."""

    judge: str
    what: str
    is_control: bool
    """It must be refused."""
    is_accepted: bool
    words: str

    @property
    def is_as_asked(self) -> bool:
        """Check whether it says what must be said."""
        return self.is_accepted is not self.is_control


def main() -> int:
    """Print the table; 0 if every judge says what must be said."""
    missing = sorted({package for name, package in TOOLS.items() if shutil.which(name) is None})
    if missing:
        print(f"Missing: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    build()
    if not PACKAGES.is_dir():
        print("Missing: make conformance puts scitt-cose there", file=sys.stderr)
        return 1
    sys.path.append(str(PACKAGES))
    with tempfile.TemporaryDirectory() as name:
        said = list(_all(Path(name)))
    wrong = [one for one in said if not one.is_as_asked]
    _print(said)
    for one in wrong:
        print(f"NOT AS ASKED: {one.judge}: {one.what}: {one.words}")
    controls = sum(one.is_control for one in said)
    print(
        f"{len(said) - len(wrong)} of {len(said)} as asked: {len(said) - controls} to be accepted, "
        f"{controls} to be refused (control)."
    )
    return 1 if wrong else 0


def _all(folder: Path) -> Iterator[Said]:
    desk = LoggedDesk(folder / "deployment")
    desk.extend()
    (log,) = desk.keys.trust().logs.values()
    key = log_verifier_key(log.origin, log.public_key)
    with served_witness(folder, key) as witness, _served(desk) as url:
        text = f"log {key.encode()}\nwitness town {witness.key.encode()} {witness.url}\n"
        policy = folder / "policy"
        policy.write_text(text + "quorum town\n")
        yield from _cosigned(desk, text + "quorum town\n", witness)
        yield from _read_by_torchwood(desk, folder, policy, url)
        yield from _strangers(folder, text, url)
    pem = log.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    yield from _receipts(folder, pem)


def _cosigned(desk: LoggedDesk, policy: str, witness: OutsideWitness) -> Iterator[Said]:
    settings = LogSettings(head_file=desk.policy.head_file, policy=decode_policy(policy))
    judge = "litewitness"

    def ask(what: str, *, is_control: bool = False) -> Said:
        register, trust = register_of(desk.config), desk.keys.trust()
        (answer,) = ask_witnesses(register, settings, trust=trust)
        return Said(
            judge=judge,
            what=what,
            is_control=is_control,
            is_accepted=answer.outcome is Outcome.COSIGNED,
            words=answer.outcome.name,
        )

    yield ask("the first head")
    yield ask("the same head again")
    desk.keep()
    before = desk.policy.head_file.read_bytes()
    desk.grow()
    desk.extend()
    yield ask("a head that is consistent")
    after = desk.policy.head_file.read_bytes()
    desk.keep("grown")
    desk.put_back()
    desk.policy.head_file.write_bytes(before)
    yield ask("an older head (rollback)", is_control=True)
    desk.put_back("grown")
    desk.policy.head_file.write_bytes(after)

    signer = open_log_signer(desk.keys.ring, PASSPHRASE, at=desk.keys.at)
    assert signer is not None
    head = decode_tree_head(desk.newest())
    forked = replace(head, size=head.size + 1, root=bytes(32))
    fork = sign_tree_head(forked, signer.public_key, signer=signer)
    other = WitnessKey("somebody").key
    stranger = sign_tree_head(head, other.public_key(), signer=_Stranger(signer.kid, other))
    for what, note in (("another past (fork)", fork), ("a head by another key", stranger)):
        body = f"old {head.size}\n\n{note.encode()}".encode()
        answer = post(f"{witness.url}/add-checkpoint", body)
        assert answer is not None
        yield Said(
            judge=judge, what=what, is_control=True, is_accepted=answer[0] == 200,
            words=f"{answer[0]} {answer[1].decode().strip()}",
        )  # fmt: skip


def _read_by_torchwood(desk: LoggedDesk, folder: Path, policy: Path, url: str) -> Iterator[Said]:
    proofs = folder / "proofs"
    for number in desk.numbers:
        desk("log", "proofs", number, "--out", proofs)
    good = sorted(proofs.glob("*.tlog-proof"))
    # The newest statement's head has the witness's line; those of before had it when they were new.
    files, controls = [*good], []
    first = decode_log_proof(good[0].read_text())
    for name, proof in (
        ("another place", replace(first, index=first.index + 1)),
        ("another entry", replace(first, extra=b"another entry")),
        ("a path cut short", replace(first, path=first.path[:-1])),
        ("no cosignature", _without_witness(first)),
    ):
        controls.append(proofs / f"{name}.proof")
        controls[-1].write_text(proof.encode())
    log, *said = judged(policy, url, [*files, *controls])
    yield _torchwood("head and tiles of the verifier", log)
    for file, line in zip(files, said, strict=False):
        yield _torchwood(f"proof {file.stem[-1]}", line)
    for file, line in zip(controls, said[len(files) :], strict=True):
        yield _torchwood(f"proof: {file.stem}", line, is_control=True)


def _strangers(folder: Path, text: str, url: str) -> Iterator[Said]:
    other = WitnessKey("other.example").verifier.encode()
    policy = folder / "other-policy"
    policy.write_text(f"{text}witness other {other}\ngroup both all town other\nquorum both\n")
    (log,) = judged(policy, url, [])
    yield _torchwood("a witness that has not seen it", log, is_control=True)


def _receipts(folder: Path, pem: bytes) -> Iterator[Said]:
    for file in sorted((folder / "proofs").glob("*.receipt.cose")):
        proof = decode_log_proof(
            file.with_name(file.name.replace(".receipt.cose", ".tlog-proof")).read_text()
        )
        entry, receipt = proof.extra or b"", file.read_bytes()
        name = f"receipt {proof.index}"
        yield _scitt(name, receipt, entry, pem)
        yield _scitt(f"{name}: another entry", receipt, entry + b"x", pem, is_control=True)
        yield _scitt(
            f"{name}: a bit", receipt[:-1] + bytes((receipt[-1] ^ 1,)), entry, pem, is_control=True
        )
    for vector in json.loads(VECTORS.read_text())["vectors"]:
        # Its unprotected header may hold more by RFC 9942; ours may not.
        if "entry" in vector and vector["name"] != "another unprotected header":
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["public_key"]))
            yield _scitt(
                f"vector: {vector['name']}",
                bytes.fromhex(vector["receipt"]),
                bytes.fromhex(vector["entry"]),
                key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
                is_control=vector["expected"] != "included",
            )


def _scitt(
    what: str, receipt: bytes, entry: bytes, pem: bytes, *, is_control: bool = False
) -> Said:
    from scitt_cose.receipt import verify_receipt  # type: ignore[import-not-found]  # see main

    result: Any = verify_receipt(receipt, leaf_entry_hex=entry.hex(), log_public_key_pem=pem)
    words = f"{result.root[:16]}…" if result.ok else str(result.errors[0])
    return Said(
        judge="scitt-cose", what=what, is_control=is_control, is_accepted=result.ok, words=words
    )


def _torchwood(what: str, line: str, *, is_control: bool = False) -> Said:
    return Said(
        judge="torchwood",
        what=what,
        is_control=is_control,
        is_accepted=line.startswith("accepted"),
        words=line.rpartition("/")[2][:90],
    )


def _without_witness(proof: LogProof) -> LogProof:
    note = decode_note(proof.head.encode())
    return replace(proof, head=replace(note, signatures=note.signatures[:1]))


@dataclass(frozen=True)
class _Stranger:
    kid: Any
    key: Any

    def sign(self, message: bytes) -> bytes:
        return bytes(self.key.sign(message))


@contextmanager
def _served(desk: LoggedDesk) -> Iterator[str]:
    """Serve the verifier of the deployment."""
    (desk.folder / "trust.pem").write_text(desk.keys("trust"))
    config = desk.folder / "verifier.toml"
    config.write_text(
        '[register]\nurl = "sqlite:///register.db"\n'
        f'[verifier]\naddresses = ["{ADDRESS}"]\ntrust = "trust.pem"\n'
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(load_settings(config), now=lambda: desk.keys.at)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/log"
    finally:
        server.shutdown()
        thread.join()


def _print(said: list[Said]) -> None:
    table = Table(title="The public log of this run, and what others say of it")
    for column in ("judge", "what", "asked", "said", "words"):
        table.add_column(column)
    for one in said:
        asked = "refuse" if one.is_control else "accept"
        answer = "accepted" if one.is_accepted else "refused"
        table.add_row(one.judge, one.what, asked, answer, one.words)
    Console(width=180).print(table)


if __name__ == "__main__":
    sys.exit(main())
