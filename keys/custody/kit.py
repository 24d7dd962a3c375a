"""A kit that a verifier prepared, signed by the root once it is what the root can vouch for."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.kit_manifest import (
    CLAIMS_FILE,
    SCRIPT_FILE,
    SIGNED_FILE,
    KitManifest,
    decode_manifest,
    manifest_script,
    sign_manifest,
)
from keys.custody.authority import Authority
from keys.custody.signing import check_validity, root_signer
from keys.trust import fingerprint, load_trust_store
from keys.trust.kit_policy import kit_policy
from runtime.files import replace_file


def read_prepared_kit(folder: Path, authority: Authority) -> KitManifest:
    """Read what is to be signed: each file again, and its keys again out of its trust bundle.

    Raises:
        ConfigurationError: no manifest, a file that is missing or another, keys that the bundle
            does not have, or a bundle without this root.
        TrustStoreError: its bundle is unusable.
    """
    try:
        manifest = decode_manifest(_read(folder / CLAIMS_FILE))
    except MalformedCredentialError:
        raise ConfigurationError(CLAIMS_FILE, "ce n’est pas le manifeste d’un dossier") from None
    for path, digest in manifest.files.items():
        if sha256(_read(folder / path)).digest() != digest:
            raise ConfigurationError(path, "ce fichier n’est pas celui du manifeste")
    _check_policy(folder, manifest, anchor=fingerprint(authority.root))
    return manifest


def sign_prepared_kit(
    folder: Path, manifest: KitManifest, *, authority: Authority, at: datetime
) -> None:
    """Write the signed manifest into the kit.

    Raises:
        SigningError: the root's certificate is not valid at ``at``.
        ConfigurationError: the manifest is of a later instant, or the folder cannot be written.
    """
    check_validity(authority.root, at=at)
    if manifest.made_at > at:
        raise ConfigurationError("dossier", "il a été préparé par une horloge en avance")
    signed = sign_manifest(manifest, signer=root_signer(authority))
    try:
        replace_file(folder / SIGNED_FILE, signed, mode=0o644)
        replace_file(folder / SCRIPT_FILE, manifest_script(signed), mode=0o644)
    except OSError as error:
        problem = f"impossible d’écrire ({error.strerror})"
        raise ConfigurationError(str(folder), problem) from None


def _check_policy(folder: Path, manifest: KitManifest, *, anchor: bytes) -> None:
    """Compare the keys of the manifest with those of the bundle beneath this very root."""
    store = load_trust_store(_read(folder / "trust.pem"))
    policy = manifest.policy
    for organisation in store.organisations:
        if organisation.anchor == anchor:
            expected = kit_policy(
                store, organisation, addresses=policy.addresses, clock_slack=policy.clock_slack
            )
            if expected != policy:
                raise ConfigurationError(
                    CLAIMS_FILE, "ses clés ne sont pas celles du fichier de confiance"
                )
            return
    raise ConfigurationError("trust.pem", "cette racine n’y est pas")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(file.name, f"illisible ({error.strerror})") from None
