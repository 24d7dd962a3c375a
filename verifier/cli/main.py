"""``attest-verifier``: check files, QR texts and codes; serve the web pages; trust."""

from runtime.command_line import command_group, run
from runtime.lazy_commands import Place

_COMMANDS = {
    "check": Place(
        "verifier.cli.check:check",
        "Vérifier chaque FICHIER, URL ou CODE, dans l’ordre, une ligne chacun.",
    ),
    "serve": Place("verifier.cli.serve:serve", "Servir les pages web (gunicorn)."),
    "openapi": Place(
        "verifier.cli.serve:openapi",
        "Écrire la description OpenAPI 3.1 de l’interface pour programmes.",
    ),
    "trust": Place("verifier.cli.trust:trust", "Les organisations que ce vérificateur reconnaît."),
    "sources": Place(
        "verifier.cli.sources:sources",
        "Interroger chaque source ; code 0 si toutes répondent, 1 sinon.",
    ),
    "reader": Place(
        "verifier.cli.reader:reader", "Les autres vérificateurs qui peuvent interroger celui-ci."
    ),
    "kit": Place(
        "verifier.cli.kit:kit",
        "Préparer un dossier qui vérifie sans serveur ; la racine le signe ensuite.",
    ),
    "proof": Place(
        "verifier.cli.proof:proof",
        "Vérifier une preuve du journal public, hors ligne.",
    ),
    "check-kit": Place(
        "verifier.cli.kit:check_kit_command",
        "Dire si un dossier remis est, en entier, ce que sa racine a signé.",
    ),
    "receipt-key": Place(
        "verifier.cli.receipt_key:receipt_key", "La clé qui signe les rapports de vérification."
    ),
}


cli = command_group(
    "Vérifier des attestations : fichiers, textes de QR et codes.",
    commands=_COMMANDS,
    deployment=lambda config: config,
)


def main() -> None:
    """Run ``attest-verifier``."""
    run(cli)
