"""Signed notes: the specification's own example, and every refusal."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from attestation.errors import MalformedCredentialError
from attestation.formats.signed_note import (
    COSIGNATURE,
    decode_base64,
    decode_note,
    decode_signatures,
    decode_verifier_key,
    encode_base64,
)
from tests.support.issuers import NOW
from tests.support.log_notes import (
    KEY,
    NOTE,
    VKEY,
    WITNESSES,
)
from tests.support.logs import ORIGIN

LOG_MATERIAL, OTHER_MATERIAL = (encode_base64(type_ + KEY.raw) for type_ in (b"\x01", b"\x06"))

# C2SP signed-note, the example of its last section.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2"
    "ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_example_of_the_specification_is_read_verified_and_written() -> None:
    note, key = decode_note(EXAMPLE_NOTE), decode_verifier_key(EXAMPLE_KEY)
    (signature,) = note.signatures

    assert key.made(signature)
    assert key.verifies(signature.signature, note.text.encode())
    assert not key.verifies(signature.signature, b"another message\n")
    assert (note.encode(), key.encode()) == (EXAMPLE_NOTE, EXAMPLE_KEY)


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


def test_lines_of_a_witness_are_read() -> None:
    line = WITNESSES[2].cosign(NOTE, NOW - timedelta(days=1))

    assert decode_signatures(line.line) == (line,)
    assert WITNESSES[2].verifier.type == COSIGNATURE
    assert isinstance(WITNESSES[2].key, Ed25519PrivateKey)
