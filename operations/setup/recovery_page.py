"""The recovery page: what must be on paper, and nowhere else."""

from dataclasses import dataclass, field

FILE = "page-de-secours.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryPage:
    """All secrets of a new deployment that nobody can find again."""

    organisation: str
    passphrase: str = field(repr=False)
    root_passphrase: str = field(repr=False)
    backup_key: str = field(repr=False)
    root_fingerprint: str


def recovery_text(page: RecoveryPage) -> str:
    """Return the page, for a printer."""
    return f"""\
PAGE DE SECOURS — {page.organisation}

À imprimer deux fois, à garder dans deux bâtiments, puis à effacer de la machine.

1. Phrase secrète de la clé d’émission
     {page.passphrase}
   Perdue : attest-keys rotate en fait une autre, avec la phrase de la racine.

2. Phrase secrète de la racine — une autre personne que 1, si c’est possible
     {page.root_passphrase}
   Perdue : plus de nouvelle clé ni de révocation.

3. Clé des sauvegardes
     {page.backup_key}
   Perdue : plus aucune sauvegarde ne s’ouvre.

4. Empreinte de la racine, à comparer quand un vérificateur reçoit le fichier de confiance
     {page.root_fingerprint}

Sur une machine neuve : la dernière sauvegarde, 3 dans un fichier (mode 600), puis
     attest restore FICHIER --into DOSSIER --key-file CLÉ --reason « ce qui est arrivé »
"""
