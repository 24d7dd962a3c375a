"""What a correction of a module makes of one attestation, by what was signed of it.

Pure: sessions of before are paired with those of now, so that presences follow them. ADR 0124.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from attestation.facts import Attestation
from attestation.particulars import Mode, Particulars
from attestation.slot import Slot
from issuer.document.wording import BRUSSELS
from issuer.export.labels import day
from issuer.planning.module_facts import mode_of
from issuer.words.sentence import Sentence, sentence
from issuer.workbook.parsing.module_facts import parse_mode
from pdf.mark_positioning import missing_characters
from register.printed import decode_module
from register.reservation import Attendance, Draft, Module, ModuleSession

_NO_RIGHT = sentence("ses présences n’y donnent plus droit : à retirer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleCorrection:
    """What a module is to say."""

    module: Module
    moved: tuple[tuple[Slot, Slot | None], ...]
    """Each session as it was issued, and as it is now: None where it was not held."""
    required_percent: int


def encode_correction(correction: ModuleCorrection) -> dict[str, Any]:
    """Return a correction as JSON takes it."""
    moved = [[old.encode(), new and new.encode()] for old, new in correction.moved]
    module = json.loads(json.dumps(asdict(correction.module), default=_isoformat))
    percent = correction.required_percent
    return {"module": module, "moved": moved, "required_percent": percent}


def decode_correction(content: Mapping[str, Any]) -> ModuleCorrection:
    """Read back what ``encode_correction`` gave."""
    return ModuleCorrection(
        module=decode_module(content["module"]),
        moved=tuple((Slot.decode(old), new and Slot.decode(new)) for old, new in content["moved"]),
        required_percent=content["required_percent"],
    )


def moved_sessions(
    before: Sequence[ModuleSession], after: Sequence[ModuleSession]
) -> tuple[tuple[Slot, Slot | None], ...] | None:
    """Pair the sessions of two states of a module; None where one was added or is uncertain.

    As many sessions are the same ones in order; of fewer, each must have kept its day and hour.
    """
    if len(before) == len(after):
        return tuple((old.slot, new.slot) for old, new in zip(before, after, strict=True))
    known, kept = {one.slot for one in before}, {one.slot for one in after}
    if kept <= known:
        return tuple((one.slot, one.slot if one.slot in kept else None) for one in before)
    return None


def correction_faults(correction: ModuleCorrection, *, at: datetime) -> list[Sentence]:
    """Return why no attestation can say this of a module."""
    module = correction.module
    faults: list[Sentence] = []
    last = module.sessions[-1]
    if datetime.combine(last.day, last.end, tzinfo=BRUSSELS) > at:
        words = sentence("La dernière séance, du {day}, n’est pas encore finie.", day=day(last.day))
        faults.append(words)
    if len({one.slot for one in module.sessions}) < len(module.sessions):
        faults.append(sentence("Deux séances commencent le même jour à la même heure."))
    if any(one.duration <= timedelta() for one in module.sessions):
        faults.append(sentence("Une séance finit avant d’avoir commencé."))
    for text in (module.title, *(one.theme or "" for one in module.sessions)):
        for character in missing_characters(text):
            point = f"U+{ord(character):04X}"
            faults.append(
                sentence(
                    "« {text} » contient {point}, que la police n’a pas.", text=text, point=point
                )
            )
    return faults


def corrected_draft(
    old: Attestation,
    before: Module,
    attendance: Attendance | None,
    correction: ModuleCorrection,
    *,
    email: str | None,
) -> Draft | Sentence | None:
    """Return what replaces ``old``, why nothing can, or None where it says so already.

    Args:
        old: as it was signed.
        before: the module as it prints it.
        attendance: what was missed, under the same signature; None where it was never kept.
        correction: what the module is to say.
        email: goes along.
    """
    module, moved = correction.module, dict(correction.moved)
    missed = _missed(old, before, attendance)
    percent = correction.required_percent
    rules = {old.particulars.required_percent}
    if missed and attendance is not None:
        rules.add(attendance.required_percent)
    if before == module and rules <= {None, percent}:
        return None
    if set(moved) != {one.slot for one in before.sessions}:
        return sentence("elle a d’autres séances que le module : à corriger à part")
    if missed is None:
        if _lengths(before) != _lengths(module):
            return sentence(
                "on ne sait plus quelles séances cette personne a suivies : à corriger à part"
            )
        return Draft(
            holder=old.holder,
            email=email,
            attended=old.attended,
            replaces=old.number,
            attendance=attendance,
            particulars=old.particulars,
        )
    now_missed = tuple(sorted(slot for one in missed if (slot := moved[one]) is not None))
    followed = [one for one in module.sessions if one.slot not in now_missed]
    if len(followed) < Fraction(percent, 100) * len(module.sessions):
        return _NO_RIGHT
    attended = sum((one.duration for one in followed), timedelta())
    particulars = _restated(old.particulars, module, followed, percent)
    if particulars is None:
        return sentence("plus d’heures sont exigées que le module n’en a : à corriger à part")
    if particulars.required_time is not None and attended < particulars.required_time:
        return _NO_RIGHT
    return Draft(
        holder=old.holder,
        email=email,
        attended=attended,
        replaces=old.number,
        attendance=Attendance(missed=now_missed, required_percent=percent),
        particulars=particulars,
    )


def _restated(
    old: Particulars, module: Module, followed: Sequence[ModuleSession], percent: int
) -> Particulars | None:
    """Return what was stated, as corrected; None where it cannot be.

    Who was issued one that stated nothing of it gains nothing.
    """
    if old.is_silent:
        return old
    module_time = sum(_lengths(module), timedelta())
    if old.required_time is not None and old.required_time > module_time:
        return None
    modes = [one.mode and parse_mode(one.mode) for one in followed]
    known = [one for one in modes if isinstance(one, Mode)]
    return replace(
        old,
        sessions_followed=len(followed),
        sessions_held=len(module.sessions),
        module_time=module_time,
        required_percent=percent,
        mode=mode_of(known) if len(known) == len(modes) else old.mode,
    )


def _missed(
    old: Attestation, before: Module, attendance: Attendance | None
) -> tuple[Slot, ...] | None:
    """Return which sessions were missed, if the hours that were signed agree; None if not."""
    missed = () if attendance is None else attendance.missed
    kept = (one.duration for one in before.sessions if one.slot not in missed)
    return missed if sum(kept, timedelta()) == old.attended else None


def _lengths(module: Module) -> list[timedelta]:
    return [one.duration for one in module.sessions]


def _isoformat(value: date | time) -> str:
    return value.isoformat()
