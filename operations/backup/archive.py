"""A backup as a file: a tar archive, encrypted to one key in the format age (C2SP age v1).

The first member says what the others are. Whoever has the key can open it with any program that
knows age, and tar.
"""

import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage

from attestation.errors import AttestationError, ConfigurationError
from runtime.files import replace_file
from runtime.private_file import is_private

MANIFEST = "manifest.json"
REGISTER = "register.db"
SETTINGS = "attestation.toml"
_FORMAT = 1
_MAX_MANIFEST_BYTES = 10_000_000
_KEY = "backup.key_file"


class BackupError(AttestationError):
    """A backup cannot be made, opened or restored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    """ISO 8601, in UTC."""
    program: str
    """Version of the program that made it."""
    schema: str
    """Revision of the register."""
    last_entry: int
    """Of the log; 0 if it has none."""
    last_numbers: Mapping[str, int]
    """By series, the last number that was given."""
    documents: int
    digests: Mapping[str, str]
    """SHA-256 of each member, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A backup that was decrypted and found whole."""

    folder: Path
    """Holds each member under its name."""
    manifest: Manifest

    def file(self, name: str) -> Path:
        """Return where a member lies."""
        return self.folder / name


def create_key(file: Path) -> str:
    """Make the key of a deployment's backups; return its line, to be kept on paper.

    Raises:
        ConfigurationError: there is one already, or it cannot be written.
    """
    if file.exists():
        raise ConfigurationError(_KEY, f"{file.name} existe déjà")
    line = str(pyrage.x25519.Identity.generate())
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(file, line.encode() + b"\n")
    except OSError as error:
        raise ConfigurationError(_KEY, f"impossible d’écrire ({error.strerror})") from None
    return line


def read_key(file: Path, *, setting: str = _KEY) -> pyrage.x25519.Identity:
    """Read the key of the backups.

    Raises:
        ConfigurationError: there is none, other users can read it, or it is no key.
    """
    try:
        if not is_private(file):
            problem = f"d’autres utilisateurs peuvent lire {file.name} : chmod 600"
            raise ConfigurationError(setting, problem)
        return pyrage.x25519.Identity.from_str(file.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        raise ConfigurationError(
            setting, f"{file.name} n’existe pas : attest backup --new-key"
        ) from None
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise ConfigurationError(setting, f"illisible ({type(error).__name__})") from None


def write_archive(
    file: Path, members: Mapping[str, Path], manifest: Manifest, *, key: pyrage.x25519.Identity
) -> None:
    """Write a backup, which is there whole or not at all.

    Args:
        file: its place; beside it the file that grows.
        members: by name, what it holds.
        manifest: written first; its digests are those of ``members``.
        key: what will open it.

    Raises:
        BackupError: the disk is full, or the folder cannot be written.
    """
    aside = file.with_name(f".{file.name}.part")
    head = json.dumps({"format": _FORMAT, **asdict(manifest)}, indent=1).encode()
    try:
        with TemporaryDirectory(dir=next(iter(members.values())).parent) as work:
            plain = Path(work) / "plain.tar"
            with tarfile.open(plain, "w", format=tarfile.PAX_FORMAT) as tar:
                tar.addfile(_member(MANIFEST, len(head)), io.BytesIO(head))
                for name, path in members.items():
                    with path.open("rb") as stream:
                        tar.addfile(_member(name, path.stat().st_size), stream)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with plain.open("rb") as source, os.fdopen(descriptor, "wb") as target:
                pyrage.encrypt_io(source, target, [key.to_public()])
                target.flush()
                os.fsync(target.fileno())
        aside.replace(file)
    except (OSError, pyrage.EncryptError) as error:
        aside.unlink(missing_ok=True)
        words = getattr(error, "strerror", None) or type(error).__name__
        raise BackupError(f"la sauvegarde n’a pas pu être écrite ({words})") from None


@contextmanager
def extracted(file: Path, *, key: pyrage.x25519.Identity, beside: Path) -> Iterator[Extracted]:
    """Decrypt a backup into a folder of its own, which is gone at the end.

    Raises:
        BackupError: another key made it, it is damaged, or it is of another format.
    """
    with TemporaryDirectory(prefix=".backup-", dir=beside) as work:
        yield _extract(file, Path(work), key)


def sha256_of(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _extract(file: Path, work: Path, key: pyrage.x25519.Identity) -> Extracted:
    plain, folder = work / "plain.tar", work / "members"
    folder.mkdir()
    try:
        with file.open("rb") as source, plain.open("wb") as target:
            pyrage.decrypt_io(source, target, [key])
        with tarfile.open(plain) as tar:
            manifest = _read_manifest(tar)
            for name, digest in manifest.digests.items():
                target_file = folder / name
                # SECURITY: test_backup_that_names_a_place_elsewhere_is_refused.
                if not target_file.resolve().is_relative_to(folder.resolve()):
                    raise BackupError("la sauvegarde nomme un fichier hors de son dossier")
                target_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _copy_member(tar, name, target_file)
                if sha256_of(target_file) != digest:
                    raise BackupError(f"la sauvegarde est abîmée : {name}")
    except pyrage.DecryptError:
        problem = "elle n’est pas de cette clé, ou elle est abîmée"
        raise BackupError(f"la sauvegarde {file.name} ne s’ouvre pas : {problem}") from None
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise BackupError(f"la sauvegarde {file.name} ne s’ouvre pas ({problem})") from None
    plain.unlink()
    return Extracted(folder=folder, manifest=manifest)


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    head = tar.extractfile(MANIFEST)
    if head is None:
        raise BackupError("la sauvegarde ne dit pas ce qu’elle contient")
    content = json.loads(head.read(_MAX_MANIFEST_BYTES))
    if content.pop("format") != _FORMAT:
        raise BackupError("la sauvegarde est d’une version plus récente de ce programme")
    return Manifest(**content)


def _copy_member(tar: tarfile.TarFile, name: str, target: Path) -> None:
    stream = tar.extractfile(name)
    if stream is None:
        raise BackupError(f"la sauvegarde est abîmée : {name}")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while piece := stream.read(1 << 20):
            file.write(piece)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
