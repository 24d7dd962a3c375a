"""``sign-kit``: the root signs what a verifier prepared, once it is what the root can vouch for."""

from hashlib import sha256
from pathlib import Path

import click

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
from keys.cli.context import (
    HERE,
    Command,
    pass_command,
    passphrase_option,
    root_option,
    root_passphrase_option,
)
from keys.cli.output import write_public
from keys.custody.signing import check_validity, root_signer
from keys.trust import fingerprint, load_trust_store
from keys.trust.kit_policy import kit_policy


@click.command("sign-kit", help="Signer un dossier préparé par attest-verifier kit ; la racine.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DOSSIER")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def sign_kit(
    command: Command,
    folder: Path,
    yes: bool,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Check every file, compare what the manifest says of keys with the bundle, and sign."""
    manifest = _read_manifest(folder)
    _check_files(folder, manifest)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    _check_policy(folder, manifest, anchor=fingerprint(authority.root))
    now = command.now().replace(microsecond=0)
    check_validity(authority.root, at=now)
    day = f"{manifest.made_at.astimezone(HERE):%d/%m/%Y à %H:%M}"
    click.echo(f"{len(manifest.files)} fichiers, préparés le {day}.")
    for address in manifest.policy.addresses:
        click.echo(f"Vérificateur : {address}")
    if manifest.is_last:
        click.echo("C’est le dernier : ce qu’il ne connaît pas passera pour jamais délivré.")
    if not yes:
        click.confirm("Signer ce dossier ?", abort=True)
    if not manifest.made_at <= now:
        raise ConfigurationError("dossier", "il a été préparé par une horloge en avance")
    signed = sign_manifest(manifest, signer=root_signer(authority))
    write_public(folder / SIGNED_FILE, signed)
    write_public(folder / SCRIPT_FILE, manifest_script(signed))
    click.echo(f"Dossier signé : {folder}")
    click.echo(f"Empreinte de la racine, à donner sur papier : {fingerprint(authority.root).hex()}")


def _read_manifest(folder: Path) -> KitManifest:
    try:
        return decode_manifest(_read(folder / CLAIMS_FILE))
    except MalformedCredentialError:
        raise ConfigurationError(CLAIMS_FILE, "ce n’est pas le manifeste d’un dossier") from None


def _check_files(folder: Path, manifest: KitManifest) -> None:
    for path, digest in manifest.files.items():
        if sha256(_read(folder / path)).digest() != digest:
            raise ConfigurationError(path, "ce fichier n’est pas celui du manifeste")


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
