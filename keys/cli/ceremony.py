"""``fingerprint``, ``request``, ``certify``, ``install``, ``sign-checkpoint``: a root elsewhere."""

from dataclasses import replace
from pathlib import Path

import click
from cryptography.hazmat.primitives.serialization import Encoding

from attestation.errors import ConfigurationError, MalformedCredentialError
from attestation.formats.checkpoint import decode_checkpoint, sign_checkpoint
from keys.cli.context import (
    Command,
    pass_command,
    passphrase_option,
    prompt_for,
    root_passphrase_option,
    token_option,
)
from keys.cli.create import new_issuing_key, tell_active
from keys.cli.output import write_public
from keys.custody.authority import read_crl, read_root
from keys.custody.certificates import make_request, read_request
from keys.custody.issuer_record import install_record
from keys.custody.keyring import install_crl, retire_key
from keys.custody.new_ring import ISSUING_YEARS, YEAR
from keys.custody.passphrase import ROOT_VARIABLE, find_passphrase
from keys.custody.pending import install as install_certified
from keys.custody.pending import keep_request, read_certified
from keys.custody.signing import open_checkpoint_signer
from keys.trust import Role, kid_of, organisation_of, record_messages
from keys.trust.certificates import fingerprint
from keys.trust.store import read_bundle

_out = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Fichier."
)


@click.command("fingerprint", help="Lire l’empreinte d’une racine, pour la comparer.")
@click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), metavar="[DOSSIER]", required=False
)
@pass_command
def root_fingerprint(command: Command, folder: Path | None) -> None:
    """Print SHA-256 of the root's certificate: of ``folder``, or of the ring."""
    click.echo(fingerprint(read_root(folder or command.settings().ring)).hex())


@click.command(help="Créer une clé d’émission et demander son certificat à la racine (PKCS#10).")
@_out
@token_option
@passphrase_option
@pass_command
def request(command: Command, out: Path, token: str | None, passphrase_file: Path | None) -> None:
    """Make a key that waits for its certificate, and write its request."""
    who = command.identity()
    passphrase = command.passphrase(passphrase_file, is_new=True)
    location, key = new_issuing_key(command, token, passphrase)
    asked = make_request(key, who)
    keep_request(command.settings().ring, asked, key, passphrase, location=location)
    write_public(out, asked.public_bytes(Encoding.PEM))
    click.echo(f"Demande écrite : {out}. Portez-la à la racine : attest-keys certify.")


@click.command(help="Certifier une clé demandée ; là où est la racine.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="DEMANDE.csr")
@click.option(
    "--root",
    "root_folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Dossier de la racine.",
)
@_out
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
@root_passphrase_option
@pass_command
def certify(
    command: Command,
    file: Path,
    root_folder: Path,
    out: Path,
    yes: bool,
    root_passphrase_file: Path | None,
) -> None:
    """Answer a request; writes the certificate, the root's own, and its revocation list."""
    public_key, who = read_request(_read(file))
    authority = command.authority(root_folder, root_passphrase_file, None)
    ours = organisation_of(authority.root)
    if who.organisation != ours:
        raise ConfigurationError("demande", f"elle n’est pas au nom de {ours}")
    contacts = f"{who.website or '—'}, {who.email or '—'}"
    click.echo(f"Demande de : {who.organisation}, {who.identifier or '—'}, {contacts}")
    if not yes:
        click.confirm("Certifier cette clé ?", abort=True)
    certificate = authority.certify(
        public_key, who, Role.ISSUING, at=command.now(), lifetime=ISSUING_YEARS * YEAR
    )
    blocks = [certificate.public_bytes(Encoding.PEM), authority.root.public_bytes(Encoding.PEM)]
    crl = read_crl(root_folder)
    if crl is not None:
        blocks.append(crl.public_bytes(Encoding.PEM))
    write_public(out, b"".join(blocks))
    click.echo(f"Clé {kid_of(certificate).hex()} certifiée : {out}")
    click.echo(f"Empreinte de la racine : {fingerprint(authority.root).hex()}")


@click.command(help="Installer ce que la racine a signé : certificat, liste de révocation, fiche.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER.pem")
@click.option("--fingerprint", "expected", help="Empreinte de la racine, lue là où elle est.")
@pass_command
def install(command: Command, file: Path, expected: str | None) -> None:
    """Make a requested key the one that signs, or take over a revocation list or a record."""
    now, folder = command.now(), command.settings().ring
    pem = _read(file)
    if record_messages(pem):
        install_record(command.ring(), pem)
        click.echo("Fiche installée. Publiez le fichier de confiance (attest-keys trust).")
        return
    if b"BEGIN CERTIFICATE" not in pem:
        ring = command.ring()
        _, (crl,) = read_bundle(ring.root.public_bytes(Encoding.PEM) + pem)
        ring = install_crl(ring, crl)
        for key in ring.keys:
            if ring.revocation_of(key) is not None:
                ring = retire_key(ring, key, at=now)
        click.echo("Liste de révocation installée. Publiez le fichier de confiance.")
        return
    certified = read_certified(*read_bundle(pem))
    before = command.ring_if_any()
    if before is None:
        found = fingerprint(certified.root).hex()
        if expected is None:
            click.confirm(f"Empreinte de la racine : {found}\nEst-ce la bonne ?", abort=True)
        elif expected.replace(":", "").replace(" ", "").lower() != found:
            raise ConfigurationError("--fingerprint", "ce n’est pas celle de cette racine")
    ring = install_certified(folder, certified, at=now)
    if certified.crl is not None:
        ring = install_crl(ring, certified.crl)
    tell_active(ring)
    click.echo("Publiez le fichier de confiance (attest-keys trust).")


@click.command("sign-checkpoint", help="Signer un point de contrôle ; là où est le témoin.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="DEMANDE")
@click.option(
    "--key",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Dossier du témoin, ou de la racine.",
)
@_out
@root_passphrase_option
@pass_command
def sign_checkpoint_file(
    command: Command, file: Path, folder: Path, out: Path, root_passphrase_file: Path | None
) -> None:
    """Sign the head that ``attest-issuer checkpoint --request`` wrote."""
    try:
        checkpoint = decode_checkpoint(_read(file))
    except MalformedCredentialError:
        raise ConfigurationError(file.name, "ce n’est pas un point de contrôle") from None
    passphrase = find_passphrase(
        root_passphrase_file, prompt=prompt_for("Phrase secrète : "), variable=ROOT_VARIABLE
    )
    # SECURITY: the witness vouches for the time, so the time is its own clock's, not the request's.
    now = command.now().replace(microsecond=0)
    signer = open_checkpoint_signer(folder, passphrase, at=now)
    write_public(out, sign_checkpoint(replace(checkpoint, made_at=now), signer=signer))
    click.echo(f"{checkpoint.size} déclarations, signées par {signer.kid.hex()} : {out}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(file.name, f"illisible ({error.strerror})") from None
