"""The log as people read it."""

from issuer.audit.log import AuditAction, Entry
from issuer.desk.pages.labels import BRUSSELS
from issuer.words.sentence import sentence

HEADINGS = (
    sentence("N°"),
    sentence("Quand"),
    sentence("Qui"),
    sentence("Quoi"),
    sentence("Sur quoi"),
    sentence("Détail"),
)
ACTS = {
    AuditAction.SIGNED_IN: sentence("s’est connecté·e"),
    AuditAction.SIGNED_OUT: sentence("s’est déconnecté·e"),
    AuditAction.CLOSED: sentence("essais de connexion arrêtés"),
    AuditAction.USER_ADDED: sentence("a créé un compte"),
    AuditAction.USER_INVITED: sentence("a invité"),
    AuditAction.USER_DISABLED: sentence("a fermé un compte"),
    AuditAction.USER_RESET: sentence("a renouvelé un compte"),
    AuditAction.WORKBOOK_BROUGHT: sentence("a importé un classeur"),
    AuditAction.SHEET_DECIDED: sentence("a décidé comment lire un classeur"),
    AuditAction.ISSUE_ASKED: sentence("a demandé la délivrance"),
    AuditAction.ISSUED: sentence("délivrance faite"),
    AuditAction.WITHDRAWAL_ASKED: sentence("a demandé un retrait"),
    AuditAction.CORRECTION_ASKED: sentence("a demandé une correction"),
    AuditAction.REQUEST_REFUSED: sentence("n’a pas fait ce que le registre demandait"),
    AuditAction.MODULE_CORRECTION_ASKED: sentence("a demandé la correction du module"),
    AuditAction.MODULE_CORRECTED: sentence("module corrigé"),
    AuditAction.CALLED_BACK: sentence("a annulé la demande"),
    AuditAction.WITHDRAWN: sentence("retrait fait"),
    AuditAction.REPLACED: sentence("remplacement fait"),
    AuditAction.EXPORTED: sentence("a téléchargé"),
    AuditAction.PUBLISHED: sentence("a publié les listes de statut"),
    AuditAction.CLOCK_HEALED: sentence("a corrigé la date des listes de statut"),
    AuditAction.RESTORE_ACCEPTED: sentence("a accepté une sauvegarde restaurée"),
    AuditAction.EXTENDED: sentence("a prolongé des documents"),
    AuditAction.PERSON_EXPORTED: sentence("a remis à une personne ce qui est gardé sur elle"),
    AuditAction.PERSON_ERASED: sentence("a effacé une personne"),
    AuditAction.SETTINGS_CHANGED: sentence("a changé les réglages"),
    AuditAction.PROFILE_KEPT: sentence("a gardé une façon de lire"),
    AuditAction.DELIVERY_ASKED: sentence("a demandé l’envoi"),
    AuditAction.DELIVERY_ASKED_AGAIN: sentence("a demandé un nouvel envoi"),
    AuditAction.MESSAGES_SENT: sentence("e-mails partis"),
    AuditAction.ADDRESS_CHANGED: sentence("a changé l’adresse e-mail"),
    AuditAction.LINK_RENEWED: sentence("a renouvelé le lien personnel"),
    AuditAction.LINKS_CUT_OFF: sentence("a coupé les liens personnels"),
    AuditAction.CHECKPOINT_KEPT: sentence("a gardé un point de contrôle"),
    AuditAction.LOG_EXTENDED: sentence("a signé la tête du journal public"),
    AuditAction.ENDINGS_RESTATED: sentence("a redit des retraits et remplacements"),
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
