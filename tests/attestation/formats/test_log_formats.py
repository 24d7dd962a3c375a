"""The text formats of public logs: the specifications' own examples, and their every refusal."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from attestation.errors import MalformedCredentialError
from attestation.formats.log_policy import MAX_POLICY_CHARACTERS, LogPolicy, decode_policy
from attestation.formats.log_proof import LogProof, decode_log_proof, verify_log_proof
from attestation.formats.log_tiles import Tile, decode_tile_path
from attestation.formats.merkle import MerkleTree, leaf_hash
from attestation.formats.signed_note import (
    COSIGNATURE,
    Note,
    NoteSignature,
    VerifierKey,
    decode_base64,
    decode_note,
    decode_signatures,
    decode_verifier_key,
    encode_base64,
    log_verifier_key,
)
from attestation.formats.tree_head import (
    TreeHead,
    cosignature_message,
    cosigned_at,
    decode_tree_head,
    is_signed_by_log,
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
LOG_MATERIAL, OTHER_MATERIAL = (encode_base64(type_ + KEY.raw) for type_ in (b"\x01", b"\x06"))

# C2SP signed-note, the example of its last section.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2"
    "ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# C2SP tlog-checkpoint and tlog-cosignature, the example.
EXAMPLE_HEAD = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/\
Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJ\
sX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


def test_example_of_the_specification_is_read_verified_and_written() -> None:
    note, key = decode_note(EXAMPLE_NOTE), decode_verifier_key(EXAMPLE_KEY)
    (signature,) = note.signatures

    assert key.made(signature)
    assert key.verifies(signature.signature, note.text.encode())
    assert not key.verifies(signature.signature, b"another message\n")
    assert (note.encode(), key.encode()) == (EXAMPLE_NOTE, EXAMPLE_KEY)


def test_example_of_a_head_is_read_and_written() -> None:
    note = decode_note(EXAMPLE_HEAD)
    head = decode_tree_head(note)

    assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
    assert (head.encode(), note.encode()) == (note.text, EXAMPLE_HEAD)
    assert int.from_bytes(note.signatures[1].signature[:8], "big") == 1679315147


def test_head_is_signed_by_its_log_and_no_other() -> None:
    note = decode_note(NOTE.encode())

    assert decode_tree_head(note) == HEAD
    assert is_signed_by_log(note, VKEY)
    assert not is_signed_by_log(note, log_verifier_key(ORIGIN, OTHER.key.public_key()))
    renamed = log_verifier_key("other.example", KEY.key.public_key())
    assert not is_signed_by_log(note, renamed)


def test_head_under_the_name_of_another_log_is_not_signed_by_it() -> None:
    theirs = TreeHead(origin="other.example/log", size=9, root=TREE.root)
    text = theirs.encode()
    line = NoteSignature(name=ORIGIN, key_id=VKEY.key_id, signature=KEY.sign(text.encode()))

    assert not is_signed_by_log(Note(text=text, signatures=(line,)), VKEY)


def test_false_signature_beside_a_true_one_makes_the_note_none() -> None:
    line = NoteSignature(name=ORIGIN, key_id=VKEY.key_id, signature=bytes(64))

    assert not is_signed_by_log(NOTE.with_signatures([line]), VKEY)


def test_witness_says_when_it_saw_a_head() -> None:
    seen = NOTE.with_signatures([WITNESSES[0].cosign(NOTE, NOW)])

    assert cosigned_at(seen, WITNESSES[0].verifier) == NOW
    assert cosigned_at(seen, WITNESSES[1].verifier) is None
    assert seen.with_signatures(seen.signatures) == seen
    assert is_signed_by_log(decode_note(seen.encode()), VKEY)


def test_cosignature_of_another_head_or_time_is_none() -> None:
    witness = WITNESSES[0]
    line = witness.cosign(NOTE, NOW)
    smaller = TreeHead(origin=ORIGIN, size=8, root=TREE.root).encode()
    later = int(NOW.timestamp()) + 1
    moved = later.to_bytes(8, "big") + line.signature[8:]
    far = (1 << 62) + 1
    absurd = far.to_bytes(8, "big") + witness.key.sign(cosignature_message(NOTE.text, far))

    assert cosigned_at(Note(text=smaller, signatures=(line,)), witness.verifier) is None
    for signature in (moved, absurd, b"short"):
        changed = NoteSignature(name=line.name, key_id=line.key_id, signature=signature)
        assert cosigned_at(NOTE.with_signatures([changed]), witness.verifier) is None


def policy(quorum: str, *lines: str, log: VerifierKey = VKEY) -> LogPolicy:
    named = [f"witness w{n} {one.verifier.encode()}" for n, one in enumerate(WITNESSES)]
    return decode_policy("\n".join([f"log {log.encode()}", *named, *lines, f"quorum {quorum}", ""]))


def seen_by(*numbers: int) -> Note:
    return NOTE.with_signatures([WITNESSES[number].cosign(NOTE, NOW) for number in numbers])


@pytest.mark.parametrize(
    ("quorum", "lines", "enough", "too_few"),
    [
        ("none", (), [()], []),
        ("w1", (), [(1,), (0, 1)], [(), (0, 2)]),
        ("g", ("group g any w0 w1",), [(0,), (1,)], [(), (2,)]),
        ("g", ("group g all w0 w1",), [(0, 1)], [(0,), (1, 2)]),
        ("g", ("group g 2 w0 w1 w2",), [(0, 2), (0, 1, 2)], [(0,), (1,)]),
        ("h", ("group g any w0 w1", "group h all g w2"), [(0, 2)], [(0, 1), (2,)]),
    ],
)
def test_quorum_is_what_the_policy_says(
    quorum: str,
    lines: tuple[str, ...],
    enough: list[tuple[int, ...]],
    too_few: list[tuple[int, ...]],
) -> None:
    rule = policy(quorum, *lines)

    assert all(rule.is_satisfied(seen_by(*numbers)) for numbers in enough)
    assert not any(rule.is_satisfied(seen_by(*numbers)) for numbers in too_few)


def test_quorum_of_a_day_counts_what_was_cosigned_before_it() -> None:
    rule, seen = policy("g", "group g all w0 w1"), seen_by(0, 1)

    assert rule.has_quorum(seen, before=NOW + timedelta(seconds=1))
    assert not rule.has_quorum(seen, before=NOW)
    assert policy("none").has_quorum(NOTE, before=NOW)


def test_head_of_an_unknown_log_satisfies_no_policy() -> None:
    rule = policy("none", log=log_verifier_key(ORIGIN, OTHER.key.public_key()))

    assert not rule.is_satisfied(NOTE)


def test_policy_has_comments_tabs_and_addresses() -> None:
    vkey = WITNESSES[0].verifier.encode()
    rule = decode_policy(
        f"# ours\n\n\tlog  {VKEY.encode()}\thttps://verify.example.org/log\n"
        f"witness town {vkey} https://witness.example/\nquorum town"
    )

    assert rule.witnesses["town"].url == "https://witness.example/"
    assert rule.logs == (VKEY,)


W0, W1 = (f"witness {n} {WITNESSES[n].verifier.encode()}" for n in range(2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum somebody",
        "quorum none\nquorum none",
        "quorum none extra",
        "log\nquorum none",
        "log nokey\nquorum none",
        f"log {WITNESSES[0].verifier.encode()}\nquorum none",
        f"log {VKEY.encode()}\nlog {VKEY.encode()}\nquorum none",
        f"{W0}\n{W0}\nquorum none",
        f"{W0} https://a https://b\nquorum none",
        f"witness none {WITNESSES[0].verifier.encode()}\nquorum none",
        f"{W0}\ngroup 0 any 0\nquorum none",
        f"{W0}\ngroup g any 1\nquorum none",
        f"{W0}\ngroup g any 0 0\nquorum none",
        f"{W0}\ngroup g any none\nquorum none",
        f"{W0}\n{W1}\ngroup g any 0\ngroup h any 0 1\nquorum none",
        f"{W0}\ngroup g 2 0\nquorum none",
        f"{W0}\ngroup g 0 0\nquorum none",
        f"{W0}\ngroup g 01 0\nquorum none",
        f"{W0}\ngroup g any\nquorum none",
        "nonsense\nquorum none",
        "quorum none\r\n",
        "#" * (MAX_POLICY_CHARACTERS + 1),
    ],
)
def test_anything_else_is_no_policy(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_policy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+AAAA",
        f"{ORIGIN}+00000000+{LOG_MATERIAL}",
        f"{ORIGIN}+{VKEY.key_id.hex()}+{OTHER_MATERIAL}",
        f"a b+{VKEY.key_id.hex()}+{LOG_MATERIAL}",
        f"+{VKEY.key_id.hex()}+{LOG_MATERIAL}",
    ],
)
def test_anything_else_is_no_verifier_key(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_verifier_key(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAAAAAB==\n",
        "text\n\n— name A*AAAAA=\n",
        "te\x00xt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 65,
    ],
)
def test_anything_else_is_no_note(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_note(text)


def test_another_form_of_the_same_bytes_is_refused() -> None:
    assert decode_base64("AAA=") == b"\0\0"
    for other in ("AAB=", "AAA", "AA A=", "AAé="):
        with pytest.raises(MalformedCredentialError):
            decode_base64(other)


@pytest.mark.parametrize(
    "text",
    ["", "\n", f"{ORIGIN}\n9\n", f"{ORIGIN}\n09\n{'A' * 43}=\n", f"{ORIGIN}\n9\nAAAA\n",
     f"{ORIGIN}\n9\n{'A' * 43}=\nmore\n", f"\n9\n{'A' * 43}=\n"],
)  # fmt: skip
def test_anything_else_is_no_head(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_tree_head(Note(text=text, signatures=()))


@given(st.integers(0, 8))
def test_proof_stands_by_itself_and_for_its_entry_alone(index: int) -> None:
    made = LogProof(
        index=index, path=TREE.inclusion_path(index), head=seen_by(0), extra=ENTRIES[index]
    )
    proof = decode_log_proof(made.encode())
    rule = policy("w0")

    assert proof == made
    assert verify_log_proof(proof, ENTRIES[index], rule) == HEAD
    assert verify_log_proof(proof, b"another entry", rule) is None
    assert verify_log_proof(proof, ENTRIES[index], policy("w1")) is None
    without = LogProof(index=index, path=made.path, head=NOTE)
    assert decode_log_proof(without.encode()) == without


PROOF = LogProof(index=2, path=TREE.inclusion_path(2), head=NOTE, extra=b"x").encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 2", "index 02"),
        ("index 2\n", ""),
        ("index 2\n", "index 2\nAAAA\n"),
        ("index 2\n", "index 2\n" + f"{'A' * 43}=\n" * 65),
        ("extra eA==", "extra eA"),
        (f"\n\n{ORIGIN}", f"\n{ORIGIN}"),
        (PROOF, "c2sp.org/tlog-proof@v1\n\nx"),
        (PROOF, "x"),
    ],
)
def test_anything_else_is_no_proof(old: str, new: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_log_proof(PROOF.replace(old, new))


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(level=0, index=0, width=256), "0/000"),
        (Tile(level=0, index=1234067, width=256), "0/x001/x234/067"),
        (Tile(level=1, index=1000, width=17), "1/x001/000.p/17"),
        (Tile(level=63, index=999, width=255), "63/999.p/255"),
    ],
)
def test_path_of_a_tile_is_that_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert decode_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    ["", "0", "00/000", "0/0000", "0/00", "0/000.p/0", "0/000.p/256", "0/000.p/999", "64/000",
     "0/x000/001", "0/001/002", "entries/000", "0/../000", "0/000.p/01"],
)  # fmt: skip
def test_anything_else_is_no_path_of_a_tile(path: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_tile_path(path)


def test_tiles_of_the_specification_s_example_are_there() -> None:
    size = 70_000
    there = [
        Tile(level=0, index=272, width=256),
        Tile(level=0, index=273, width=112),
        Tile(level=1, index=0, width=256),
        Tile(level=1, index=1, width=17),
        Tile(level=2, index=0, width=1),
    ]
    assert all(tile.is_in(size) for tile in there)
    for tile in (
        Tile(level=0, index=273, width=113),
        Tile(level=1, index=1, width=18),
        Tile(level=2, index=0, width=2),
        Tile(level=3, index=0, width=1),
    ):
        assert not tile.is_in(size)


def test_lines_of_a_witness_are_read() -> None:
    line = WITNESSES[2].cosign(NOTE, NOW - timedelta(days=1))

    assert decode_signatures(line.line) == (line,)
    assert WITNESSES[2].verifier.type == COSIGNATURE
    assert isinstance(WITNESSES[2].key, Ed25519PrivateKey)
