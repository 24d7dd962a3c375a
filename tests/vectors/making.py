"""What the vectors are made with: one organisation, its keys, its lists, what is on record."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from attestation.code import Code
from attestation.formats.checkpoint import Inclusion
from attestation.formats.credential import Credential, StatusReference, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.formats.statement import Kind, Statement, sign_statement
from attestation.formats.status_list import StatusBits, StatusList, sign_status_list
from keys.custody.signing import FileSigner
from tests.support.facts import STATUS_URI, make_attestation
from tests.support.issuers import ADDRESS, NOW
from tests.support.witnesses import Organisation
from verifier.kit.records import Record, SignedFacts

WITHDRAWN_BY_LIST = 500
STOLEN_SINCE = NOW - timedelta(days=20)
DAY = timedelta(days=1)


@dataclass
class Vectors:
    """What was made so far."""

    ours: Organisation
    signer: FileSigner
    stolen: FileSigner
    records: dict[Code, Record] = field(default_factory=dict)
    credentials: dict[Code, bytes] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def issue(
        self,
        sequence: int,
        *events: Statement,
        credential: Credential | None = None,
        signer: FileSigner | None = None,
        inclusions: tuple[Inclusion, ...] = (),
        is_recorded: bool = True,
    ) -> bytes:
        """Sign a credential, and put it on record with its statements."""
        made = credential or credential_of(sequence)
        by = signer or self.signer
        data = sign_credential(made, signer=by)
        code = made.attestation.code
        if is_recorded:
            issued = Statement(kind=Kind.ISSUED, code=code, made_at=NOW - DAY, digest=bytes(32))
            self.records[code] = Record(
                code=code,
                number=made.attestation.number,
                signed=SignedFacts(kid=by.kid, credential=made, digest=sha256(data).digest()),
                statements=tuple(
                    sign_statement(one, signer=self.signer) for one in (issued, *events)
                ),
                inclusions=inclusions,
            )
            self.credentials[code] = data
        return data

    def case(self, name: str, text: str, verdict: str, reason: str | None, **more: Any) -> None:
        """Add a case."""
        case = {"name": name, "text": text, "verdict": verdict, "reason": reason}
        self.cases.append(case | more)


def credential_of(sequence: int, **facts: Any) -> Credential:
    """Make a credential whose place in the list is its sequence."""
    return Credential(
        attestation=make_attestation(sequence=sequence, **facts),
        status=StatusReference(uri=STATUS_URI, index=sequence),
    )


def ended(sequence: int, kind: Kind, **more: Any) -> Statement:
    """Make the statement of an ending."""
    code = make_attestation(sequence=sequence).code
    return Statement(
        kind=kind, code=code, made_at=NOW - timedelta(hours=5), reason="présences corrigées", **more
    )


def qr(data: bytes) -> str:
    """Write the text of a QR code."""
    return encode_qr_text(data, address=ADDRESS).text()


def make_list(
    signer: FileSigner,
    *,
    issued_at: datetime = NOW,
    uri: str = STATUS_URI,
    capacity: int = 1 << 17,
    life: timedelta = timedelta(days=30),
) -> bytes:
    """Sign a status list."""
    bits = (
        StatusBits.of_invalid({WITHDRAWN_BY_LIST}, capacity=capacity)
        if capacity > WITHDRAWN_BY_LIST
        else StatusBits.of_invalid(set(), capacity=capacity)
    )
    return sign_status_list(
        StatusList(
            uri=uri, issued_at=issued_at, expires_at=issued_at + life, ttl=timedelta(seconds=60),
            statuses=bits,
        ),
        signer=signer,
    )  # fmt: skip


def make_lists(v: Vectors) -> dict[str, dict[str, str]]:
    """Sign the lists that cases name."""
    stranger, old = Organisation("Autre").make_key(), timedelta(days=60)
    tokens = {
        "fresh": make_list(v.signer),
        "stale": make_list(v.signer, issued_at=NOW - old),
        "other-uri": make_list(v.signer, uri=f"{ADDRESS}/status/2"),
        "stranger": make_list(stranger),
        "stolen": make_list(v.stolen, issued_at=STOLEN_SINCE - DAY, life=old),
        "small": make_list(v.signer, capacity=8),
        "future": make_list(v.signer, issued_at=NOW + DAY),
        "last": make_list(v.signer, life=timedelta(days=30 * 365)),
        "root": make_list(v.ours.root_signer()),
    }
    uris = {"other-uri": f"{ADDRESS}/status/2"}
    return {
        name: {"uri": uris.get(name, STATUS_URI), "token": text_of(token)}
        for name, token in tokens.items()
    }


def text_of(data: bytes) -> str:
    """Write bytes as text."""
    return b64encode(data).decode()
