"""A whole deployment in a folder: an issuer at work, its documents, and a verifier beside it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from attestation.code import format_code
from attestation.facts import Attestation, Holder, Number
from attestation.formats.qr_text import encode_qr_text
from attestation.partial_date import PartialDate
from attestation.verdict.comparison_results import Comparison, NotCompared, PageGap
from attestation.verdict.verdicts import Finding
from issuer.context import IssuerContext
from issuer.issuance.issue import issue
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.withdrawal import Correction, replace_attestation, withdraw
from register.attestations import record
from register.database import reading, writing
from register.reservation import Draft
from register.tables.attestations import AttestationRow, DocumentRow
from tests.support.forked_children import children_of
from tests.support.issuer_contexts import (
    SETTINGS,
    STATED_OF_THREE,
    make_deployment,
    make_module,
    open_issuer,
    with_clock,
)
from tests.support.issuers import ADDRESS, NOW
from verifier.assembly import open_live_verifier, open_verifier
from verifier.check import Verifier, check_file, check_text
from verifier.comparison.compare import compare
from verifier.inspection.answer import Answer
from verifier.inspection.files import inspect_file
from verifier.inspection.limits import Limits
from verifier.settings import VerifierSettings, load_settings

PEOPLE = (
    Holder(
        family_name="Ağaoğlu",
        given_name="Şükriye",
        birth_date=PartialDate(year=1988, month=2, day=29),
    ),
    Holder(
        family_name="Nguyễn-Đặng",
        given_name="Thị Hồng Nhung",
        birth_date=PartialDate(year=2001, month=4),
    ),
    Holder(family_name="Suryani", given_name=None, birth_date=PartialDate(year=1995)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One issued attestation, as its holder has it."""

    attestation: Attestation
    credential: bytes
    pdf: bytes

    @property
    def number(self) -> Number:
        """Its number."""
        return self.attestation.number

    @property
    def qr(self) -> str:
        """What a scanner reads from its page."""
        return encode_qr_text(self.credential, address=ADDRESS).text()

    @property
    def code(self) -> str:
        """The code as printed."""
        return format_code(self.attestation.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A deployment, with its clock in the tests' hands."""

    config: Path
    context: IssuerContext
    settings: VerifierSettings
    verifier: Verifier
    clock: list[datetime]

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self.clock[0]

    def wait(self, time: timedelta) -> None:
        """Turn the clock forward, for issuer and verifier alike."""
        self.clock[0] += time

    def issued(self, number: Number) -> Issued:
        """Read an issued attestation from the register."""
        with reading(self.context.register) as session:
            found = record(session, number)
            credential = session.get_one(AttestationRow, number).credential
            pdf = session.scalars(
                select(DocumentRow.content).where(DocumentRow.number == number)
            ).one()
        assert found is not None
        assert credential is not None
        return Issued(attestation=found.attestation, credential=credential, pdf=pdf)

    def numbers(self) -> list[Number]:
        """Return the numbers of all that was issued, in order."""
        with reading(self.context.register) as session:
            return [
                Number(number)
                for number in session.scalars(
                    select(AttestationRow.number).order_by(AttestationRow.number)
                )
            ]

    def issue(self, *people: Holder) -> list[Issued]:
        """Issue an attestation to each of ``people``, of a module of their own."""
        drafts = [
            Draft(
                holder=one,
                email=None,
                attended=timedelta(hours=12),
                particulars=STATED_OF_THREE,
            )
            for one in people
        ]
        numbers = issue(self.context, make_module(), drafts)
        return [self.issued(Number(str(number))) for number in numbers]

    def withdraw(self, number: Number, *, reason: str = "Erreur de présence") -> None:
        """Withdraw, as a coordinator would."""
        withdraw(self.context, number, reason=reason, who="ines")

    def replace(self, number: Number, holder: Holder, *, reason: str = "Faute de frappe") -> Number:
        """Replace by a corrected one."""
        correction = Correction(holder=holder, email=None)
        return replace_attestation(self.context, number, correction, reason=reason, who="ines")

    def publish(self) -> None:
        """Sign the status lists anew."""
        publish_all(self.context, who="ines")

    def tamper(self, statement: str, **values: object) -> None:
        """Change the register behind the issuer's back, as a thief of its password could."""
        with writing(self.context.register) as session:
            session.execute(text(statement), values)

    def check_file(self, data: bytes) -> Finding:
        """Check a file, looked into in this process: as the child does, and faster."""
        return check_file(self.verifier, data)

    def check_text(self, text: str) -> Finding:
        """Check a QR text or a code."""
        return check_text(self.verifier, text)

    def check_page(self, data: bytes) -> Finding:
        """Check a file, its page compared with the issued one: a second's work."""
        return check_file(replace(self.verifier, compare=compare), data)

    def in_children(self) -> Verifier:
        """Return the verifier as it is deployed: files are looked into by child processes."""
        return open_live_verifier(self.settings, now=self.now, children_of=children_of).verifier()


def not_compared(_issued: bytes, _upload: bytes) -> Comparison:
    """Answer as a comparison does that went over its limits, in no time."""
    return NotCompared(reason=PageGap.TOO_MUCH)


def make_world(folder: Path, *, now: datetime = NOW, settings: str = SETTINGS) -> World:
    """Make a deployment in ``folder`` whose clock stands at ``now``."""
    clock = [now]
    config = make_deployment(folder, settings=settings, at=now)
    loaded = load_settings(config)
    verifier = open_verifier(loaded, now=lambda: clock[0])
    return World(
        config=config,
        context=with_clock(open_issuer(config, at=now), lambda: clock[0]),
        settings=loaded,
        verifier=replace(verifier, inspect=inspect_here, compare=not_compared),
        clock=clock,
    )


def inspect_here(data: bytes) -> Answer:
    """Look into a file in this process."""
    return inspect_file(data, limits=Limits())
