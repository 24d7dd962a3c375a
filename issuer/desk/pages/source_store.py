"""Files of another shape and how they are read, as JSON beside the workbook under way."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from issuer.words.kept_sentence import decode_sentence, encode_sentence
from issuer.workbook.format.child_answer import decode_answer, encode_sheets
from issuer.workbook.layouts.profile import decode_profile, encode_profile
from issuer.workbook.layouts.reading import ModuleFields, Reading
from issuer.workbook.profiled import Source


def encode_source(source: Source) -> dict[str, object]:
    """Write the sheets as they were brought.

    Raises:
        RefusedFileError: more cells than are kept.
    """
    groups = {"register": source.register, "module": source.module, "enrolled": source.enrolled}
    return {
        **{
            name: None if sheets is None else json.loads(encode_sheets(sheets))
            for name, sheets in groups.items()
        },
        "understood": [encode_sentence(line) for line in source.understood],
        "are_earlier": source.are_earlier,
    }


def decode_source(content: Mapping[str, Any]) -> Source:
    """Read back what ``encode_source`` wrote."""
    register, module, enrolled = (
        None if (group := content[name]) is None else decode_answer(json.dumps(group).encode())
        for name in ("register", "module", "enrolled")
    )
    return Source(
        register=register or (),
        module=module,
        enrolled=enrolled,
        understood=tuple(map(decode_sentence, content["understood"])),
        are_earlier=content.get("are_earlier", False),
    )


def encode_reading(reading: Reading) -> dict[str, object]:
    """Write how they are read."""
    module = reading.module
    return {
        "profile": encode_profile(reading.profile),
        "sheet": reading.sheet,
        "header": reading.header,
        "days": {place: day.isoformat() for place, day in reading.days.items()},
        "people": dict(reading.people),
        "leaves_other_days": reading.leaves_other_days,
        "leaves_other_sheets": reading.leaves_other_sheets,
        "module": None if module is None else [module.code, module.title],
    }


def decode_reading(content: Mapping[str, Any]) -> Reading:
    """Read back what ``encode_reading`` wrote."""
    module = content["module"]
    return Reading(
        profile=decode_profile(content["profile"]),
        sheet=content["sheet"],
        header=content["header"],
        days={place: date.fromisoformat(day) for place, day in content["days"].items()},
        people=content["people"],
        leaves_other_days=content["leaves_other_days"],
        leaves_other_sheets=content.get("leaves_other_sheets", False),
        module=None if module is None else ModuleFields(code=module[0], title=module[1]),
    )
