"""Carrying out a setup: a deployment's folder and what runs it, whole or not at all."""

import base64
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from attestation.errors import ConfigurationError
from issuer.context import IssuerContext
from issuer.delivery.link_secret import open_link_secret
from issuer.desk.auth.invitations import invite
from issuer.desk.auth.secret import open_secret
from keys.custody.authority import open_authority
from keys.custody.certificates import new_key
from keys.custody.keyring import trust_bundle
from keys.custody.log_key import LOG_YEARS, create_log_key
from keys.custody.new_ring import YEAR, create_first_ring
from keys.custody.passphrase import Passphrase
from keys.custody.reloading import RingKeys
from keys.custody.settings import identity, load_deployment, log_origin
from keys.trust import fingerprint
from operations.backup.archive import create_key
from operations.settings import Installation, read_installation
from operations.setup.answers import FOLDER, Answers
from operations.setup.recovery_page import FILE, RecoveryPage, recovery_text
from operations.setup.roles import ISSUER_PASSWORD, is_postgresql, make_roles, roles_of
from operations.setup.services import nginx_site, units
from operations.setup.settings_text import MAIL_ACCOUNT, mail_account, settings_text
from register.database import connect, file_of, make_file, register_url, translated_errors
from register.upgrade import upgrade_register
from runtime.files import replace_file
from verifier.receipt.key import create_receipt_key

_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What was made."""

    installation: Installation
    recovery_page: Path | None = None
    invitation: str | None = field(default=None, repr=False)
    """The link by which the first account is made; it serves once, and not for long."""
    units: tuple[Path, ...]
    site: Path


def set_up(
    answers: Answers,
    *,
    prefix: Path,
    programs: Path,
    user: str,
    at: datetime,
    passphrase_file: Path | None = None,
) -> SetUp:
    """Make a deployment below ``prefix``.

    Args:
        answers: validated.
        prefix: ``/``, or a folder in which to try it without root.
        programs: where ``attest`` and the others are.
        user: as whom systemd runs them.
        at: the instant at which keys begin.
        passphrase_file: among the system's credentials; in the deployment's folder if not given.

    Raises:
        ConfigurationError: there is a deployment already, or something cannot be written.
        RegisterError: the database does not answer, or holds something.
    """
    folder = prefix / FOLDER
    secret = passphrase_file or folder / "passphrase"
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(str(folder), "il y a déjà quelque chose : rien n’y est changé")
    if secret.exists():
        raise ConfigurationError(
            str(secret), "il y a déjà une phrase secrète : rien n’y est changé"
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        installation, invitation = _make(answers, folder, secret, at)
        services, site = _write_services(
            installation, prefix=prefix, programs=programs, user=user, secret=secret
        )
    except BaseException as error:
        for one in folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        secret.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ConfigurationError(str(error.filename), error.strerror or "échec") from None
        raise
    return SetUp(
        installation=installation,
        recovery_page=folder / FILE,
        invitation=invitation,
        units=services,
        site=site,
    )


def write_again(config: Path, *, prefix: Path, programs: Path, user: str) -> SetUp:
    """Write units and site of a deployment that is there, as it was restored, from its settings.

    Raises:
        ConfigurationError: a setting is missing or wrong, or a file cannot be written.
    """
    installation = read_installation(config, load_deployment(config))
    secret = installation.issuer.keys.passphrase_file or config.parent / "passphrase"
    try:
        installation.backup.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        services, site = _write_services(
            installation, prefix=prefix, programs=programs, user=user, secret=secret
        )
    except OSError as error:
        raise ConfigurationError(str(error.filename), error.strerror or "échec") from None
    return SetUp(installation=installation, units=services, site=site)


def new_secret() -> str:
    """Return 120 bits that people can copy from paper."""
    text = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _make(answers: Answers, folder: Path, secret: Path, at: datetime) -> tuple[Installation, str]:
    """Return the deployment, and the link by which the first account is made."""
    config = folder / "attestation.toml"
    name = secret.name if secret.parent == folder else str(secret)
    roles = None
    if is_postgresql(answers.register_url):
        roles = roles_of(answers.register_url, folder, password=answers.register_password)
    text = settings_text(answers, passphrase=name, roles=roles)
    replace_file(config, text.encode(), mode=0o640)
    if answers.register_password:
        line = f"*:*:*:*:{_escaped(answers.register_password)}\n"
        replace_file(folder / ISSUER_PASSWORD, line.encode())
    deployment = load_deployment(config)
    passphrase, root_passphrase = new_secret(), new_secret()
    secret.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(secret, passphrase.encode() + b"\n")
    if account := mail_account(answers):
        replace_file(folder / MAIL_ACCOUNT, account.encode())
    ring = create_first_ring(
        folder / "keys",
        identity(deployment),
        issuing_key=new_key(),
        passphrase=Passphrase(passphrase.encode()),
        root_passphrase=Passphrase(root_passphrase.encode()),
        at=at,
    )
    ring = create_log_key(
        ring,
        open_authority(ring.folder, Passphrase(root_passphrase.encode())),
        Passphrase(passphrase.encode()),
        origin=log_origin(deployment),
        at=at,
        lifetime=LOG_YEARS * YEAR,
    )
    replace_file(folder / "trust.pem", trust_bundle(ring), mode=0o644)
    create_receipt_key(folder / "receipts", address=answers.verifier, at=at)
    installation = read_installation(config, deployment)
    installation.backup.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    backup_key = create_key(installation.backup.key_file)
    open_link_secret(installation.issuer.participant.secret_file)
    context = _new_register(installation, Passphrase(passphrase.encode()), at)
    if roles is not None:
        wait = installation.issuer.register.wait_seconds
        make_roles(context.register, roles, wait_seconds=wait)
    login = answers.admin.casefold()
    desk_secret = open_secret(installation.issuer.desk.secret_file)
    token = invite(context, desk_secret, login, role="coordinator", who="attest setup")
    context.register.dispose()
    page = RecoveryPage(
        organisation=answers.organisation,
        passphrase=passphrase,
        root_passphrase=root_passphrase,
        backup_key=backup_key,
        root_fingerprint=fingerprint(ring.root).hex(),
    )
    replace_file(folder / FILE, recovery_text(page).encode())
    return installation, f"{answers.desk}/invitation/{token}"


def _escaped(password: str) -> str:
    return password.replace("\\", r"\\").replace(":", r"\:")


def _new_register(
    installation: Installation, passphrase: Passphrase, at: datetime
) -> IssuerContext:
    settings = installation.issuer
    url = register_url(settings.register, folder=settings.folder)
    file = file_of(url)
    if file is not None:
        make_file(file)
    register = connect(url, wait_seconds=settings.register.wait_seconds)
    with translated_errors():
        upgrade_register(register)
    keys = RingKeys(folder=settings.keys.ring, passphrase=passphrase, now=lambda: at)
    return IssuerContext(settings=settings, register=register, keys=keys, now=lambda: at)


def _write_services(
    installation: Installation, *, prefix: Path, programs: Path, user: str, secret: Path
) -> tuple[tuple[Path, ...], Path]:
    """Write units, except those that the package brought as they are, and nginx's site."""
    systemd, nginx = prefix / "etc/systemd/system", prefix / "etc/nginx/sites-available"
    systemd.mkdir(parents=True, exist_ok=True)
    nginx.mkdir(parents=True, exist_ok=True)
    written = []
    issuer = installation.issuer
    backups = installation.backup.folder.resolve()
    for name, text in units(issuer.folder, programs, user=user, writes=backups, passphrase=secret):
        packaged = prefix / "usr/lib/systemd/system" / name
        if packaged.exists() and packaged.read_text(encoding="utf-8") == text:
            continue
        replace_file(systemd / name, text.encode(), mode=0o644)
        written.append(systemd / name)
    site = nginx / "attestation.conf"
    text = nginx_site(issuer.issue.verifier, issuer.desk.address, issuer.participant.address)
    replace_file(site, text.encode(), mode=0o644)
    return tuple(written), site
