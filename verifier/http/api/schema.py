"""What the interface takes and gives, as types that validate and that make the OpenAPI."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from attestation.particulars import Extent, Mode
from attestation.recognition import Coverage
from attestation.regime import Standing
from attestation.verdict.comparison_results import PageGap, PageName, ZoneKind
from attestation.verdict.reasons import Gap, Obstacle
from attestation.verdict.verdicts import Contradiction, LookedAt, Refusal, VerdictName
from verifier.evidence import MAX_TEXT_CHARACTERS

MAX_AT_ONCE = 20

REASONS = tuple(
    sorted(
        {"replaced", "withdrawn"}
        | {one.value for kind in (Contradiction, Gap, Obstacle, Refusal) for one in kind}
    )
)
"""The closed set of reasons, beside the closed set of verdicts."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QrEvidence(_Model):
    """The text of a QR code, as a scanner reads it."""

    qr: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]


class CodeEvidence(_Model):
    """The verification code printed on the document, in any spelling."""

    code: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)]


Evidence = QrEvidence | CodeEvidence
Question = Evidence | Annotated[list[Evidence], Field(min_length=1, max_length=MAX_AT_ONCE)]


class RecognitionFacts(_Model):
    """That an authority recognises the organisation, as the organisation states it."""

    number: str
    authority: str
    first_day: str
    last_day: Annotated[str | None, Field(description="null until further notice")]


class RecognitionOnIssue(_Model):
    """Whether a recognition covered the day of issue, by what the organisation's root signed."""

    coverage: Coverage
    recognitions: Annotated[
        list[RecognitionFacts],
        Field(description="in force on that day; where none was, all that are stated"),
    ]
    stated_on: Annotated[str | None, Field(description="when it was signed; null: nothing is")]


class RegimeOnIssue(_Model):
    """What the organisation publishes of the regime, by the record of the day of issue."""

    standing: Standing
    name: Annotated[str | None, Field(description="this and the next: null if none is published")]
    authority: str | None
    legal_basis: Annotated[str | None, Field(description="in words")]
    first_day: Annotated[str | None, Field(description="null without limit")]
    last_day: Annotated[str | None, Field(description="null until further notice")]
    establishes: Annotated[
        str | None,
        Field(
            description="of a valid attestation, in the language asked for; null if not in force"
        ),
    ]
    does_not_establish: str | None


class AttestationFacts(_Model):
    """What the issuer signed."""

    number: str
    family_name: str
    given_name: str | None
    birth_date: Annotated[str, Field(description="1988-02-29, 2001-04 or 1995: as far as known")]
    module_code: str
    module_title: str
    first_day: str
    last_day: str
    minutes: int
    issued_on: str
    issuer: Annotated[str, Field(description="as this verifier's trust bundle names it")]
    issuer_identifier: Annotated[
        str | None, Field(description="EN 319 412-1, NTRBE-0123456749; null if unstated")
    ]
    recognition: RecognitionOnIssue
    sessions_followed: Annotated[
        int | None, Field(description="this and the next: null if unstated")
    ]
    sessions_held: int | None
    module_minutes: Annotated[int | None, Field(description="of all sessions of the module")]
    required_minutes: Annotated[int | None, Field(description="of presence that the rule asks for")]
    required_percent: Annotated[int | None, Field(description="share of the sessions asked for")]
    language: Annotated[str | None, Field(description="of the module, ISO 639")]
    mode: Annotated[Mode | None, Field(description="how the sessions followed were held")]
    extent: Annotated[Extent | None, Field(description="a whole path, or a component of one")]
    regime: Annotated[str | None, Field(description="code of the regime it was issued under")]
    reception_reference: Annotated[
        str | None, Field(description="by which a reception office knows the holder's file")
    ]
    regime_on_issue: RegimeOnIssue


class Ending(_Model):
    """How an attestation ended."""

    on: str | None
    reason: str | None
    successor: str | None


class ZoneOfPage(_Model):
    """A rectangle of the issued page, in millimetres from its upper left corner."""

    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    kind: ZoneKind
    what: Annotated[str, Field(description="what stands there in the issued document")]


class Verification(_Model):
    """One answer; ``verdict`` decides, the rest explains."""

    verdict: VerdictName
    looked_at: LookedAt | None
    page: Annotated[
        PageName | None,
        Field(description="the page compared with the issued one; null where there was no page"),
    ]
    page_reason: Annotated[PageGap | None, Field(description="why it was not compared")]
    zones: Annotated[
        list[ZoneOfPage],
        Field(
            description="what differs; beside an identical page, single strokes that touch no print"
        ),
    ]
    attestation: AttestationFacts | None
    reasons: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": list(REASONS)})]],
        Field(description="most important first; empty where all is well"),
    ]
    message: Annotated[str, Field(description="for people, in the language asked for")]
    next_step: str
    ended: Ending | None
    sha256: Annotated[str | None, Field(description="of the file that was sent")]


class Verifications(_Model):
    """The answers, in the order of the questions."""

    verifications: list[Verification]


class Problem(_Model):
    """What is wrong with a request (RFC 9457); never about an attestation."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str


VERDICTS = get_args(VerdictName)
