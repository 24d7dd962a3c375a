"""Heads of a log: the specification's own example, who signed one, and who saw it when."""

import pytest

from attestation.errors import MalformedCredentialError
from attestation.formats.signed_note import (
    Note,
    NoteSignature,
    decode_note,
    log_verifier_key,
)
from attestation.formats.tree_head import (
    TreeHead,
    cosignature_message,
    cosigned_at,
    decode_tree_head,
    is_signed_by_log,
)
from tests.support.issuers import NOW
from tests.support.log_notes import HEAD, KEY, NOTE, OTHER, TREE, VKEY, WITNESSES
from tests.support.logs import ORIGIN

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


@pytest.mark.parametrize(
    "text",
    ["", "\n", f"{ORIGIN}\n9\n", f"{ORIGIN}\n09\n{'A' * 43}=\n", f"{ORIGIN}\n9\nAAAA\n",
     f"{ORIGIN}\n9\n{'A' * 43}=\nmore\n", f"\n9\n{'A' * 43}=\n"],
)  # fmt: skip
def test_anything_else_is_no_head(text: str) -> None:
    with pytest.raises(MalformedCredentialError):
        decode_tree_head(Note(text=text, signatures=()))
