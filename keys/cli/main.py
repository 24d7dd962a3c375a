"""``attest-keys``: make the keys, list them, end them, write the trust bundle."""

from importlib import import_module
from pathlib import Path

from runtime.command_line import command_group, run
from runtime.lazy_commands import Place

_COMMANDS = {
    "init": Place(
        "keys.cli.create:init",
        "Créer la racine et la première clé d’émission.",
    ),
    "list": Place(
        "keys.cli.list:list_keys",
        "Lister les clés.",
    ),
    "rotate": Place(
        "keys.cli.create:rotate",
        "Changer de clé d’émission ; l’ancienne ne sert plus qu’à vérifier.",
    ),
    "retire": Place(
        "keys.cli.retire:retire",
        "Ne plus jamais signer avec une clé ; ce qu’elle a signé reste valable.",
    ),
    "revoke": Place(
        "keys.cli.retire:revoke",
        "Révoquer une clé : la racine dit à tous depuis quand elle ne compte plus.",
    ),
    "crl": Place(
        "keys.cli.retire:crl",
        "Signer à nouveau la liste de révocation, même vide.",
    ),
    "witness": Place(
        "keys.cli.create:witness",
        "Créer un témoin, qui signe les points de contrôle et rien d’autre.",
    ),
    "log-key": Place(
        "keys.cli.create:log_key",
        "Créer la clé du journal public : reçus et têtes, rien d’autre.",
    ),
    "import": Place(
        "keys.cli.create:import_seal",
        "Importer le cachet électronique de l’organisation (PKCS#12).",
    ),
    "request": Place(
        "keys.cli.ceremony:request",
        "Créer une clé d’émission et demander son certificat à la racine (PKCS#10).",
    ),
    "certify": Place(
        "keys.cli.ceremony:certify",
        "Certifier une clé demandée ; là où est la racine.",
    ),
    "install": Place(
        "keys.cli.ceremony:install",
        "Installer ce que la racine a signé : certificat, liste de révocation, fiche.",
    ),
    "sign-checkpoint": Place(
        "keys.cli.ceremony:sign_checkpoint_file",
        "Signer un point de contrôle ; là où est le témoin.",
    ),
    "fingerprint": Place(
        "keys.cli.ceremony:root_fingerprint",
        "Lire l’empreinte d’une racine, pour la comparer.",
    ),
    "issuer-record": Place(
        "keys.cli.issuer_record:issuer_record",
        "Signer ce que [identity] dit de l’organisation.",
    ),
    "sign-kit": Place(
        "keys.cli.kit:sign_kit",
        "Signer un dossier préparé par attest-verifier kit ; la racine.",
    ),
    "trust": Place(
        "keys.cli.list:trust",
        "Écrire le fichier de confiance (PEM) pour les vérificateurs.",
    ),
}


def _deployment(config: Path | None) -> object:
    """Return what every command starts from; imported when one runs, for it takes 0.2 seconds."""
    return import_module("keys.cli.context").Command(config)  # tests set its clock


cli = command_group(
    "Les clés de l’organisation : les créer, les changer, publier la confiance.",
    commands=_COMMANDS,
    deployment=_deployment,
)


def main() -> None:
    """Run ``attest-keys``."""
    run(cli)
