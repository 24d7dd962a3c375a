"""A log of nine entries, its signed head, its witnesses, and policies that name them."""

from attestation.formats.log_policy import LogPolicy, decode_policy
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.formats.signed_note import (
    Note,
    VerifierKey,
    log_verifier_key,
)
from attestation.formats.tree_head import (
    TreeHead,
    sign_tree_head,
)
from tests.support.issuers import NOW
from tests.support.logs import ORIGIN, LogKey, WitnessKey, seeded

KEY, OTHER = LogKey(seeded("log")), LogKey(seeded("another"))
WITNESSES = [WitnessKey(f"witness{n}.example", seeded(f"witness {n}")) for n in range(3)]
ENTRIES = [f"entry {number}".encode() for number in range(9)]
TREE = MerkleTree.of([leaf_hash(entry) for entry in ENTRIES])
HEAD = TreeHead(origin=ORIGIN, size=9, root=TREE.root)
NOTE = sign_tree_head(HEAD, KEY.key.public_key(), signer=KEY)
VKEY = log_verifier_key(ORIGIN, KEY.key.public_key())


def policy(quorum: str, *lines: str, log: VerifierKey = VKEY) -> LogPolicy:
    named = [f"witness w{n} {one.verifier.encode()}" for n, one in enumerate(WITNESSES)]
    return decode_policy("\n".join([f"log {log.encode()}", *named, *lines, f"quorum {quorum}", ""]))


def seen_by(*numbers: int) -> Note:
    return NOTE.with_signatures([WITNESSES[number].cosign(NOTE, NOW) for number in numbers])
