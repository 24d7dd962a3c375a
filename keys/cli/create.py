"""``init``, ``rotate``, ``witness``, ``log-key`` and ``import``: new keys."""

from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from attestation.errors import ConfigurationError
from keys.cli.context import (
    WITNESS_YEARS,
    Command,
    pass_command,
    passphrase_option,
    prompt_for,
    root_option,
    root_passphrase_option,
    token_option,
)
from keys.custody.authority import create_root
from keys.custody.certificates import certify_root, identity_of, new_key
from keys.custody.keyring import IN_FILE, KeyRing, RingKey, add_key
from keys.custody.log_key import LOG_YEARS, create_log_key
from keys.custody.new_ring import ISSUING_YEARS, ROOT_YEARS, YEAR, create_first_ring
from keys.custody.passphrase import SEAL_VARIABLE, Passphrase, check_strength, find_passphrase
from keys.custody.seal import read_seal
from keys.custody.witness import create_witness
from keys.trust import Role, kid_of


@click.command(help="Créer la racine et la première clé d’émission.")
@click.option(
    "--root-out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Créer la racine seule, dans ce dossier ; ensuite request et certify.",
)
@token_option
@passphrase_option
@root_passphrase_option
@pass_command
def init(
    command: Command,
    root_out: Path | None,
    token: str | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Make a root, and an issuing key in a new ring unless the root is to live elsewhere."""
    who, now = command.identity(), command.now()
    if root_out is not None:
        secret = command.root_passphrase(root_passphrase_file, other=passphrase_file, is_new=True)
        check_strength(secret)
        key = new_key()
        root = certify_root(key, who, at=now, lifetime=ROOT_YEARS * YEAR)
        create_root(root_out, root, key, secret)
        click.echo(f"Racine créée : {root_out}, jusqu’au {root.not_valid_after_utc:%d/%m/%Y}.")
        click.echo(
            "Gardez ce dossier hors de la machine qui délivre, et une copie ailleurs encore."
        )
        return
    settings = command.settings()
    if settings.ring.exists():
        raise ConfigurationError("keys.ring", f"{settings.ring.name} existe déjà")
    passphrase = command.passphrase(passphrase_file, is_new=True)
    root_passphrase = command.root_passphrase(
        root_passphrase_file, other=passphrase_file, is_new=True
    )
    check_strength(root_passphrase)
    location, issuing_key = new_issuing_key(command, token, passphrase)
    ring = create_first_ring(
        settings.ring,
        who,
        issuing_key=issuing_key,
        passphrase=passphrase,
        root_passphrase=root_passphrase,
        at=now,
        location=location,
    )
    issuing = ring.issuing[-1]
    click.echo(f"Trousseau créé : {ring.folder}")
    tell_active(ring)
    click.echo("Gardez une copie du dossier et, ailleurs, les phrases secrètes, sur papier :")
    if root_passphrase == passphrase:
        click.echo(
            "Attention : la racine et la clé d’émission ont la même phrase. Perdue, plus rien ne "
            "se signe : à la fin des listes de statut, aucune attestation ne se vérifie plus. "
            "Mieux vaut deux phrases : --root-passphrase-file.",
            err=True,
        )
        return
    click.echo("- celle de la clé d’émission, perdue : attest-keys rotate en fait une autre ;")
    click.echo(
        "- celle de la racine, perdue : plus de nouvelle clé ni de révocation ; à la fin de la "
        f"clé d’émission ({issuing.not_valid_after_utc:%d/%m/%Y}) plus rien ne se signe."
    )


@click.command(help="Changer de clé d’émission ; l’ancienne ne sert plus qu’à vérifier.")
@token_option
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def rotate(
    command: Command,
    token: str | None,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Make a new issuing key; the old one's private part is destroyed."""
    ring, who, now = command.ring(), command.identity(), command.now()
    passphrase = command.passphrase(passphrase_file)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    location, key = new_issuing_key(command, token, passphrase)
    certificate = authority.certify(
        key.public_key(),
        who,
        Role.ISSUING,
        at=now,
        lifetime=ISSUING_YEARS * YEAR,
    )
    entry = RingKey(certificates=(certificate,), role=Role.ISSUING, location=location)
    ring = add_key(ring, entry, key if location == IN_FILE else None, passphrase, at=now)
    tell_active(ring)
    click.echo("L’ancienne clé ne signe plus ; ce qu’elle a signé reste valable.")
    click.echo("Publiez le fichier de confiance (attest-keys trust) avant de délivrer.")


@click.command(help="Créer un témoin, qui signe les points de contrôle et rien d’autre.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Dossier du témoin, à garder ailleurs que le trousseau.",
)
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def witness(
    command: Command,
    out: Path,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Make a witness's key in a folder of its own; its certificate goes into the bundle."""
    ring, now = command.ring(), command.now()
    passphrase = command.passphrase(passphrase_file)
    check_strength(passphrase)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    key = new_key()
    certificate = authority.certify(
        key.public_key(),
        identity_of(authority.root),
        Role.WITNESS,
        at=now,
        lifetime=WITNESS_YEARS * YEAR,
    )
    create_witness(out, certificate, key, passphrase)
    entry = RingKey(certificates=(certificate,), role=Role.WITNESS, location=None)
    add_key(ring, entry, None, passphrase, at=now)
    click.echo(f"Témoin {entry.kid.hex()} créé : {out}. Gardez ce dossier ailleurs.")
    click.echo("Publiez le fichier de confiance (attest-keys trust).")


@click.command("log-key", help="Créer la clé du journal public : reçus et têtes, rien d’autre.")
@click.option("--origin", help="Nom du journal ; sinon [issue] verifier, suivi de /log.")
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def log_key(
    command: Command,
    origin: str | None,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Make the log's Ed25519 key in the ring; its certificate goes into the bundle."""
    ring, now = command.ring(), command.now()
    name = origin or command.log_origin()
    passphrase = command.passphrase(passphrase_file)
    check_strength(passphrase)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    ring = create_log_key(
        ring, authority, passphrase, origin=name, at=now, lifetime=LOG_YEARS * YEAR
    )
    newest = ring.keys[-1]
    click.echo(
        f"Clé du journal {newest.kid.hex()} créée pour {name}, "
        f"jusqu’au {newest.certificate.not_valid_after_utc:%d/%m/%Y}."
    )
    click.echo("Publiez le fichier de confiance (attest-keys trust).")


@click.command("import", help="Importer le cachet électronique de l’organisation (PKCS#12).")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="CACHET.p12")
@click.option(
    "--seal-passphrase-file",
    type=click.Path(path_type=Path),
    help="Fichier (mode 600) ; sinon ATTESTATION_SEAL_PASSPHRASE, sinon une question.",
)
@root_option
@passphrase_option
@root_passphrase_option
@pass_command
def import_seal(
    command: Command,
    file: Path,
    seal_passphrase_file: Path | None,
    root_folder: Path | None,
    passphrase_file: Path | None,
    root_passphrase_file: Path | None,
) -> None:
    """Keep the seal under the ring's passphrase; from now on it signs the documents."""
    ring, now = command.ring(), command.now()
    seal_passphrase = find_passphrase(
        seal_passphrase_file,
        prompt=prompt_for("Phrase secrète du cachet : "),
        variable=SEAL_VARIABLE,
    )
    seal = read_seal(file, seal_passphrase, at=now)
    passphrase = command.passphrase(passphrase_file)
    check_strength(passphrase)
    authority = command.authority(root_folder, root_passphrase_file, passphrase_file)
    certificate = authority.certify(
        seal.private_key.public_key(),
        identity_of(authority.root),
        Role.SEAL,
        at=now,
        lifetime=seal.certificate.not_valid_after_utc - now,
    )
    entry = RingKey(
        certificates=(certificate, seal.certificate, *seal.chain),
        role=Role.SEAL,
        location=IN_FILE,
    )
    add_key(ring, entry, seal.private_key, passphrase, at=now)
    click.echo(f"Cachet importé, jusqu’au {seal.certificate.not_valid_after_utc:%d/%m/%Y}.")
    click.echo("Il signe désormais les PDF. Publiez le fichier de confiance (attest-keys trust).")


def new_issuing_key(
    command: Command, token: str | None, passphrase: Passphrase
) -> tuple[str, EllipticCurvePrivateKey]:
    """Make a key in a token or in memory; return its location for the ring with it."""
    if token is None:
        check_strength(passphrase)
        return IN_FILE, new_key()
    module = command.settings().pkcs11_module
    if module is None:
        raise ConfigurationError("keys.pkcs11_module", "donnez la bibliothèque PKCS#11 du jeton")
    from keys.custody.pkcs11_token import create_token_key  # PKCS#11 only for a key in a token

    address, key = create_token_key(module, token, passphrase)
    return address.encode(), key


def tell_active(ring: KeyRing) -> None:
    """Say which key signs from now on, and how long."""
    newest = ring.issuing[-1]
    click.echo(
        f"Clé d’émission {kid_of(newest).hex()}, jusqu’au {newest.not_valid_after_utc:%d/%m/%Y}."
    )
