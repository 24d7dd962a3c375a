"""What an attestation says of how a module was followed, as one column and a job keep it."""

import json
from datetime import timedelta

from attestation.particulars import NOTHING_STATED, Extent, Mode, Particulars

_MINUTE = timedelta(minutes=1)
_MOST_MINUTES = 10**6
_TIMES = ("module_time", "required_time")


def encode_particulars(particulars: Particulars) -> str | None:
    """Write what was stated, always as the same text; None where nothing was."""
    if particulars.is_silent:
        return None
    known = {name: getattr(particulars, name) for name in Particulars.__slots__}
    for name in _TIMES:
        known[name] = known[name] and known[name] // _MINUTE
    stated = {name: value for name, value in known.items() if value is not None}
    return json.dumps(stated, ensure_ascii=False, sort_keys=True)


def decode_particulars(text: str | None) -> Particulars:
    """Read what ``encode_particulars`` wrote.

    Raises:
        ValueError, TypeError: it did not write this.
    """
    if text is None:
        return NOTHING_STATED
    known = json.loads(text)
    for name in _TIMES:
        if name in known:
            known[name] = _MINUTE * _small(known[name])
    for name, kind in (("mode", Mode), ("extent", Extent)):
        if name in known:
            known[name] = kind(known[name])
    return Particulars(**known)


def _small(minutes: int) -> int:
    if not 0 < minutes <= _MOST_MINUTES:
        raise ValueError("so long is no module")
    return minutes
