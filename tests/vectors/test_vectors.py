"""The vectors as the verifier decides them: one truth for it and for the kit's checker."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import cbor2
import pytest

from attestation.code import Code
from attestation.errors import RegisterError
from attestation.facts import Number
from attestation.formats.checkpoint import Inclusion
from attestation.formats.cose import assemble_envelope, encode_protected
from attestation.formats.credential import StatusReference
from attestation.formats.kit_manifest import KIT_MANIFEST
from attestation.formats.statement import TYP as STATEMENT_TYPE
from attestation.verdict.comparison_results import NotCompared, PageGap
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.trusted_keys import Verified
from attestation.verdict.verdicts import Finding, Issuer, Refusal
from attestation.verdict.verify import RegisterEvidence
from keys.trust import load_trust_store
from keys.trust.kit_policy import kit_policy
from tests.support.issuers import ADDRESS
from tests.vectors.build import build
from verifier.check import Verifier, check_text
from verifier.inspection.answer import NotInspectable
from verifier.status_memory import StatusMemory

FOLDER = Path(__file__).parent
WORLD: dict[str, Any] = json.loads((FOLDER / "world.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
STORE = load_trust_store(WORLD["trust"].encode())
POLICY = STORE.policy(addresses=frozenset({ADDRESS}), clock_slack=timedelta(seconds=300))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


@dataclass(frozen=True, slots=True)
class VectorRegister:
    """What the vectors say is on record."""

    lists: dict[str, bytes] = field(default_factory=dict)

    def credential_by_code(self, code: Code) -> bytes | None:
        return _bytes(WORLD["credentials"].get(code, "")) or None

    def credential_by_number(self, number: Number) -> bytes | None:
        code = WORLD["numbers"].get(number)
        return self.credential_by_code(code) if code else None

    def credential_by_digest(self, digest: bytes) -> bytes | None:
        return None

    def document(self, digest: bytes) -> bytes | None:
        return None

    def status_list(self, list_number: int, *, uri: str = "") -> bytes | None:
        raise RegisterError("nobody asks")

    def evidence_of_status(self, code: Code, status: StatusReference, /) -> RegisterEvidence:
        return self.evidence(code, status_uri=status.uri)

    def evidence(self, code: Code, *, status_uri: str) -> RegisterEvidence:
        record = cbor2.loads(_bytes(WORLD["records"].get(code, "oQKA")))
        return RegisterEvidence(
            status_list=self.lists.get(status_uri),
            statements=tuple(_statement(one, record) for one in record[2]),
            inclusions=tuple(
                Inclusion(
                    statement=statement,
                    credential_digest=digest,
                    index=index,
                    path=tuple(path),
                    checkpoint=checkpoint,
                )
                for statement, digest, index, path, checkpoint in record.get(3, ())
            ),
        )


def _statement(one: Any, record: dict[int, Any]) -> bytes:
    if isinstance(one, bytes):
        return one
    *kid, payload, signature = one
    protected = encode_protected(kid[0] if kid else record[1][0], typ=STATEMENT_TYPE)
    return assemble_envelope(protected, payload, signature)


def check(case: dict[str, Any]) -> Finding:
    at = datetime.fromtimestamp(case.get("at", WORLD["now"]), UTC)
    lists = [WORLD["lists"][name] for name in case.get("lists", ["fresh"])]
    memory = StatusMemory()
    if "seen" in case:
        (issuer,) = {key.issuer for key in POLICY.trusted_keys.values()}
        _remember(memory, issuer, case["seen"])
    verifier = Verifier(
        policy=POLICY,
        register=VectorRegister({one["uri"]: _bytes(one["token"]) for one in lists}),
        memory=memory,
        compare=lambda _issued, _shown: NotCompared(reason=PageGap.TOO_MUCH),
        inspect=lambda _: NotInspectable(reason=Gap.NOT_A_DOCUMENT),
        now=lambda: at,
    )
    return check_text(verifier, case["text"])


def _remember(memory: StatusMemory, issuer: Issuer, seen: int) -> None:
    memory.remember(issuer, f"{ADDRESS}/status/1", datetime.fromtimestamp(seen, UTC))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_verifier_decides_as_the_vector_says(case: dict[str, Any]) -> None:
    verdict = check(case).verdict

    reason = getattr(verdict, "reason", None)
    code = reason.value if isinstance(reason, Enum) else None
    assert (verdict.name, code) == (case["verdict"], case["reason"])


def test_vectors_can_be_made_anew_with_other_keys() -> None:
    _, cases = build()

    def meaning(some: list[dict[str, Any]]) -> list[object]:
        return [(one["name"], one["verdict"], one["reason"]) for one in some]

    assert meaning(cases) == meaning(CASES)


def test_names_are_of_one_case_each() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_vectors_have_every_verdict_and_reason_that_a_text_can_lead_to() -> None:
    of_files = {Gap.NOT_A_DOCUMENT, Gap.PASSWORD, Obstacle.TOO_LARGE, Obstacle.TOO_SLOW}
    of_files |= {Obstacle.SEVERAL_ATTESTATIONS, Obstacle.FAILED, Obstacle.REGISTER_DOWN}
    every = {*Refusal, *Gap, *Obstacle} - of_files

    assert {case["reason"] for case in CASES} == {None, *(one.value for one in every)}
    assert {case["verdict"] for case in CASES} == {
        *("genuine", "replaced", "withdrawn", "not_ours", "unreadable", "cannot_check")
    }


def test_manifest_is_signed_by_the_root_and_says_what_the_bundle_says() -> None:
    opened = STORE.trusted.open(_bytes(WORLD["manifest"]), KIT_MANIFEST)

    assert isinstance(opened, Verified)
    assert opened.message.policy == kit_policy(
        STORE, STORE.organisations[0], addresses=(ADDRESS,), clock_slack=300
    )
