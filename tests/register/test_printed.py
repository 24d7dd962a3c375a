"""What a document prints of its module: one digest for one content, and none that was changed."""

from datetime import time
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from attestation.slot import Slot
from register.printed import decode_printed, encode_printed, keep_printed, printed
from register.reservation import Attendance
from register.tables.attestations import PrintedRow
from tests.support.empty_registers import MODULE
from tests.support.issuer_contexts import make_module

ATTENDANCE = Attendance(missed=(Slot(MODULE.sessions[0].day, time(9)),), required_percent=80)
CONTENT = encode_printed(MODULE, ATTENDANCE)


@given(
    sessions=st.integers(1, 30),
    attendance=st.none() | st.builds(Attendance, required_percent=st.integers(1, 100)),
)
def test_module_and_attendance_come_back_from_the_same_bytes(
    sessions: int, attendance: Attendance | None
) -> None:
    module = make_module(sessions=sessions)
    content = encode_printed(module, attendance)

    assert decode_printed(content) == (module, attendance)
    assert encode_printed(*decode_printed(content)) == content


def test_same_content_is_kept_once(session: Session) -> None:
    keep_printed(session, CONTENT)
    keep_printed(session, CONTENT)

    assert session.query(PrintedRow).count() == 1
    assert printed(session, sha256(CONTENT).digest()) == CONTENT


def test_content_that_was_changed_has_lost_its_digest(session: Session) -> None:
    keep_printed(session, CONTENT)
    session.execute(update(PrintedRow).values(content=CONTENT.replace(b"80", b"10")))

    assert printed(session, sha256(CONTENT).digest()) is None
    assert printed(session, bytes(32)) is None
