"""The optional facts of a credential, by their keys; docs/format.md has the CDDL.

A key is there if its fact was stated, so credentials from before there were any keep their bytes.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from attestation.particulars import Extent, Mode, Particulars

_FOLLOWED, _HELD, _MODULE_MINUTES, _REQUIRED_MINUTES, _PERCENT = range(10, 15)
_LANGUAGE, _MODE, _EXTENT, _REGIME, _REFERENCE = range(15, 20)
_MODES = {Mode.ON_SITE: 1, Mode.VIDEO: 2, Mode.BOTH: 3}
_EXTENTS = {Extent.WHOLE: 1, Extent.COMPONENT: 2}
_MINUTE = timedelta(minutes=1)

_ValueT = TypeVar("_ValueT")


def encode_particulars(particulars: Particulars) -> dict[int, object]:
    """Return what was stated, by key."""
    known = {
        _FOLLOWED: particulars.sessions_followed,
        _HELD: particulars.sessions_held,
        _MODULE_MINUTES: _minutes(particulars.module_time),
        _REQUIRED_MINUTES: _minutes(particulars.required_time),
        _PERCENT: particulars.required_percent,
        _LANGUAGE: particulars.language,
        _MODE: particulars.mode and _MODES[particulars.mode],
        _EXTENT: particulars.extent and _EXTENTS[particulars.extent],
        _REGIME: particulars.regime,
        _REFERENCE: particulars.reception_reference,
    }
    return {key: value for key, value in known.items() if value is not None}


def decode_particulars(facts: Mapping[object, object]) -> Particulars:
    """Read what was stated; other keys are not looked at.

    Raises:
        ValueError: a value of another type, or one that no attestation can have.
        OverflowError: so many minutes that no duration holds them.
    """
    mode, extent = _of(int, facts, _MODE), _of(int, facts, _EXTENT)
    return Particulars(
        sessions_followed=_of(int, facts, _FOLLOWED),
        sessions_held=_of(int, facts, _HELD),
        module_time=_time(_of(int, facts, _MODULE_MINUTES)),
        required_time=_time(_of(int, facts, _REQUIRED_MINUTES)),
        required_percent=_of(int, facts, _PERCENT),
        language=_of(str, facts, _LANGUAGE),
        mode=None if mode is None else _member(mode, _MODES),
        extent=None if extent is None else _member(extent, _EXTENTS),
        regime=_of(str, facts, _REGIME),
        reception_reference=_of(str, facts, _REFERENCE),
    )


def _of(kind: type[_ValueT], facts: Mapping[object, object], key: int) -> _ValueT | None:
    if key not in facts:
        return None
    value = facts[key]
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise ValueError("a fact of another type")


def _member(value: int, known: Mapping[_ValueT, int]) -> _ValueT:
    for member, number in known.items():
        if number == value:
            return member
    raise ValueError("a value that is not known")


def _minutes(time: timedelta | None) -> int | None:
    return None if time is None else time // _MINUTE


def _time(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)
