"""Ways to break a whole machine, as shell commands, and what ``attest doctor`` must say of each."""

from dataclasses import dataclass

_SITE = "/etc/nginx/sites-available/attestation.conf"
_RELOAD = "systemctl reload nginx; sleep 1"
_PACKAGES = "/opt/attestation/lib/python3*/site-packages"
_PROGRAM = "python3 -c 'import sqlite3, sys; register = sqlite3.connect("
_FAKE = "LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) FAKETIME_DISABLE_SHM=1 FAKETIME"


@dataclass(frozen=True)
class Sabotage:
    """One way to break a machine."""

    name: str
    act: str
    topic: str
    """A pattern of the whole topic of the line that names it."""
    words: str
    """A pattern that the line's words or remedy match."""
    undo: str | None = None
    """None: the deployment and its backups are put back as they were."""
    doctor: str = "attest doctor --json"


def _file(name: str, act: str, topic: str, words: str, *files: str) -> Sabotage:
    """Make one that changes files of the deployment which no running program holds open."""
    good, here = "/root/good/attestation", "/srv/attestation"
    undo = "; ".join(f"rm -rf {here}/{file}; cp -a {good}/{file} {here}/{file}" for file in files)
    return Sabotage(name, f"cd {here}; {act}", topic, words, undo)


def _settings(name: str, expression: str, topic: str, words: str) -> Sabotage:
    good = "/root/good/attestation/attestation.toml"
    act = f"sed -i '{expression}' attestation.toml; ! cmp -s attestation.toml {good}"
    return _file(name, act, topic, words, "attestation.toml")


def _mode(name: str, file: str, mode: str, topic: str, words: str) -> Sabotage:
    here = f"/srv/attestation/{file}"
    undo = f"chmod --reference=/root/good/attestation/{file} {here}"
    return Sabotage(name, f"chmod {mode} {here}", topic, words, undo)


def _sql(name: str, statement: str, topic: str, words: str) -> Sabotage:
    code = f'{_PROGRAM}"/srv/attestation/register.db"); register.executescript(sys.argv[1])\''
    return Sabotage(name, f'{code} "{statement}"', topic, words)


def _service(name: str, unit: str, topic: str, words: str, wait: str = "4") -> Sabotage:
    undo = f"systemctl start {unit}; sleep {wait}"
    return Sabotage(name, f"systemctl stop {unit}", topic, words, undo)


def _site(name: str, expression: str, topic: str, words: str) -> Sabotage:
    act = (
        f"cp {_SITE} /root/site; sed -i '{expression}' {_SITE};"
        f" ! cmp -s {_SITE} /root/site; {_RELOAD}"
    )
    return Sabotage(name, act, topic, words, f"cp /root/site {_SITE}; {_RELOAD}")


def _certificate(name: str, file: str, topic: str, words: str) -> Sabotage:
    place = "/etc/letsencrypt/live/attestations.machine.internal"
    act = (
        f"cp -a {place} /root/tls; cp /root/{file}.pem {place}/fullchain.pem;"
        f" cp /root/{file}.key {place}/privkey.pem; {_RELOAD}"
    )
    undo = f"rm -r {place}; mv /root/tls {place}; {_RELOAD}"
    return Sabotage(name, act, topic, words, undo)


def _later(name: str, later: str, topic: str, words: str) -> Sabotage:
    return Sabotage(name, "true", topic, words, "true", f"{_FAKE}='{later}' attest doctor --json")


SABOTAGES = (
    _settings("settings are no TOML", "s/^.issue.$/[issue/", "réglages", "TOML"),
    _settings("settings: an unknown section", "1i [isue]", "réglages", "inconnu"),
    _settings("settings: a wrong port", "s/^port = 2525/port = 0/", "réglages", "mail.port"),
    _settings(
        "settings: the example's name",
        "s/Ateliers de la Machine asbl/Maison des Passages asbl/",
        "réglages",
        "exemple",
    ),
    _settings(
        "settings: an example's address",
        "s/bureau.machine.internal/bureau.example.org/",
        "réglages",
        r"desk\.address",
    ),
    _settings(
        "a local address would be printed",
        r"s,^verifier = .*,verifier = \"http://127.0.0.1\",".replace('\\"', '"'),
        "adresses",
        "imprimée",
    ),
    _settings(
        "verifier.addresses is another",
        's,^addresses = .*,addresses = ["https://v.be"],',
        "adresses",
        "suspect",
    ),
    _settings(
        "no proxy before the verifier",
        "/^.verifier.$/,/^$/s/^proxies = 1/proxies = 0/",
        "mandataire",
        "verifier",
    ),
    _settings(
        "no proxy before the desk",
        "/^.desk.$/,/^$/s/^proxies = 1/proxies = 0/",
        "mandataire",
        "desk",
    ),
    _settings(
        "no proxy before the participant's page",
        "/^.participant.$/,/^$/s/^proxies = 1/proxies = 0/",
        "mandataire",
        "participant",
    ),
    _settings("nobody is told", "/^.admin.$/,/^$/s/^email/#/", "alertes", "admin"),
    _settings(
        "Redis that is not there",
        '/^.verifier.$/a limits_storage = "redis://127.0.0.1:6399/0"',
        "Redis",
        "ne répond pas",
    ),
    _settings(
        "a clock's source that is silent",
        '1i [clock]\\nsources = ["https://127.0.0.1:1"]',
        "horloge",
        "ne répond pas",
    ),
    _settings(
        "another mail server", "s/^port = 2525/port = 2526/", "courrier", "mail|joint|répond"
    ),
    _settings(
        "backups where nothing is",
        's,^folder = .*,folder = "/var/backups/other",',
        "sauvegardes",
        "attest backup",
    ),
    _mode("settings for everybody", "attestation.toml", "644", "fichiers", "640"),
    _mode("folder open to all", "", "777", "fichiers", "700"),
    _mode("ring open", "keys", "755", "fichiers", "700"),
    _mode("register for everybody", "register.db", "644", "fichiers", "600"),
    _mode(
        "key of the backups for everybody",
        "backup.key",
        "644",
        "fichiers secrets|sauvegardes",
        "chmod 600|backup.key",
    ),
    _mode("desk's secret for everybody", "desk.secret", "644", "fichiers secrets", "600"),
    _mode("receipt key for everybody", "receipts/receipt.key.pem", "644", "rapports", "600"),
    Sabotage(
        "backups for everybody",
        "chmod 755 /var/backups/attestation",
        "fichiers",
        "700",
        "chmod 700 /var/backups/attestation",
    ),
    Sabotage(
        "passphrase lost",
        "mv /etc/credstore/attestation.passphrase /root/kept",
        "fichiers secrets|signature",
        "passphrase",
        "mv /root/kept /etc/credstore/attestation.passphrase",
    ),
    Sabotage(
        "another passphrase",
        "cp -a /etc/credstore/attestation.passphrase /root/kept;"
        " echo wrong-wrong-wrong-wrong > /etc/credstore/attestation.passphrase",
        "signature",
        "fausse",
        "mv /root/kept /etc/credstore/attestation.passphrase",
    ),
    _file(
        "key of the backups lost",
        "rm backup.key",
        "sauvegardes|fichiers secrets",
        "new-key",
        "backup.key",
    ),
    Sabotage(
        "recovery page left",
        "touch /srv/attestation/page-de-secours.txt",
        "page de secours",
        "shred",
        "rm /srv/attestation/page-de-secours.txt",
    ),
    _file("a file of root's", "chown root trust.pem", "propriétaire", "chown", "trust.pem"),
    Sabotage("register gone", "rm /srv/attestation/register.db*", "registre", "upgrade|restaurez"),
    Sabotage(
        "register emptied",
        "systemctl stop attest-desk attest-verifier attest-participant;"
        " rm /srv/attestation/register.db*;"
        " install -o attestation -g attestation -m 600 /dev/null /srv/attestation/register.db",
        "registre",
        "restaurez",
    ),
    Sabotage(
        "register full of something else",
        "systemctl stop attest-desk attest-verifier attest-participant;"
        " rm -f /srv/attestation/register.db-*;"
        " head -c 9000 /etc/ssl/certs/ca-certificates.crt > /srv/attestation/register.db",
        "registre",
        "pas un registre",
    ),
    _sql(
        "an older schema", "UPDATE alembic_version SET version_num = '0001'", "registre", "upgrade"
    ),
    _sql(
        "a newer schema", "UPDATE alembic_version SET version_num = '9999'", "registre", "version"
    ),
    _sql("no table of counts", "DROP TABLE check_count", "rôles", "vérificateur"),
    _sql(
        "log: an entry changed",
        "UPDATE audit_entry SET signed = zeroblob(40) WHERE sequence = 1",
        "journal",
        "entrée 1|abîmée",
    ),
    _sql(
        "log: its end cut",
        "DELETE FROM audit_entry WHERE sequence > 2; UPDATE audit_head SET sequence = 2",
        "journal",
        "accept-restore",
    ),
    _file("log: its copy lost", "rm audit.head", "journal", "accept-restore", "audit.head"),
    _sql("no account", "UPDATE account SET is_disabled = 1", "comptes", "user add"),
    _sql("lists deleted", "DELETE FROM status_list", "listes", "publish"),
    _sql("a list that is none", "UPDATE status_list SET token = x'00'", "listes", "publish"),
    _sql("nothing issued", "UPDATE attestation SET state = 'withdrawn'", "code QR", "délivré"),
    Sabotage("lists of tomorrow", f"{_FAKE}=+1d attest-issuer publish", "listes", "heal-clock"),
    _file("desk's secret lost", "rm desk.secret", "comptes", "user reset", "desk.secret"),
    _file(
        "desk's secret of another",
        "cp participant.secret desk.secret",
        "comptes",
        "user reset",
        "desk.secret",
    ),
    _file("ring gone", "rm -r keys", "clés", "trousseau|keys", "keys"),
    _file(
        "private key gone", "rm keys/[0-9a-f]*.key.pem", "signature", "manque|illisible|clé", "keys"
    ),
    _file("bundle gone", "rm trust.pem", "confiance", "existe pas", "trust.pem"),
    _file(
        "bundle of something else",
        "echo x > trust.pem",
        "confiance",
        "confiance|certificat",
        "trust.pem",
    ),
    _file("receipt key gone", "rm -r receipts", "rapports", "receipt-key init", "receipts"),
    Sabotage(
        "no backup",
        "mkdir /root/kept; mv /var/backups/attestation/*.age /root/kept",
        "sauvegardes",
        "attest backup",
        "mv /root/kept/* /var/backups/attestation; rmdir /root/kept",
    ),
    Sabotage(
        "no drill",
        "mv /var/backups/attestation/drill.json /root",
        "exercice",
        "attest drill",
        "mv /root/drill.json /var/backups/attestation",
    ),
    Sabotage(
        "disk of the backups full",
        "mount -t tmpfs -o size=64k,uid=attestation,mode=700 none /var/backups/attestation",
        "disque",
        "place",
        "umount /var/backups/attestation",
    ),
    _later("backup of last week", "+7d", "sauvegardes", "jours"),
    _later("drill of two months ago", "+60d", "exercice", "jours"),
    _later("lists of two weeks ago", "+14d", "listes", "minuterie"),
    _later("lists of last month", "+31d", "listes", "ne vaut plus"),
    _later("key that ends", "+1050d", "clés", "rotate"),
    *(
        _service(f"timer {one} stopped", f"attest-{one}.timer", "minuteries", one, "0")
        for one in ("publish", "backup", "drill", "doctor")
    ),
    _service("mail server down", "mail-sink", "courrier", "mail|joint|répond", "1"),
    _service("verifier stopped", "attest-verifier", "vérificateur", "attest-verifier", "6"),
    _service("desk stopped", "attest-desk", "bureau", "attest-desk", "6"),
    _service(
        "participant's page stopped",
        "attest-participant",
        "page des participants",
        "attest-participant",
        "6",
    ),
    _service("nginx stopped", "nginx", "vérificateur", "rien n’y écoute", "1"),
    _site("metrics open to the world", "/location = .metrics/d", "vérificateur", "metrics"),
    _site(
        "Host lost", "s/proxy_set_header Host .*/proxy_set_header Host inconnu;/", "bureau", "Host"
    ),
    _site(
        "another program at the address",
        's,^    location / {,    location = /healthz { return 200 "x"; }\\n    location / {,',
        "vérificateur",
        "autre programme",
    ),
    _certificate("TLS of another name", "other", "TLS", "certbot"),
    _certificate("TLS that ends this week", "soon", "TLS", "jours"),
    Sabotage(
        "name without an address",
        "cp /etc/hosts /root/hosts; : > /etc/hosts",
        "vérificateur",
        "n’a pas d’adresse",
        "cat /root/hosts > /etc/hosts",
    ),
    Sabotage(
        "typeface gone",
        f"mv {_PACKAGES}/pdf/static_fonts /root/fonts",
        "réglages",
        "réinstallez",
        f"mv /root/fonts $(echo {_PACKAGES})/pdf/static_fonts",
    ),
    Sabotage(
        "scanner's decoder gone",
        f"mv {_PACKAGES}/verifier/http/static/decoder /root",
        "lecteur QR",
        "décodeur|scanner",
        f"mv /root/decoder $(echo {_PACKAGES})/verifier/http/static",
    ),
)
