"""Deployments broken in one way each, and what a diagnosis must say of it."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from issuer.issuance.status_lists import publish_all
from operations.doctor.surroundings import Answer
from tests.support.issuer_contexts import open_issuer
from tests.support.issuers import NOW
from tests.support.key_rings import Keys
from tests.support.surroundings import FakeSurroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployment to break, and the world around it."""

    config: Path
    world: FakeSurroundings

    def file(self, name: str) -> Path:
        """Return a file of the deployment."""
        return self.config.parent / name

    def edit(self, old: str, new: str) -> None:
        """Change the settings."""
        text = self.config.read_text(encoding="utf-8")
        assert old in text, old
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def sql(self, *statements: str) -> None:
        """Change the register behind every program's back."""
        with sqlite3.connect(self.file("register.db")) as register:
            for statement in statements:
                register.execute(statement)
        register.close()

    def publish(self, **later: float) -> None:
        """Sign the lists at another time."""
        context = open_issuer(self.config, at=NOW + timedelta(**later))
        publish_all(context, who="essai")
        context.register.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sabotage:
    """One way to break a deployment."""

    name: str
    act: Callable[[Deployed], object]
    topic: str
    """Of the line that names it."""
    words: str
    """A pattern that the line's words or remedy match."""


def _sabotage(name: str, act: Callable[[Deployed], object], topic: str, words: str) -> Sabotage:
    return Sabotage(name=name, act=act, topic=topic, words=words)


def _age_list_only(days: int) -> Callable[[Deployed], None]:
    def act(one: Deployed) -> None:
        one.sql("DELETE FROM status_list", "DELETE FROM audit_entry")
        one.sql("UPDATE audit_head SET sequence = 0")
        one.file("audit.head").unlink()
        one.publish(days=-days)

    return act


def _backups(one: Deployed) -> Path:
    return one.config.parent.parent / "backups"


def _older_backup(one: Deployed) -> None:
    (newest,) = _backups(one).glob("*.age")
    newest.rename(newest.with_name("attestation-20260101T000000Z.age"))


def _older_drill(one: Deployed) -> None:
    file = _backups(one) / "drill.json"
    file.write_text(re.sub(r'"at": "\d{4}', '"at": "2025', file.read_text()))


def _fragment_of_the_log(one: Deployed) -> None:
    one.sql("UPDATE audit_entry SET signed = zeroblob(40) WHERE sequence = 1")


def _rotate(one: Deployed) -> None:
    Keys(folder=one.config.parent, at=NOW)("rotate")


def _retire(one: Deployed) -> None:
    keys = Keys(folder=one.config.parent, at=NOW)
    assert keys.ring.active is not None
    keys("retire", keys.ring.active.hex(), "--yes")


def _own_by_another(one: Deployed) -> None:
    os.chown(one.file("desk.secret"), 12345, 12345)


SABOTAGES = (
    _sabotage("réglages : pas de TOML", lambda d: d.edit("[issue]", "[issue"), "réglages", "TOML"),
    _sabotage(
        "réglages : section inconnue",
        lambda d: d.edit("[issue]", "[isue]\n[issue]"), "réglages", "inconnu",
    ),
    _sabotage(
        "réglages : valeur d’une autre section",
        lambda d: d.edit("port = 587", "port = 0"), "réglages", r"mail\.port",
    ),
    _sabotage(
        "réglages : nom de l’exemple",
        lambda d: d.edit("Passages Bruxelles asbl", "Maison des Passages asbl"),
        "réglages", "exemple",
    ),
    _sabotage(
        "réglages : adresse d’exemple",
        lambda d: d.edit("https://bureau.passages-bxl.be", "https://bureau.example.org"),
        "réglages", r"desk\.address",
    ),
    _sabotage(
        "adresse locale imprimée",
        lambda d: d.edit(f'verifier = "{d.world.verifier}"', 'verifier = "http://127.0.0.1:8000"'),
        "adresses", "imprimée",
    ),
    _sabotage(
        "verifier.addresses faux",
        lambda d: d.edit(f'addresses = ["{d.world.verifier}"]', 'addresses = ["https://v.be"]'),
        "adresses", "suspect",
    ),
    _sabotage("mandataire du vérificateur", lambda d: d.edit("proxies = 1 # verifier", ""),
              "mandataire", r"\[verifier\]"),
    _sabotage("mandataire du bureau", lambda d: d.edit("proxies = 1 # desk", ""),
              "mandataire", r"\[desk\]"),
    _sabotage("personne n’est averti", lambda d: d.edit("[admin]\nemail =", "# "),
              "alertes", "admin"),
    _sabotage("réglages lisibles de tous", lambda d: d.config.chmod(0o644), "fichiers", "640"),
    _sabotage("dossier ouvert", lambda d: d.config.parent.chmod(0o777), "fichiers", "chmod 700"),
    _sabotage("trousseau ouvert", lambda d: d.file("keys").chmod(0o755), "fichiers", "chmod 700"),
    _sabotage("registre lisible de tous", lambda d: d.file("register.db").chmod(0o644),
              "fichiers", "chmod 600"),
    _sabotage("sauvegardes lisibles de tous", lambda d: _backups(d).chmod(0o755),
              "fichiers", "chmod 700"),
    _sabotage("phrase secrète lisible", lambda d: d.file("passphrase").chmod(0o644),
              "fichiers secrets", "chmod 600"),
    _sabotage("phrase secrète perdue", lambda d: d.file("passphrase").unlink(),
              "fichiers secrets", "page de secours"),
    _sabotage("phrase secrète fausse", lambda d: d.file("passphrase").write_text("x" * 20),
              "signature", "fausse"),
    _sabotage("compte du courrier lisible", lambda d: d.file("mail.account").chmod(0o644),
              "fichiers secrets", "mail.account"),
    _sabotage("clé des sauvegardes perdue", lambda d: d.file("backup.key").unlink(),
              "sauvegardes", "--new-key"),
    _sabotage("page de secours laissée là",
              lambda d: d.file("page-de-secours.txt").write_text("x"), "page de secours", "shred"),
    _sabotage("fichier à un autre utilisateur", _own_by_another, "propriétaire", "chown"),
    _sabotage("registre absent", lambda d: d.file("register.db").unlink(), "registre", "upgrade"),
    _sabotage("registre vide", lambda d: d.file("register.db").write_bytes(b""),
              "registre", "restaurez"),
    _sabotage("registre : n’importe quoi", lambda d: d.file("register.db").write_bytes(b"x" * 5000),
              "registre", "pas un registre"),
    _sabotage("schéma ancien", lambda d: d.sql("UPDATE alembic_version SET version_num = '0001'"),
              "registre", "register upgrade"),
    _sabotage("schéma nouveau", lambda d: d.sql("UPDATE alembic_version SET version_num = '9999'"),
              "registre", "nouvelle version"),
    _sabotage("registre sans la table des comptes de vérifications",
              lambda d: d.sql("DROP TABLE check_count"), "rôles", "vérificateur"),
    _sabotage("journal : entrée changée", _fragment_of_the_log, "journal", "entrée 1|abîmée"),
    _sabotage("journal : fin coupée",
              lambda d: d.sql("DELETE FROM audit_entry WHERE sequence > 2",
                              "UPDATE audit_head SET sequence = 2"), "journal", "accept-restore"),
    _sabotage("journal : copie perdue", lambda d: d.file("audit.head").unlink(),
              "journal", "accept-restore"),
    _sabotage("bureau : secret perdu", lambda d: d.file("desk.secret").unlink(),
              "comptes", "user reset"),
    _sabotage("bureau : secret d’un autre",
              lambda d: shutil.copy(d.file("participant.secret"), d.file("desk.secret")),
              "comptes", "user reset"),
    _sabotage("bureau : aucun compte", lambda d: d.sql("UPDATE account SET is_disabled = 1"),
              "comptes", "user add"),
    _sabotage("trousseau absent", lambda d: shutil.rmtree(d.file("keys")),
              "clés", "trousseau|keys"),
    _sabotage("clé privée effacée",
              lambda d: next(d.file("keys").glob("[0-9a-f]*.key.pem")).unlink(),
              "signature", "manque|illisible|clé"),
    _sabotage("fichier de confiance absent", lambda d: d.file("trust.pem").unlink(),
              "confiance", "n’existe pas"),
    _sabotage("fichier de confiance : n’importe quoi",
              lambda d: d.file("trust.pem").write_text("x"), "confiance", "confiance|certificat"),
    _sabotage("fichier de confiance : un bloc abîmé",
              lambda d: d.file("trust.pem").write_bytes(
                  d.file("trust.pem").read_bytes() + b"-----BEGIN ATTESTATION-REGIMES-----\n!\n"
              ),
              "confiance", "ATTESTATION-REGIMES.*trust --out"),
    _sabotage("fichier de confiance sans la clé qui signe", _rotate,
              "confiance", "attest-keys trust"),
    _sabotage("plus aucune clé active", _retire, "clés", "rotate"),
    _sabotage("clé des rapports absente", lambda d: shutil.rmtree(d.file("receipts")),
              "rapports", "receipt-key init"),
    _sabotage("clé des rapports lisible", lambda d: d.file("receipts/receipt.key.pem").chmod(0o644),
              "rapports", "chmod 600"),
    _sabotage("listes vieilles", _age_list_only(12), "listes", "minuterie"),
    _sabotage("listes périmées", _age_list_only(31), "listes", "publish"),
    _sabotage("listes datées de l’avenir", lambda d: d.publish(days=1), "listes", "heal-clock"),
    _sabotage("listes effacées", lambda d: d.sql("DELETE FROM status_list"), "listes", "publish"),
    _sabotage("liste remplacée", lambda d: d.sql("UPDATE status_list SET token = x'00'"),
              "listes", "publish"),
    _sabotage("rien ne confirme l’horloge", lambda d: d.edit("[clock]\nsources =", "[clock]\n#"),
              "horloge", "sources"),
    _sabotage("horloge fausse", lambda d: setattr(d.world, "time", NOW + timedelta(hours=1)),
              "horloge", "set-ntp"),
    _sabotage("source de l’heure muette", lambda d: setattr(d.world, "time", None),
              "horloge", "ne répond pas"),
    _sabotage("disque plein", lambda d: setattr(d.world, "free", 10_000_000), "disque", "place"),
    _sabotage("disque presque plein", lambda d: setattr(d.world, "free", 10**9), "disque", "place"),
    _sabotage("minuterie arrêtée",
              lambda d: setattr(d.world, "running", {"attest-publish": False}),
              "minuteries", "enable --now attest-publish"),
    _sabotage("sans systemd", lambda d: setattr(d.world, "running", None), "minuteries", "cron"),
    _sabotage("courrier refusé", lambda d: setattr(d.world, "mail_problem", "refuse le compte"),
              "courrier", "refuse"),
    _sabotage("Redis muet", lambda d: setattr(d.world, "redis_problem", "ConnectionError"),
              "Redis", "ne répond pas"),
    _sabotage("aucune sauvegarde", lambda d: next(_backups(d).glob("*.age")).unlink(),
              "sauvegardes", "attest backup"),
    _sabotage("sauvegarde ancienne", _older_backup, "sauvegardes", "jours"),
    _sabotage("aucun exercice", lambda d: (_backups(d) / "drill.json").unlink(),
              "exercice", "attest drill"),
    _sabotage("exercice ancien", _older_drill, "exercice", "attest drill"),
    _sabotage("vérificateur arrêté", lambda d: d.world.silent.add(d.world.verifier),
              "vérificateur", "attest-verifier"),
    _sabotage("autre programme à l’adresse",
              lambda d: d.world.answers.update(
                  {f"{d.world.verifier}/healthz": Answer(status=200, body=b"nginx")}),
              "vérificateur", "autre programme"),
    _sabotage("mesures ouvertes au monde",
              lambda d: d.world.answers.update(
                  {f"{d.world.verifier}/metrics": Answer(status=200, body=b"")}),
              "vérificateur", "metrics"),
    _sabotage("QR d’un autre vérificateur",
              lambda d: d.world.answers.update(
                  {f"{d.world.verifier}/api/v1/verifications": Answer(status=200, body=b"{}")}),
              "code QR", "vérificateur"),
    _sabotage("rien n’est délivré", lambda d: d.sql("UPDATE attestation SET state = 'withdrawn'"),
              "code QR", "délivré"),
    _sabotage("certificat TLS d’un autre nom",
              lambda d: setattr(d.world, "tls_problem", "son certificat TLS n’est pas bon"),
              "TLS", "certbot"),
    _sabotage("certificat TLS expiré",
              lambda d: setattr(d.world, "tls_end", NOW - timedelta(days=1)), "TLS", "expiré"),
    _sabotage("certificat TLS bientôt expiré",
              lambda d: setattr(d.world, "tls_end", NOW + timedelta(days=5)), "TLS", "5 jours"),
    _sabotage("bureau arrêté", lambda d: d.world.silent.add("https://bureau"),
              "bureau", "attest-desk"),
    _sabotage("bureau : Host perdu",
              lambda d: d.world.answers.update(
                  {"https://bureau.passages-bxl.be/connexion": Answer(status=400, body=b"")}),
              "bureau", "proxy_set_header Host"),
    _sabotage("bureau qui ne peut pas signer",
              lambda d: d.world.answers.update({
                  "https://bureau.passages-bxl.be/readyz": Answer(
                      status=503, body=b'{"problem": "no-key"}')}),
              "bureau", "pas prêt \\(no-key\\)"),
    _sabotage("page des participants sans registre",
              lambda d: d.world.answers.update({
                  "https://lien.passages-bxl.be/readyz": Answer(status=503, body=b"")}),
              "page des participants", "pas prêt"),
    _sabotage("page des participants en panne",
              lambda d: d.world.answers.update(
                  {"https://lien.passages-bxl.be/": Answer(status=502, body=b"")}),
              "page des participants", "502"),
)  # fmt: skip
