"""A trust bundle on disk, written anew as its organisation's lists change."""

from collections.abc import Iterable
from pathlib import Path

from tests.support.issuers import NOW
from tests.support.witnesses import Organisation


def put(path: Path, bundle: bytes) -> None:
    """Replace a file as ``attest-keys trust --out`` does: another inode each time."""
    aside = path.with_suffix(".new")
    aside.write_bytes(bundle)
    aside.replace(path)


def organisation() -> Organisation:
    made = Organisation()
    made.make_key()
    return made


def with_lists(made: Organisation, numbers: Iterable[int]) -> bytes:
    made.crls.clear()
    for number in numbers:
        made.revoke(since=NOW, number=number)
    return made.bundle()
