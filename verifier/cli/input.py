"""Arguments of ``check``: file names, read here, or texts."""

import os
from dataclasses import dataclass
from pathlib import Path

from attestation.formats.qr_text import PATH
from verifier.evidence import FileProblem

_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInput:
    """The bytes of a file."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInput:
    """A URL or a code."""

    text: str


def read_input(argument: str, *, most_bytes: int) -> FileInput | TextInput | FileProblem:
    """Read a file if ``argument`` names one; else it is a text, unless it looks like a name.

    At most one byte more than ``most_bytes`` is read: enough to know that it is too large.
    """
    if os.path.isdir(argument):  # noqa: PTH112  Path raises for a name that is too long
        return FileProblem.FOLDER
    if os.path.lexists(argument):
        try:
            with Path(argument).open("rb") as file:
                return FileInput(data=file.read(most_bytes + 1))
        except OSError:
            return FileProblem.NOT_PERMITTED
    return FileProblem.NO_SUCH_FILE if _is_name(argument) else TextInput(text=argument)


def _is_name(argument: str) -> bool:
    if "://" in argument or PATH in argument:
        return False
    return os.sep in argument or Path(argument).suffix.lower() in _SUFFIXES
