"""Which files belong to a deployment, by the setting that names each.

A backup holds them under the setting's name and not under a path, so a restore puts each where the
restored settings say, and a drill where it likes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from attestation.errors import ConfigurationError
from runtime.settings_file import Deployment

FOLDERS = {"keys.ring": "keys", "verifier.receipts": None}
"""Settings that name a folder, and what counts where the setting is absent."""
FILES = {
    "organisation.logo": None,
    "desk.secret_file": "desk.secret",
    "desk.audit_head_file": "audit.head",
    "log.head_file": "log.head",
    "log.policy": None,
    "desk.provider.client_secret_file": None,
    "desk.provider.ca_file": None,
    "participant.secret_file": "participant.secret",
    "mail.account_file": None,
    "mail.ca_file": None,
    "timestamp.trust": None,
    "cluster.ca": None,
    "cluster.certificate": None,
    "cluster.key": None,
    "verifier.trust": None,
    "verifier.seen_lists": "seen-lists.json",
    "verifier.limits_password_file": None,
    "verifier.readers": "readers",
}
"""Settings that name a file, the same.

``keys.passphrase_file`` and ``backup.key_file`` are missing: what opens the ring and the backups is
kept elsewhere, on paper (ADR 0119).
"""
_OF_A_SOURCE = frozenset({"token_file", "ca"})
"""What each ``[[verifier.source]]`` may name, as ``verifier.source.0.ca``."""
LOG_HEAD = "desk.audit_head_file+"
"""The name, in a backup, of the copy of the log's last entry."""
_BESIDE = {"desk.audit_head_file": ".status-*", "verifier.trust": ".seen"}
"""Files beside a file, whose names begin with its name."""


def named_files(deployment: Deployment) -> Iterator[tuple[str, Path]]:
    """Yield each file that is there: its name in a backup, and where it lies."""
    for setting, place in places(deployment).items():
        if setting in FOLDERS:
            for file in sorted(place.rglob("*")):
                if file.is_file() and not file.name.endswith(".lock"):
                    yield f"{setting}/{file.relative_to(place)}", file
        else:
            beside = sorted(place.parent.glob(place.name + _BESIDE.get(setting, ".none")))
            for file in (place, *beside):
                if file.is_file():
                    yield f"{setting}+{file.name.removeprefix(place.name)}", file


def place_of(name: str, deployment: Deployment) -> Path:
    """Return where the file called ``name`` in a backup belongs.

    Raises:
        ConfigurationError: no setting of this deployment names such a file.
    """
    is_in_folder = name.partition("/")[0] in FOLDERS
    setting, _, rest = name.partition("/" if is_in_folder else "+")
    place = places(deployment).get(setting)
    parts = Path(rest).parts
    # SECURITY: a backup writes nothing outside the places that its settings name:
    # test_backup_that_names_a_place_elsewhere_is_refused.
    if place is None or ".." in parts or rest.startswith("/") or (not is_in_folder and "/" in rest):
        raise ConfigurationError("sauvegarde", f"elle contient un fichier inconnu ({name})")
    return place / rest if is_in_folder else place.with_name(place.name + rest)


def places(deployment: Deployment) -> dict[str, Path]:
    """Return, for each setting that names a file or folder, where that is."""
    found = {}
    for setting, default in (FOLDERS | FILES).items():
        section, _, key = setting.rpartition(".")
        if default is not None and section == "verifier" and section not in deployment.sections:
            continue
        value = _section(deployment.sections, section).get(key, default)
        if isinstance(value, str):
            found[setting] = Path(deployment.path(value))
    sources = _section(deployment.sections, "verifier").get("source", ())
    for number, source in enumerate(sources):
        for key in sorted(_OF_A_SOURCE & source.keys()):
            found[f"verifier.source.{number}.{key}"] = Path(deployment.path(str(source[key])))
    return found


def relocated(deployment: Deployment, folder: Path, *, register_url: str) -> Deployment:
    """Return the deployment with its files in ``folder`` and connected to nobody.

    Args:
        deployment: as restored.
        folder: where ``named_files`` were put, each under the name of its setting.
        register_url: of its register.
    """
    sections: dict[str, dict[str, Any]] = {
        name: dict(content)
        for name, content in deployment.sections.items()
        if name not in {"mail", "timestamp", "admin", "cluster", "clock", "backup"}
    }
    sections.get("desk", {}).pop("provider", None)
    sections["register"] = {"url": register_url}
    if "verifier" in sections:
        for key in ("counts_url", "limits_storage", "limits_password_file", "source"):
            sections["verifier"].pop(key, None)
        sections["verifier"]["count_checks"] = False
    for setting in places(replace(deployment, sections=sections)):
        section, _, key = setting.rpartition(".")
        sections.setdefault(section, {})[key] = setting if setting in FOLDERS else f"{setting}+"
    return Deployment(folder=folder, sections=sections)


def _section(sections: Mapping[str, Any], dotted: str) -> Mapping[str, Any]:
    for name in dotted.split("."):
        sections = sections.get(name, {})
    return sections
