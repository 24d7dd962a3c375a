"""Whether a kit is what its root signed: every file, and the scripts that repeat them.

The page in the folder cannot say this of itself, because whoever changed it would let it say so.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError
from attestation.formats.kit_manifest import (
    CLAIMS_FILE,
    KIT_MANIFEST,
    SCRIPT_FILE,
    SIGNED_FILE,
    KitManifest,
    encode_manifest,
    manifest_script,
)
from attestation.verdict.trusted_keys import Verified
from keys.trust import load_trust_store
from verifier.kit.folder import DATA_FILE, data_script


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedKit:
    """A kit that its root signed, and what in the folder is not what was signed."""

    manifest: KitManifest
    anchor: bytes
    """Fingerprint of the root, to compare with paper."""
    wrong: tuple[str, ...]
    """Files that are missing, changed or not named by the manifest."""


def check_kit(folder: Path) -> CheckedKit:
    """Read a kit and compare all of it with what its root signed.

    Raises:
        ConfigurationError: it is not signed, or not by a root of its own bundle, or unreadable.
        TrustStoreError: its bundle is unusable.
    """
    files = _files(folder)
    if SIGNED_FILE not in files or "trust.pem" not in files:
        raise ConfigurationError(str(folder), "ce n’est pas un dossier signé")
    store = load_trust_store(files["trust.pem"])
    match store.trusted.open(files[SIGNED_FILE], KIT_MANIFEST):
        case Verified(message=manifest, key=key):
            pass
        case _:
            raise ConfigurationError(SIGNED_FILE, "la racine du dossier ne l’a pas signé")
    root = next(one.root for one in store.organisations if one.anchor == key.issuer.anchor)
    expected = {
        CLAIMS_FILE: encode_manifest(manifest),
        SCRIPT_FILE: manifest_script(files[SIGNED_FILE]),
        DATA_FILE: data_script(root.public_bytes(Encoding.DER), files),
    }
    changed = {
        path
        for path, digest in manifest.files.items()
        if sha256(files.get(path, b"")).digest() != digest
    }
    changed |= {path for path, content in expected.items() if files.get(path) != content}
    unknown = files.keys() - manifest.files.keys() - expected.keys() - {SIGNED_FILE}
    return CheckedKit(
        manifest=manifest, anchor=key.issuer.anchor, wrong=tuple(sorted(changed | unknown))
    )


def _files(folder: Path) -> dict[str, bytes]:
    try:
        return {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }
    except OSError as error:
        raise ConfigurationError(str(folder), f"illisible ({error.strerror})") from None
