"""Making a backup: the files first, then the register, so that they are of one moment.

The copy of the log's end may be older than the register beside it, never newer, and such a register
signs at once. Where another file changed meanwhile, as by a rotation of keys, all is read again.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, func, select

from operations.backup.archive import (
    REGISTER,
    SETTINGS,
    BackupError,
    Manifest,
    extracted,
    read_key,
    sha256_of,
    write_archive,
)
from operations.backup.files import LOG_HEAD, named_files
from operations.settings import Installation
from register import audit_log
from register.copying import copy_to_file
from register.database import connect, reading
from register.tables.attestations import CounterRow, DocumentRow
from register.upgrade import REVISIONS

_NAME = re.compile(r"attestation-(\d{8}T\d{6})Z\.age")
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made, and read back."""

    file: Path
    manifest: Manifest
    removed: tuple[Path, ...]
    """Older ones that made room."""


def make_backup(installation: Installation, register: Engine, *, at: datetime) -> Backup:
    """Write a backup of everything, read it back, and remove the oldest.

    Raises:
        BackupError: it could not be written, or does not read back.
        ConfigurationError: there is no key for it, or a file cannot be read.
        RegisterError: the register failed.
    """
    settings = installation.backup
    key = read_key(settings.key_file)
    try:
        settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"{settings.folder} : impossible d’y écrire ({error.strerror})") from None
    file = settings.folder / f"attestation-{at:%Y%m%dT%H%M%S}Z.age"
    with TemporaryDirectory(prefix=".backup-", dir=installation.issuer.folder) as work:
        members = _members(installation, register, Path(work))
        manifest = _manifest(members, at)
        write_archive(file, members, manifest, key=key)
    with extracted(file, key=key, beside=installation.issuer.folder):
        pass  # it reads back
    old = backups_in(settings.folder)[: -settings.keep]
    for one in old:
        one.unlink(missing_ok=True)
    return Backup(file=file, manifest=manifest, removed=tuple(old))


def backups_in(folder: Path) -> list[Path]:
    """Return the backups in ``folder``, oldest first."""
    return sorted(file for file in folder.glob("attestation-*.age") if _NAME.fullmatch(file.name))


def made_at(backup: Path) -> datetime:
    """Return when a backup was made, by its name."""
    found = _NAME.fullmatch(backup.name)
    if found is None:
        raise BackupError(f"{backup.name} n’est pas le nom d’une sauvegarde")
    return datetime.strptime(found[1] + "+0000", "%Y%m%dT%H%M%S%z")


def _members(installation: Installation, register: Engine, work: Path) -> dict[str, Path]:
    for _ in range(_TRIES):
        members = _copies(installation, work / "files")
        copy_to_file(register, work / REGISTER)
        again = {name: sha256_of(file) for name, file in _live(installation).items()}
        if {name: sha256_of(file) for name, file in members.items() if _is_steady(name)} == {
            name: digest for name, digest in again.items() if _is_steady(name)
        }:
            return {REGISTER: work / REGISTER} | members
        (work / REGISTER).unlink()
    raise BackupError("des fichiers changent sans cesse : recommencez dans un instant")


def _is_steady(name: str) -> bool:
    """Check whether a file must be the same before and after the register was copied."""
    is_of_log = name.startswith(LOG_HEAD)
    return not is_of_log and not name.startswith("verifier.seen_lists")


def _live(installation: Installation) -> dict[str, Path]:
    return {SETTINGS: installation.config} | dict(named_files(installation.deployment))


def _copies(installation: Installation, folder: Path) -> dict[str, Path]:
    shutil.rmtree(folder, ignore_errors=True)
    copies = {}
    try:
        for name, file in _live(installation).items():
            copies[name] = folder / name
            copies[name].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copies[name])
    except OSError as error:
        raise BackupError(f"{error.filename} : illisible ({error.strerror})") from None
    return copies


def _manifest(members: dict[str, Path], at: datetime) -> Manifest:
    copy = connect(
        URL.create("sqlite", database=str(members[REGISTER])), wait_seconds=1, read_only=True
    )
    with reading(copy) as session:
        last_entry = audit_log.last_sequence(session)
        numbers = {row.series: row.last for row in session.scalars(select(CounterRow))}
        documents = session.scalar(select(func.count()).select_from(DocumentRow)) or 0
    copy.dispose()
    return Manifest(
        made_at=at.isoformat(),
        program=version("attestation-service"),
        schema=REVISIONS[-1],
        last_entry=last_entry,
        last_numbers=numbers,
        documents=documents,
        digests={name: sha256_of(file) for name, file in members.items()},
    )
