"""The files of a kit: the checker, what it knows, and the manifest that the root is to sign."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError
from attestation.formats.claims import encode_optional_day
from attestation.formats.kit_manifest import (
    CLAIMS_FILE,
    SCRIPT_FILE,
    KitManifest,
    KitPolicy,
    encode_manifest,
    manifest_script,
)
from keys.trust import Organisation
from verifier.kit.read_me import read_me
from verifier.kit.records import number_tags, seal
from verifier.kit.snapshot import Snapshot
from verifier.kit.words import kit_words

CHECKER = Path(__file__).parent / "checker"
"""Bundled by checker/build.sh, where there is Node."""
DATA_FILE = "data.js"
_OF_CHECKER = (
    *("index.html", "checker.js", "checker.css", "service-worker.js"),
    *("app.webmanifest", "icon.svg"),
)
_DATA = ("records.bin", "numbers.bin", "words.json", "models.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """All that a kit is made of."""

    organisation: Organisation
    bundle: bytes
    """The trust bundle, for other tools than the checker."""
    policy: KitPolicy
    snapshot: Snapshot
    made_at: datetime
    is_last: bool
    log: Mapping[str, bytes] = field(default_factory=dict)
    """Files of the public log, where there is one."""


def kit_files(kit: Kit, *, checker: Path = CHECKER) -> dict[str, bytes]:
    """Return the content of each file by its path: the same bytes for the same kit.

    Raises:
        ConfigurationError: the checker was not built.
    """
    files = _checker_files(checker)
    # A browser looks for a newer kit when this script's bytes are others.
    files["service-worker.js"] += f"// {int(kit.made_at.timestamp())}\n".encode()
    files |= {
        "trust.pem": kit.bundle,
        "records.bin": seal(kit.snapshot.records),
        "numbers.bin": number_tags(one.number for one in kit.snapshot.records),
        "words.json": kit_words(),
        "README.txt": read_me(kit.organisation, made_at=kit.made_at, is_last=kit.is_last),
    }
    for number, token in enumerate(kit.snapshot.lists, start=1):
        files[f"status/{number}.cwt"] = token
    if kit.snapshot.checkpoint is not None:
        files["checkpoint.cwt"] = kit.snapshot.checkpoint
    files |= _models(kit.organisation) | dict(kit.log)
    manifest = KitManifest(
        made_at=kit.made_at.replace(microsecond=0),
        files={path: sha256(content).digest() for path, content in files.items()},
        policy=kit.policy,
        is_last=kit.is_last,
    )
    root = kit.organisation.root.public_bytes(Encoding.DER)
    return {
        **files,
        DATA_FILE: data_script(root, files),
        CLAIMS_FILE: encode_manifest(manifest),
        SCRIPT_FILE: manifest_script(None),
    }


def write_kit(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a kit into ``folder``, which is new or empty.

    Raises:
        ConfigurationError: there is something in it, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigurationError("--out", "ce dossier n’est pas vide ; rien n’y a été changé")
        for path, content in sorted(files.items()):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    except OSError as error:
        problem = f"impossible d’écrire ({error.strerror})"
        raise ConfigurationError("--out", problem) from None


def require_checker(folder: Path = CHECKER) -> None:
    """Refuse to go on without the page that checks.

    Raises:
        ConfigurationError: it was not built.
    """
    missing = [name for name in _OF_CHECKER if not (folder / name).is_file()]
    if missing:
        raise ConfigurationError(
            "kit",
            "la page qui vérifie n’a pas été construite (il faut Node et npm) : "
            f"make verifier/kit/checker/checker.js ; manque {', '.join(missing)}",
        )


def _checker_files(folder: Path) -> dict[str, bytes]:
    require_checker(folder)
    return {name: (folder / name).read_bytes() for name in _OF_CHECKER}


def _models(organisation: Organisation) -> dict[str, bytes]:
    """Return the specimens by period that the organisation published, and what lists them."""
    files, listed = {}, []
    regimes = organisation.regimes
    for number, model in enumerate(regimes.models if regimes else (), start=1):
        path = f"models/{number}.png"
        files[path] = model.picture
        listed.append(
            {
                "file": path,
                "regime": model.regime,
                "first": encode_optional_day(model.first_day),
                "last": encode_optional_day(model.last_day),
            }
        )
    files["models.json"] = json.dumps(listed, sort_keys=True).encode()
    return files


def data_script(root: bytes, files: Mapping[str, bytes]) -> bytes:
    """Write what the page needs as a script: from a folder it may read nothing else.

    Args:
        root: the root's certificate, DER.
        files: of the kit; those that verdicts and words come from are taken.
    """
    content = {
        "root": b64encode(root).decode(),
        "files": {
            path: b64encode(one).decode()
            for path, one in sorted(files.items())
            if path in _DATA or path.startswith("status/")
        },
    }
    return f"self.KIT={json.dumps(content, separators=(',', ':'))};\n".encode()
