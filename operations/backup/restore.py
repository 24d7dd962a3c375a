"""Restoring a backup into an empty place, up to the first signature of what was restored.

Either nothing was done since the backup, or what is lost is accepted in the signed log (ADR 0095).
Whatever fails leaves the place as empty as it was.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from attestation.errors import ConfigurationError, SigningError
from attestation.formats.status_list import StatusList
from issuer.context import IssuerContext
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.restored_register import MARGIN, Accepted, accept_restored
from keys.custody.passphrase import Passphrase
from keys.custody.reloading import RingKeys
from keys.custody.settings import load_deployment
from operations.backup.archive import (
    REGISTER,
    SETTINGS,
    BackupError,
    Extracted,
    Manifest,
    extracted,
    read_key,
)
from operations.backup.files import LOG_HEAD, place_of
from operations.settings import Installation, read_installation
from register.copying import copy_register
from register.database import RegisterSettings, connect, file_of, register_url
from register.upgrade import REVISIONS, upgrade_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a person says about a backup that is older than the last act."""

    reason: str
    tokens: Sequence[bytes] = ()
    """Status lists as verifiers have them."""
    heads: Sequence[bytes] = ()
    """Checkpoints as verifiers or witnesses have them."""
    margin: int = MARGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A deployment that was restored, and has signed."""

    installation: Installation
    manifest: Manifest
    accepted: Accepted | None
    """What was lost; None where nothing was."""
    lists: Sequence[StatusList]
    """Status lists that it signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signs in a restored deployment, with which passphrase, at which instant."""

    passphrase: Passphrase = field(repr=False)
    who: str
    at: datetime


def restore(
    file: Path,
    *,
    key_file: Path,
    into: Path,
    loss: Loss | None,
    signing: Signing,
    new_url: str | None = None,
) -> Restored:
    """Restore a backup, accept what was lost, and sign the status lists.

    Args:
        file: the backup.
        key_file: the key that opens it.
        into: the deployment's folder, missing or empty.
        loss: what to say of acts since the backup; None says that there were none.
        signing: by whom, with what and when the restored register signs.
        new_url: of another database than the settings name.

    Raises:
        BackupError: the place is not empty, the backup does not open, or a newer program made it.
        ConfigurationError: a setting of the backup is wrong.
        SigningError: the passphrase is wrong, or the clock.
        RegisterError: the loss cannot be accepted, or the new database is not empty.
    """
    key = read_key(key_file, setting="--key-file")
    with _emptied_on_failure(into) as written, extracted(file, key=key, beside=into) as backup:
        require_known(backup.manifest)
        _write_settings(backup, into, new_url)
        installation = _place(backup, into, written, keep_head=loss is None)
        database = register_url(installation.issuer.register, folder=into)
        copy = file_of(database) or into / REGISTER
        if file_of(database) is not None and copy.exists():
            raise BackupError(f"il y a déjà un registre : {copy}")
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(backup.file(REGISTER), copy)
        written.append(copy)
        context = open_copy(installation, copy, signing)
        accepted = None
        if loss is not None:
            accepted = accept_restored(
                context,
                who=signing.who,
                reason=loss.reason,
                tokens=loss.tokens,
                heads=loss.heads,
                margin=loss.margin,
                is_older=True,
            )
        lists = publish_all(context, who=signing.who)
        if file_of(database) is None:
            wait_seconds = installation.issuer.register.wait_seconds
            target = connect(database, wait_seconds=wait_seconds)
            copy_register(context.register, target, on_rows=lambda table, count: None)
            target.dispose()
            context.register.dispose()
            copy.unlink()
        context.register.dispose()
    return Restored(
        installation=installation, manifest=backup.manifest, accepted=accepted, lists=lists
    )


def require_known(manifest: Manifest) -> None:
    """Refuse a backup whose register this program does not know.

    Raises:
        BackupError: it was made by a newer program.
    """
    if manifest.schema not in REVISIONS:
        raise BackupError(
            f"la sauvegarde est d’un programme plus récent ({manifest.program}) : installez-le"
        )


def open_copy(installation: Installation, copy: Path, signing: Signing) -> IssuerContext:
    """Open a restored register on SQLite with the restored ring; an older one is upgraded.

    Raises:
        SigningError: the passphrase opens no key of the ring.
    """
    url = URL.create("sqlite", database=str(copy))
    register = connect(url, wait_seconds=installation.issuer.register.wait_seconds)
    upgrade_register(register)
    settings = replace(installation.issuer, register=RegisterSettings(url=url.render_as_string()))
    keys = RingKeys(
        folder=settings.keys.ring, passphrase=signing.passphrase, now=lambda: signing.at
    )
    try:
        keys.statement_signer()  # a wrong passphrase is reported before anything is signed
    except SigningError:
        register.dispose()
        raise
    return IssuerContext(settings=settings, register=register, keys=keys, now=lambda: signing.at)


def _place(backup: Extracted, into: Path, written: list[Path], *, keep_head: bool) -> Installation:
    """Put each file where the restored settings say, and nothing over a file that is there."""
    config = into / SETTINGS
    deployment = load_deployment(config)
    for name in sorted(backup.manifest.digests.keys() - {REGISTER, SETTINGS}):
        if name == LOG_HEAD and not keep_head:
            continue  # without it the register is one whose loss must be accepted
        place = place_of(name, deployment)
        if place.exists():
            raise BackupError(f"{place} existe déjà : rien n’y est écrit")
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(backup.file(name), place)
            place.chmod(0o600)
        except OSError as error:
            raise BackupError(f"{place} : impossible d’écrire ({error.strerror})") from None
        written.append(place)
    return read_installation(config, deployment)


def _write_settings(backup: Extracted, into: Path, new_url: str | None) -> None:
    text = backup.file(SETTINGS).read_text(encoding="utf-8")
    if new_url is not None:
        deployment = load_deployment(backup.file(SETTINGS))
        old_url = json.dumps(deployment.section("register", RegisterSettings).url)
        if old_url not in text:
            raise BackupError(f"les réglages de la sauvegarde n’ont pas url = {old_url}")
        text = text.replace(old_url, json.dumps(new_url))
    (into / SETTINGS).write_text(text, encoding="utf-8")
    (into / SETTINGS).chmod(0o640)


@contextmanager
def _emptied_on_failure(into: Path) -> Iterator[list[Path]]:
    """Make ``into``; where something fails take out again what was written."""
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(into.iterdir()):
            raise BackupError(f"{into} n’est pas vide : une sauvegarde se restaure dans le vide")
    except OSError as error:
        raise ConfigurationError("--into", f"{into} : {error.strerror}") from None
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        for one in into.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise
