"""A value made from files: made again when one of them changes, and not before."""

import os
from pathlib import Path

import pytest

from keys.trust.file_cache import FileCache, stamp_of


def counted(*paths: Path) -> tuple[FileCache[str], list[int]]:
    made = [0]

    def make() -> str:
        made[0] += 1
        return "".join(path.read_text() for path in paths if path.exists())

    return FileCache(paths=paths, make=make), made


def test_value_is_made_once_while_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    cache, made = counted(tmp_path / "a", tmp_path / "b")

    assert [cache.current() for _ in range(3)] == ["a", "a", "a"]
    assert made == [1]


def test_written_replaced_added_and_removed_file_is_seen(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_text("a")
    cache, _ = counted(one, other)
    seen = [cache.current()]
    one.write_text("aa")
    seen.append(cache.current())
    (tmp_path / "new").write_text("zz")
    os.utime(tmp_path / "new", ns=(one.stat().st_atime_ns, one.stat().st_mtime_ns))
    (tmp_path / "new").replace(one)  # as long, and as old: another file all the same
    seen.append(cache.current())
    other.write_text("b")
    seen.append(cache.current())
    other.unlink()
    seen.append(cache.current())

    assert seen == ["a", "aa", "zz", "zzb", "zz"]
    assert stamp_of(other) is None


def test_file_that_makes_nothing_is_tried_at_each_call_and_hides_no_older_value(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    cache = FileCache(paths=(file,), make=lambda: int(file.read_text()))
    assert cache.current() == 1

    file.write_text("damaged")
    for _ in range(2):
        with pytest.raises(ValueError, match="damaged"):
            cache.current()

    file.write_text("22")
    assert cache.current() == 22
