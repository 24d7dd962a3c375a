"""What a document prints of its module beside the certified facts: kept as it was at its issue."""

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date, time
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.reservation import Attendance, Module, ModuleSession
from register.tables.attestations import PrintedRow


def encode_printed(module: Module, attendance: Attendance | None) -> bytes:
    """Write a module and what a person followed of it, always in the same bytes."""
    content = {"module": asdict(module), "attendance": attendance and attendance.encode()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_isoformat)
    return text.encode()


def decode_printed(content: bytes) -> tuple[Module, Attendance | None]:
    """Read what ``encode_printed`` wrote."""
    read = json.loads(content)
    attendance = read["attendance"]
    return decode_module(read["module"]), attendance and Attendance.decode(attendance)


def decode_module(content: dict[str, object]) -> Module:
    """Read a module from JSON."""
    sessions = tuple(
        ModuleSession(
            day=date.fromisoformat(session["day"]),
            start=time.fromisoformat(session["start"]),
            end=time.fromisoformat(session["end"]),
            theme=session["theme"],
            mode=session["mode"],
        )
        for session in content["sessions"]  # type: ignore[attr-defined]
    )
    return Module(**(content | {"sessions": sessions}))  # type: ignore[arg-type]


def keep_printed(session: Session, content: bytes) -> None:
    """Keep what a document prints, once for all that print the same."""
    digest = sha256(content).digest()
    if session.get(PrintedRow, digest) is None:
        # Another program may keep the same in this very moment: either will do.
        with suppress(IntegrityError), session.begin_nested():
            session.add(PrintedRow(digest=digest, content=content))


def printed(session: Session, digest: bytes) -> bytes | None:
    """Return what has this digest; None where it is not kept, or not as it was."""
    row = session.get(PrintedRow, digest)
    is_whole = row is not None and sha256(row.content).digest() == digest
    return row.content if row is not None and is_whole else None


def _isoformat(value: date | time) -> str:
    return value.isoformat()
