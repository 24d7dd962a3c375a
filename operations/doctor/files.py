"""Modes and owners of a deployment's files."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from operations.backup.files import places
from operations.doctor.examination import Examination
from operations.doctor.line import Line, broken, ok
from operations.setup.recovery_page import FILE
from register.database import file_of, register_url
from runtime.private_file import is_private

_GROUP_OR_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_SECRETS = (
    "desk.secret_file",
    "desk.provider.client_secret_file",
    "participant.secret_file",
    "mail.account_file",
    "verifier.limits_password_file",
    "cluster.key",
)


def check_modes(examination: Examination) -> Iterator[Line]:
    """Look for what others can write, and for data that others can read."""
    installation = examination.installation
    config, folder = installation.config, installation.issuer.folder
    lines = []
    if config.stat().st_mode & (_GROUP_OR_OTHERS_WRITE | stat.S_IROTH):
        problem = f"d’autres utilisateurs lisent ou changent {config.name}"
        lines.append(_open_to_others("fichiers", problem, config, 0o640))
    if folder.stat().st_mode & _GROUP_OR_OTHERS_WRITE:
        problem = f"d’autres utilisateurs peuvent écrire dans {folder}"
        lines.append(_open_to_others("fichiers", problem, folder, 0o700))
    for closed in (places(installation.deployment)["keys.ring"], installation.backup.folder):
        if closed.is_dir() and closed.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
            problem = f"d’autres utilisateurs entrent dans {closed}"
            lines.append(_open_to_others("fichiers", problem, closed, 0o700))
    file = file_of(register_url(installation.issuer.register, folder=folder))
    if file is not None and file.exists() and file.stat().st_mode & stat.S_IRWXO:
        problem = "d’autres utilisateurs peuvent lire le registre : noms et dates de naissance"
        lines.append(_open_to_others("fichiers", problem, file, 0o600))
    yield from lines or [ok("fichiers", "réglages, registre, clés et sauvegardes sont fermés")]


def check_secrets(examination: Examination) -> Iterator[Line]:
    """Look at each file that holds a secret: there, and its owner's alone."""
    found = dict(_secret_files(examination))
    lines = []
    for setting, file in found.items():
        if not os.path.exists(file):  # noqa: PTH110  Path's raises where root alone may look
            if setting not in {"desk.secret_file", "participant.secret_file"}:
                problem = f"{setting} nomme {file}, qui n’existe pas"
                lines.append(broken("fichiers secrets", problem, _of_paper(setting)))
        elif not is_private(file):
            problem = f"d’autres utilisateurs peuvent lire {file.name}"
            lines.append(_open_to_others("fichiers secrets", problem, file, 0o600))
    yield from lines or [ok("fichiers secrets", f"{len(found)} fichiers, à leur propriétaire seul")]


def check_recovery_page(examination: Examination) -> Iterator[Line]:
    """Look for the recovery page, which is for paper alone."""
    file = examination.installation.issuer.folder / FILE
    if file.exists():
        words = "elle est encore sur la machine, avec toutes les phrases secrètes"
        yield broken("page de secours", words, f"imprimez-la deux fois, puis : shred -u {file}")


def check_owners(examination: Examination) -> Iterator[Line]:
    """Look for files that another user than the folder's owns, as after a command by root."""
    folder = examination.installation.issuer.folder
    if strangers := _strangers(folder):
        yield broken(
            "propriétaire",
            f"{len(strangers)} fichiers ne sont pas à l’utilisateur du dossier : {strangers[0]}",
            f"chown -R --reference={folder} {folder}",
            mend=partial(give_to_owner, folder),
        )
    else:
        yield ok("propriétaire", "tous les fichiers sont à l’utilisateur du dossier")


def give_to_owner(folder: Path) -> int:
    """Give every file in ``folder`` to the folder's owner; return how many were somebody else's.

    Raises:
        OSError: root alone may do it.
    """
    owner, strangers = folder.stat(), _strangers(folder)
    for file in strangers:
        found = file.lstat()
        # SECURITY: a second name for a file elsewhere gives that file to nobody:
        # test_file_that_has_another_name_elsewhere_is_given_to_nobody.
        if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
            raise PermissionError(f"{file.name} a un autre nom ailleurs")
        os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return len(strangers)


def _strangers(folder: Path) -> list[Path]:
    owner = folder.stat().st_uid
    return sorted(file for file in folder.rglob("*") if file.lstat().st_uid != owner)


def _open_to_others(topic: str, problem: str, file: Path, mode: int) -> Line:
    return broken(topic, problem, f"chmod {mode:o} {file}", mend=partial(file.chmod, mode))


def _secret_files(examination: Examination) -> Iterator[tuple[str, Path]]:
    installation = examination.installation
    found = places(installation.deployment)
    yield from ((setting, found[setting]) for setting in _SECRETS if setting in found)
    if installation.issuer.keys.passphrase_file is not None:
        yield "keys.passphrase_file", installation.issuer.keys.passphrase_file
    yield "backup.key_file", installation.backup.key_file


def _of_paper(setting: str) -> str:
    if setting == "backup.key_file":
        return "attest backup --new-key"
    return "remettez-le, de la page de secours ou d’une sauvegarde"
