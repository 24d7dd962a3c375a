"""What runs a deployment: systemd's units and timers, and nginx's site, as texts."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

_HARDENED = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
"""
_SERVICES = {
    "attest-verifier": ("attest-verifier", "serve", "Vérificateur des attestations"),
    "attest-desk": ("attest-issuer", "serve", "Bureau des attestations"),
    "attest-participant": ("attest-issuer", "participant-serve", "Page des participants"),
}
_TASKS = {
    "attest-publish": ("attest", "upkeep", "Entretien de chaque nuit", "*-*-* 03:30"),
    "attest-backup": ("attest", "backup", "Sauvegarde", "*-*-* 02:30"),
    "attest-drill": ("attest", "drill", "Exercice de restauration", "*-*-01 04:30"),
    "attest-doctor": ("attest", "doctor --tell", "Diagnostic", "*-*-* 05:30"),
}
TASKS = tuple(_TASKS)
"""Names of the services that timers start; the timers have the same names."""
_SIGNS = frozenset({"attest-desk", "attest-publish", "attest-drill", "attest-doctor"})
"""Which of them are handed the passphrase."""
_SECRET = ("passphrase", "backup.key", "mail.account", "desk.secret", "register.pgpass")
"""What the faces that are open to the world have no business with."""


def units(
    folder: Path, programs: Path, *, user: str, writes: Path, passphrase: Path
) -> Iterator[tuple[str, str]]:
    """Yield each unit's name and text.

    Args:
        folder: of the deployment.
        programs: where ``attest`` and the others are.
        user: as whom they run.
        writes: the folder of the backups.
        passphrase: its file, which systemd hands to what signs.
    """
    credential = f"LoadCredential={passphrase.name}:{passphrase}\n"
    for name, (program, command, description) in _SERVICES.items():
        given = credential if name in _SIGNS else ""
        if name == "attest-verifier":
            given = _inaccessible(folder, (*_SECRET, "keys", "participant.secret"))
        elif name == "attest-participant":
            given = _inaccessible(folder, ("passphrase", "backup.key", "desk.secret"))
        start = f"{programs}/{program} {command}"
        yield f"{name}.service", _service(folder, start, description, user, given)
    for name, (program, command, description, when) in _TASKS.items():
        looks = name in ("attest-doctor", "attest-publish")
        accepted = "SuccessExitStatus=1\n" if looks else ""
        accepted += credential if name in _SIGNS else ""
        yield (
            f"{name}.service",
            _unit(description, after="network-online.target")
            + f"[Service]\nType=oneshot\nUser={user}\n"
            + f"Environment=ATTESTATION_CONFIG={folder}/attestation.toml\n"
            + f"ExecStart={programs}/{program} {command}\n{accepted}"
            + f"ReadWritePaths={folder} {writes}\n{_HARDENED}",
        )
        yield (
            f"{name}.timer",
            _unit(description)
            + f"[Timer]\nOnCalendar={when}\nRandomizedDelaySec=15min\nPersistent=yes\n"
            + "\n[Install]\nWantedBy=timers.target\n",
        )


def verifier_unit(folder: Path, programs: Path) -> str:
    """Return the unit of a verifier that stands alone, without a key."""
    start = f"{programs}/attest-verifier serve"
    return _service(folder, start, "Vérificateur des attestations", "attestation", "")


def nginx_site(verifier: str, desk: str, participant: str) -> str:
    """Return nginx's site: TLS before all three faces, and no log of who looked at what."""
    faces = ((verifier, 8000), (desk, 8001), (participant, 8002))
    return "\n".join(
        server_block(urlsplit(address).hostname or "", port) for address, port in faces
    )


def _service(folder: Path, start: str, description: str, user: str, given: str) -> str:
    return (
        _unit(description, after="network-online.target")
        + f"[Service]\nType=exec\nUser={user}\n"
        + f"Environment=ATTESTATION_CONFIG={folder}/attestation.toml\n"
        + f"ExecStart={start}\n"
        + f"Restart=on-failure\nRestartSec=5\nReadWritePaths={folder}\n{given}{_HARDENED}"
        + "\n[Install]\nWantedBy=multi-user.target\n"
    )


def _unit(description: str, *, after: str | None = None) -> str:
    order = f"After={after}\nWants={after}\n" if after else ""
    return f"[Unit]\nDescription={description}\n{order}\n"


def _inaccessible(folder: Path, names: tuple[str, ...]) -> str:
    return "InaccessiblePaths=" + " ".join(f"-{folder}/{name}" for name in names) + "\n"


def server_block(host: str, port: int) -> str:
    """Return one face's part of nginx's site."""
    closed = "" if port != 8000 else "    location = /metrics { return 403; }\n"
    return f"""\
server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name {host};
    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;
    access_log off;
    client_max_body_size 45m;
{closed}    location / {{
        proxy_pass http://127.0.0.1:{port};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_read_timeout 120s;
    }}
}}
"""
