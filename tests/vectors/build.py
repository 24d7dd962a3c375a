"""Make the vectors anew: ``python -m tests.vectors.build``. Keys are made here and forgotten.

``world.json`` is what a verifier and a kit know; ``cases.json`` is what is brought to them, each
with its verdict and why. A new meaning is a new case; those that are there stay as they are.
"""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.code import code_from_entropy, format_code
from attestation.facts import Number
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.kit_manifest import KitManifest, sign_manifest
from attestation.formats.statement import Kind, Statement, sign_statement
from keys.custody.signing import FileSigner
from keys.trust import Role, load_trust_store
from keys.trust.kit_policy import kit_policy
from tests.support.facts import STATUS_URI, make_attestation, make_stated_attestation
from tests.support.issuers import ADDRESS, NOW
from tests.support.witnesses import Organisation, prove
from tests.vectors.forged import forgeries, texts
from tests.vectors.making import (
    DAY,
    STOLEN_SINCE,
    WITHDRAWN_BY_LIST,
    Vectors,
    credential_of,
    ended,
    make_lists,
    qr,
    text_of,
)
from verifier.kit.records import Record, SignedFacts, encode_record

FOLDER = Path(__file__).parent


def genuine(v: Vectors) -> None:
    """Add what is good, and the same code in every spelling."""
    data, code = v.issue(1), make_attestation(sequence=1).code
    v.case("QR text of a valid attestation", qr(data), "genuine", None)
    stated = Credential(
        attestation=make_stated_attestation(), status=StatusReference(uri=STATUS_URI, index=1)
    )
    stated = replace(
        stated,
        attestation=replace(
            stated.attestation, number=Number("AC-2026-0900"), code=code_from_entropy(900)
        ),
    )
    v.case("every fact stated", qr(v.issue(900, credential=stated)), "genuine", None)
    single = credential_of(2, family_name="Suryani", given_name=None, birth_date="1995")
    v.case("one name and a year of birth", qr(v.issue(2, credential=single)), "genuine", None)
    long = credential_of(3, family_name="Đặng", given_name="Thị Hồng Nhung", birth_date="2001-04")
    v.case(
        "letters with two marks, a month of birth", qr(v.issue(3, credential=long)), "genuine", None
    )
    v.case("digits alone", qr(data).partition("#")[2], "genuine", None)
    v.case("digits after a hash", "#" + qr(data).partition("#")[2], "genuine", None)
    v.case("without the scheme", qr(data).removeprefix("https://"), "genuine", None)
    v.case("with spaces around", f"\n {qr(data)}\u00a0", "genuine", None)
    for name, text in (
        ("as printed", format_code(code)),
        ("in lower case", format_code(code).lower()),
        ("with spaces", format_code(code).replace("-", " ")),
        ("with O for 0 and l for 1", code.replace("0", "O").replace("1", "l")),
        ("with long dashes", format_code(code).replace("-", "–")),
    ):
        v.case(f"code {name}", text, "genuine", None)
    unknown = v.issue(4, is_recorded=False)
    v.case("signed, and not on record", qr(unknown), "genuine", None)


def endings(v: Vectors) -> None:
    """Add what was withdrawn, replaced, erased."""
    withdrawn = v.issue(10, ended(10, Kind.WITHDRAWN))
    v.case("withdrawn by a statement", qr(withdrawn), "withdrawn", None)
    v.case(
        "withdrawn, its code", format_code(make_attestation(sequence=10).code), "withdrawn", None
    )
    by_list = v.issue(
        11,
        credential=replace(
            credential_of(11), status=StatusReference(uri=STATUS_URI, index=WITHDRAWN_BY_LIST)
        ),
    )
    v.case("withdrawn by the list alone", qr(by_list), "withdrawn", None)
    v.case("withdrawn, though the list is stale", qr(by_list), "withdrawn", None, lists=["stale"])
    successor = make_attestation(sequence=13).code
    replaced = v.issue(12, ended(12, Kind.REPLACED, successor=successor))
    v.case("replaced", qr(replaced), "replaced", None)
    v.case("replaced, its code", format_code(make_attestation(sequence=12).code), "replaced", None)
    both = v.issue(14, ended(14, Kind.REPLACED, successor=successor), ended(14, Kind.WITHDRAWN))
    v.case("replaced, then withdrawn", qr(both), "withdrawn", None)
    code = make_attestation(sequence=15).code
    erased = v.issue(15, Statement(kind=Kind.ERASED, code=code, made_at=NOW))
    v.records[code] = replace(v.records[code], signed=None)
    v.credentials[code] = b""
    v.case("erased, its QR text", qr(erased), "genuine", None)
    v.case("erased, its code", format_code(code), "cannot_check", "erased")
    other = v.issue(16)
    code = make_attestation(sequence=16).code
    foreign = Organisation("Autre organisation")
    by_other = sign_statement(ended(16, Kind.WITHDRAWN), signer=foreign.make_key())
    about_other = sign_statement(ended(10, Kind.WITHDRAWN), signer=v.signer)
    cut = sign_statement(ended(16, Kind.WITHDRAWN), signer=v.signer)[:-1]
    kept = v.records[code]
    v.records[code] = replace(kept, statements=(*kept.statements, by_other, about_other, cut))
    v.case(
        "another's, another code's and a damaged statement end nothing", qr(other), "genuine", None
    )


def keys(v: Vectors) -> None:
    """Add what keys signed that ended, were retired, or were stolen."""
    ours = v.ours
    short = ours.make_key(at=NOW - timedelta(days=300), lifetime=timedelta(days=30))
    v.case("after the key's end", qr(v.issue(20, signer=short)), "not_ours", "outside-validity")
    v.case(
        "after the key's end, its code",
        format_code(make_attestation(sequence=20).code),
        "not_ours",
        "outside-validity",
    )
    early = credential_of(21)
    early = replace(
        early, attestation=replace(early.attestation, issued_at=NOW - timedelta(days=290))
    )
    v.case(
        "by a key that has ended since",
        qr(v.issue(21, credential=early, signer=short)),
        "genuine",
        None,
    )
    retired = ours.make_key()
    stolen = v.stolen
    witness = ours.make_key(Role.WITNESS)
    v.case("by a key that was superseded later", qr(v.issue(22, signer=retired)), "genuine", None)
    v.case(
        "by a stolen key, dated after",
        qr(v.issue(23, signer=stolen)),
        "not_ours",
        "key-compromised",
    )
    old = STOLEN_SINCE - timedelta(days=10)
    backdated = credential_of(24)
    backdated = replace(backdated, attestation=replace(backdated.attestation, issued_at=old))
    v.case(
        "by a stolen key, dated before, without proof",
        qr(v.issue(24, credential=backdated, signer=stolen)),
        "not_ours",
        "key-compromised",
    )
    v.case(
        "the same, its code", format_code(backdated.attestation.code), "not_ours", "key-compromised"
    )
    for sequence, by, at, verdict in (
        (25, witness, STOLEN_SINCE - DAY, "genuine"),
        (26, witness, NOW, "not_ours"),
        (27, ours.root_signer(), STOLEN_SINCE - DAY, "genuine"),
        (28, stolen, STOLEN_SINCE - DAY, "not_ours"),
    ):
        made = credential_of(sequence)
        made = replace(made, attestation=replace(made.attestation, issued_at=old))
        data = sign_credential(made, signer=stolen)
        code = made.attestation.code
        issued = sign_statement(
            Statement(kind=Kind.ISSUED, code=code, made_at=old, digest=bytes(32)), signer=stolen
        )
        proof = prove(issued, sha256(data).digest(), witness=by, at=at)
        signed = SignedFacts(kid=stolen.kid, credential=made, digest=sha256(data).digest())
        v.records[code] = Record(
            code=code,
            number=made.attestation.number,
            signed=signed,
            statements=(issued,),
            inclusions=(proof,),
        )
        v.credentials[code] = data
        reason = None if verdict == "genuine" else "key-compromised"
        who = {
            25: "a witness before the theft",
            26: "a witness after it",
            27: "the root before it",
            28: "the thief",
        }[sequence]
        v.case(f"by a stolen key, under a head signed by {who}", qr(data), verdict, reason)
        v.case(f"the same, its code: {who}", format_code(code), verdict, reason)
    other = credential_of(29)
    other = replace(
        other,
        attestation=replace(
            other.attestation, issued_at=old, code=make_attestation(sequence=25).code
        ),
    )
    v.case(
        "another name over an old code and its old proof",
        qr(sign_credential(other, signer=stolen)),
        "not_ours",
        "key-compromised",
    )
    _revoke_both(ours, retired, stolen)


def _revoke_both(ours: Organisation, retired: FileSigner, stolen: FileSigner) -> None:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ours.root.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=3650))
        .add_extension(x509.CRLNumber(2), critical=False)
    )
    for signer, since, reason in (
        (retired, NOW - DAY, x509.ReasonFlags.superseded),
        (stolen, STOLEN_SINCE, x509.ReasonFlags.key_compromise),
    ):
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(signer.certificate.serial_number)
            .revocation_date(NOW)
            .add_extension(x509.InvalidityDate(since), critical=False)
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
    ours.crls.append(builder.sign(ours.key, hashes.SHA256()))


def obstacles(v: Vectors) -> None:
    """Add what cannot be checked to its end."""
    data = v.issue(30)
    iat = int(NOW.timestamp())
    for name, reason, more in (
        ("the list is stale", "stale-status", {"lists": ["stale"]}),
        ("ten years on", "stale-status", {"at": iat + 3650 * 86400}),
        ("no list", "no-status", {"lists": []}),
        ("a list of another uri", "no-status", {"lists": ["other-uri"]}),
        ("a list that a stranger signed", "no-status", {"lists": ["stranger"]}),
        ("a list that a stolen key signed", "no-status", {"lists": ["stolen"]}),
        ("an index outside the list", "no-status", {"lists": ["small"]}),
        ("a list from the future", "from-the-future", {"lists": ["future"]}),
        ("an older list than one seen", "rolled-back-status", {"seen": iat + 100, "at": iat + 200}),
        ("a clock before the signature", "from-the-future", {"at": iat - 40 * 86400}),
    ):
        v.case(name, qr(data), "cannot_check", reason, **more)
    v.case(
        "a list seen in the future counts for none", qr(data), "genuine", None, seen=iat + 9999999
    )
    v.case(
        "thirty years of a last list",
        qr(data),
        "genuine",
        None,
        lists=["last"],
        at=iat + 3650 * 86400,
    )
    v.case("a list that the root signed", qr(data), "genuine", None, lists=["root"])
    twice = credential_of(31)
    twice = replace(
        twice, attestation=replace(twice.attestation, number=make_attestation(sequence=30).number)
    )
    v.case(
        "its number belongs to another",
        qr(v.issue(31, credential=twice, is_recorded=False)),
        "cannot_check",
        "number-twice",
    )


def build() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Make the world and its cases."""
    ours = Organisation("Maison des Passages", website="https://passages.example")
    v = Vectors(ours=ours, signer=ours.make_key(), stolen=ours.make_key())
    for add in (genuine, endings, forgeries, keys, obstacles, texts):
        add(v)
    store = load_trust_store(ours.bundle())
    policy = kit_policy(store, store.organisations[0], addresses=(ADDRESS,), clock_slack=300)
    manifest = KitManifest(made_at=NOW, files={"nothing": bytes(32)}, policy=policy, is_last=True)
    world = {
        "note": "TEST ONLY. Made by tests/vectors/build.py; the keys are gone.",
        "now": int(NOW.timestamp()),
        "trust": ours.bundle().decode(),
        "root": text_of(ours.root.public_bytes(Encoding.DER)),
        "manifest": text_of(sign_manifest(manifest, signer=ours.root_signer())),
        "lists": make_lists(v),
        "records": {code: text_of(encode_record(one)) for code, one in v.records.items()},
        "credentials": {code: text_of(data) for code, data in v.credentials.items()},
        "numbers": {one.number: one.code for one in v.records.values()},
    }
    return world, v.cases


def main() -> None:
    """Write both files."""
    for name, content in zip(("world", "cases"), build(), strict=True):
        text = json.dumps(content, ensure_ascii=True, indent=1)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
