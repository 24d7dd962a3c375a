"""The log as people read it."""

from issuer.audit.log import AuditAction, Entry
from issuer.desk.pages.labels import BRUSSELS

HEADINGS = ("N°", "Quand", "Qui", "Quoi", "Sur quoi", "Détail")
ACTS = {
    AuditAction.SIGNED_IN: "s’est connecté·e",
    AuditAction.SIGNED_OUT: "s’est déconnecté·e",
    AuditAction.CLOSED: "essais de connexion arrêtés",
    AuditAction.USER_ADDED: "a créé un compte",
    AuditAction.USER_INVITED: "a invité",
    AuditAction.USER_DISABLED: "a fermé un compte",
    AuditAction.USER_RESET: "a renouvelé un compte",
    AuditAction.WORKBOOK_BROUGHT: "a importé un classeur",
    AuditAction.SHEET_DECIDED: "a décidé comment lire un classeur",
    AuditAction.ISSUE_ASKED: "a demandé la délivrance",
    AuditAction.ISSUED: "délivrance faite",
    AuditAction.WITHDRAWAL_ASKED: "a demandé un retrait",
    AuditAction.CORRECTION_ASKED: "a demandé une correction",
    AuditAction.REQUEST_REFUSED: "n’a pas fait ce que le registre demandait",
    AuditAction.MODULE_CORRECTION_ASKED: "a demandé la correction du module",
    AuditAction.MODULE_CORRECTED: "module corrigé",
    AuditAction.CALLED_BACK: "a annulé la demande",
    AuditAction.WITHDRAWN: "retrait fait",
    AuditAction.REPLACED: "remplacement fait",
    AuditAction.EXPORTED: "a téléchargé",
    AuditAction.PUBLISHED: "a publié les listes de statut",
    AuditAction.CLOCK_HEALED: "a corrigé la date des listes de statut",
    AuditAction.RESTORE_ACCEPTED: "a accepté une sauvegarde restaurée",
    AuditAction.EXTENDED: "a prolongé des documents",
    AuditAction.PERSON_EXPORTED: "a remis à une personne ce qui est gardé sur elle",
    AuditAction.PERSON_ERASED: "a effacé une personne",
    AuditAction.SETTINGS_CHANGED: "a changé les réglages",
    AuditAction.PROFILE_KEPT: "a gardé une façon de lire",
    AuditAction.DELIVERY_ASKED: "a demandé l’envoi",
    AuditAction.DELIVERY_ASKED_AGAIN: "a demandé un nouvel envoi",
    AuditAction.MESSAGES_SENT: "e-mails partis",
    AuditAction.ADDRESS_CHANGED: "a changé l’adresse e-mail",
    AuditAction.LINK_RENEWED: "a renouvelé le lien personnel",
    AuditAction.LINKS_CUT_OFF: "a coupé les liens personnels",
    AuditAction.CHECKPOINT_KEPT: "a gardé un point de contrôle",
    AuditAction.LOG_EXTENDED: "a signé la tête du journal public",
    AuditAction.ENDINGS_RESTATED: "a redit des retraits et remplacements",
}


def entry_row(entry: Entry) -> tuple[str | int, ...]:
    """Return the cells of an entry under ``HEADINGS``."""
    event = entry.event
    return (
        entry.sequence,
        f"{entry.at.astimezone(BRUSSELS):%d/%m/%Y %H:%M:%S}",
        event.who,
        ACTS[event.action],
        event.subject or "",
        event.detail or "",
    )
