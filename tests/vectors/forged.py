"""Vectors of what no trusted key signed, or not so, and of texts that are no attestation."""

from collections.abc import Iterator
from typing import Any

from attestation.code import code_from_entropy, code_to_bytes, format_code
from attestation.formats.cose import P256_ORDER, encode_deterministic, sign_envelope
from attestation.formats.credential import Credential, sign_credential
from attestation.formats.qr_text import PATH
from attestation.formats.statement import Kind, sign_statement
from tests.support.facts import STATUS_URI, make_attestation
from tests.support.issuers import ADDRESS
from tests.support.look_alikes import LOOK_ALIKES
from tests.support.witnesses import Organisation
from tests.vectors.making import Vectors, credential_of, ended, qr


def forgeries(v: Vectors) -> None:
    """Add what no trusted key signed, or not so."""
    made = credential_of(1)
    data = sign_credential(made, signer=v.signer)
    s = int.from_bytes(data[-32:], "big")
    stranger = Organisation("Maison des Passages").make_key()
    name = make_attestation().holder.family_name.encode()
    for why, forged in (
        ("mirrored signature", data[:-32] + (P256_ORDER - s).to_bytes(32, "big")),
        ("signature of zeros", data[:-64] + bytes(64)),
        ("one letter of the name", data.replace(name, name[:-1] + b"o")),
        ("the last bit", data[:-1] + bytes([data[-1] ^ 1])),
    ):
        v.case(why, qr(forged), "not_ours", "bad-signature")
    v.case(
        "a stranger's key under our name",
        qr(sign_credential(made, signer=stranger)),
        "not_ours",
        "unknown-key",
    )
    v.case(
        "the root signs no credential",
        qr(sign_credential(made, signer=v.ours.root_signer())),
        "not_ours",
        "unknown-key",
    )
    for why, payload in _wrong_claims(made):
        v.case(
            f"signed, and {why}",
            qr(sign_envelope(payload, typ=None, signer=v.signer)),
            "not_ours",
            "malformed",
        )
    for why, forged in (
        ("a byte at the end", data + b"\0"),
        ("cut short", data[:-1]),
        ("no tag", data[1:]),
        ("another tag", b"\xd1" + data[1:]),
        ("an unprotected header", data.replace(b"\xa0", b"\xa1\x04\x40", 1)),
        ("a length that is not the shortest", data[:2] + b"\x58\x0d" + data[3:]),
        ("a statement", sign_statement(ended(1, Kind.WITHDRAWN), signer=v.signer)[:590]),
        ("too long", data[:-66] + bytes(300) + data[-66:]),
    ):
        v.case(f"credential: {why}", qr(forged), "unreadable", "no-credential")


def _wrong_claims(made: Credential) -> Iterator[tuple[str, bytes]]:
    a = made.attestation
    facts: dict[Any, Any] = {
        1: a.number, 2: a.holder.family_name, 3: a.holder.given_name, 4: "1988-02-29",
        5: a.module_code, 6: a.module_title, 7: 20731, 8: 20762, 9: 3120,
    }  # fmt: skip
    claims: dict[Any, Any] = {
        6: int(a.issued_at.timestamp()), 7: code_to_bytes(a.code),
        65535: {"status_list": {"idx": 1, "uri": STATUS_URI}}, -65537: facts,
    }  # fmt: skip

    def changed(**fact: Any) -> bytes:
        new = facts | {int(key[1:]): value for key, value in fact.items()}
        return encode_deterministic(claims | {-65537: new})

    good = encode_deterministic(claims)
    yield "an unknown claim", encode_deterministic(claims | {8: 1})
    yield "an unknown fact", changed(_20="x")
    yield "no number", changed(_1="")
    yield "a day that no calendar has", changed(_4="1988-02-30")
    yield "a birth before 1900", changed(_4="1899")
    yield "an ending before the beginning", changed(_8=20730)
    yield "no minute", changed(_9=0)
    yield "a name that is not in NFC", changed(_2="A\u0306")
    yield "a bidirectional override", changed(_2="A\u202eB")
    yield "two spaces in a name", changed(_2="A  B")
    yield "a name without a letter", changed(_2="42")
    yield "a number as text", changed(_9="3120")
    yield "true for a number", changed(_9=True)
    yield "sessions followed and none held", changed(_10=3)
    yield "more sessions followed than held", changed(_10=3, _11=2)
    yield "101 percent", changed(_14=101)
    yield "an unknown mode", changed(_16=4)
    yield "a check symbol that disagrees", encode_deterministic(claims | {7: bytes(9) + b"\1"})
    yield (
        "an index below zero",
        encode_deterministic(claims | {65535: {"status_list": {"idx": -1, "uri": STATUS_URI}}}),
    )
    yield "a byte after the claims", good + b"\0"
    yield (
        "a length that is not the shortest inside",
        good.replace(b"\x19\x0c\x30", b"\x1a\0\0\x0c\x30"),
    )
    yield "keys out of order", b"\xa4" + good[6:17] + good[1:6] + good[17:]
    yield "an indefinite length", b"\xbf" + good[1:] + b"\xff"
    yield "text that is not UTF-8", good.replace("ğ".encode(), b"\xff\xfe")
    yield "nothing", b""


def texts(v: Vectors) -> None:
    """Add what is no attestation at all."""
    code = make_attestation(sequence=1).code
    wrong = code[:-2] + code[-1] + code[-2]
    digits = qr(v.credentials[code]).partition("#")[2]
    for name, text, reason in (
        ("nothing", " \n\t", "empty"),
        ("a code with two symbols exchanged", wrong, "code-mistyped"),
        ("a symbol too few", code[:-1], "not-a-code"),
        ("a novel", "novel " * 900, "not-a-code"),
        ("a word", "bonjour", "not-a-code"),
        ("a number", "AC-2026-0042", "number-only"),
        ("a number with its sign", "N° ac–2026–0042", "number-only"),
        ("our address without digits", ADDRESS + PATH, "no-credential"),
        ("our address and nonsense", ADDRESS + PATH + "123456", "no-credential"),
        ("a leading zero", f"{ADDRESS}{PATH}0{digits}", "no-credential"),
        ("digits of another alphabet", ADDRESS + PATH + "٣" + digits, "no-credential"),
        (
            "another mark",
            ADDRESS + PATH + str(int.from_bytes(b"\x02" + bytes(200), "big")),
            "no-credential",
        ),
        ("an e-mail address", "a@example.org", "foreign-address"),
        ("a page", "https://example.org/", "foreign-address"),
    ):
        v.case(name, text, "unreadable", reason)
    for address in LOOK_ALIKES:
        text = f"{address}{PATH}{digits}"
        if text.strip() != text:
            continue
        v.case(f"look-alike {address}", text, "unreadable", "foreign-address")
    missing = format_code(code_from_entropy(424242))
    v.case("an unknown code", missing, "not_ours", "unknown-code")
